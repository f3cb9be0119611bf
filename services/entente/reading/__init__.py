"""Text to mentions, themes, events, pairs and telling sentences. Pure: no I/O, microseconds an article."""
