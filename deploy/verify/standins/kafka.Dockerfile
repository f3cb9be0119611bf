# Stands in for apache/kafka: the released artifacts, started from the same KAFKA_… variables.
FROM entente-standin/debian
RUN apt-get update -q && apt-get install -q -y --no-install-recommends netcat-openbsd && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 --create-home appuser && install -d -o appuser /var/lib/kafka/data
COPY java /opt/java
COPY libs /opt/kafka/libs
COPY log4j2.properties kafka.sh /opt/kafka/
ENV CLUSTER_ID=5L6g3nShT-eMCtK--X86sw
VOLUME /var/lib/kafka/data
USER appuser
CMD ["/bin/bash", "/opt/kafka/kafka.sh"]
