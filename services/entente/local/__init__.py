"""Apache Kafka and Elasticsearch as child processes, for the demo, the tests and a desk without docker."""
