"""The demo: a shipped archive of news, replayed through the whole system."""
