"""The notifier: decides what is news, tells each target once, and remembers what it told."""
