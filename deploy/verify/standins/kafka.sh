# KAFKA_LOG_DIRS=… becomes log.dirs=…, as in the image this one stands in for.
set -euo pipefail
properties=/tmp/server.properties
env | sed -n 's/^KAFKA_//p' | grep -v '^HEAP_OPTS=' | while IFS='=' read -r name value; do
  echo "$(tr 'A-Z_' 'a-z.' <<< "$name")=$value"
done > "$properties"
java=(/opt/java/bin/java --enable-native-access=ALL-UNNAMED -Dlog4j2.configurationFile=/opt/kafka/log4j2.properties -cp '/opt/kafka/libs/*')
[ -f "$KAFKA_LOG_DIRS/meta.properties" ] || "${java[@]}" kafka.tools.StorageTool format -t "$CLUSTER_ID" -c "$properties"
# shellcheck disable=SC2086
exec "${java[0]}" $KAFKA_HEAP_OPTS "${java[@]:1}" kafka.Kafka "$properties"
