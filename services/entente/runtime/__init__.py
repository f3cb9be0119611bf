"""Consume, produce, dead letters, settings, metrics, logs, brokers: the only I/O that services share."""
