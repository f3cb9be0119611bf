# Stands in for python:3.11-slim-bookworm: Debian's own Python, and what lets this machine reach the registries.
FROM entente-standin/debian
RUN apt-get update -q && apt-get install -q -y --no-install-recommends python3 python3-venv \
    && rm -rf /var/lib/apt/lists/* /var/cache/* /usr/share/doc/* /usr/share/man/* \
    && ln -s /usr/bin/python3 /usr/local/bin/python
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt
