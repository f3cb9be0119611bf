# Stands in for prom/prometheus: Debian's package.
FROM entente-standin/debian
RUN apt-get update -q && apt-get install -q -y --no-install-recommends prometheus wget && rm -rf /var/lib/apt/lists/* \
    && install -d -o nobody -g nogroup /prometheus
USER nobody
ENTRYPOINT ["/usr/bin/prometheus"]
