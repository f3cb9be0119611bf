"""What the desk reads from Elasticsearch, as messages; every query has typed fields and a limit."""
