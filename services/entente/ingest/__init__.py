"""Ingest: files and feeds become articles on articles.raw, and how each source is heard on coverage."""
