"""Where notices go: each target takes a notice and says what became of it."""
