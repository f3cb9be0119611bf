# Stands in for prom/alertmanager: Debian's package.
FROM entente-standin/debian
RUN apt-get update -q && apt-get install -q -y --no-install-recommends prometheus-alertmanager wget \
    && rm -rf /var/lib/apt/lists/* && install -d -o nobody -g nogroup /alertmanager
USER nobody
ENTRYPOINT ["/usr/bin/prometheus-alertmanager"]
