#!/bin/bash
# Variables with a dot are settings; ELASTIC_PASSWORD becomes the bootstrap password, as in the image this stands in for.
set -euo pipefail
settings=()
while IFS= read -r -d '' entry; do
  [[ $entry =~ ^[a-z_.]+\.[a-z_.]+= ]] && settings+=("-E$entry")
done < /proc/self/environ
if [ -n "${ELASTIC_PASSWORD:-}" ]; then
  [ -f config/elasticsearch.keystore ] || bin/elasticsearch-keystore create
  printf '%s' "$ELASTIC_PASSWORD" | bin/elasticsearch-keystore add --stdin --force bootstrap.password
  unset ELASTIC_PASSWORD
fi
[ ! -d /standin ] || cp /standin/* config/
exec bin/elasticsearch "${settings[@]}"
