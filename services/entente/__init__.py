"""Entente watches news for powers drawing closer or apart."""
