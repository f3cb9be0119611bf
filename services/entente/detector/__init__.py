"""The detector: holds the signals of its pairs, judges them, and publishes what changed."""
