"""Closed lists of words, written as a line of text."""


def listed(words: str) -> frozenset[str]:
    """Make a set of the words of a line."""
    return frozenset(words.split())
