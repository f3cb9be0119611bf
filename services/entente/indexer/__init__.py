"""The indexer: every message that a person may search for, as a document in Elasticsearch."""
