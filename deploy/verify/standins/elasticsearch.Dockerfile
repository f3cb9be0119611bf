# Stands in for elasticsearch: Elastic's minimal distribution, with security, started from the same variables.
FROM entente-standin/debian
RUN apt-get update -q && apt-get install -q -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 --no-create-home --home-dir /usr/share/elasticsearch elasticsearch
COPY java /opt/java
COPY --chown=1000 elasticsearch /usr/share/elasticsearch
COPY --chmod=755 elasticsearch.sh /usr/local/bin/docker-entrypoint.sh
# The wheel's Java lacks a module that the server asks for only to be faster.
RUN sed -i '/jdk.incubator.vector/d' /usr/share/elasticsearch/config/jvm.options \
    && install -d -o elasticsearch /usr/share/elasticsearch/data /usr/share/elasticsearch/logs
ENV ES_JAVA_HOME=/opt/java
WORKDIR /usr/share/elasticsearch
USER elasticsearch
ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh", "eswrapper"]
