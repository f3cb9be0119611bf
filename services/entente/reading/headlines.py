"""How headlines are written."""

_SHORT_WORD = 3


def is_title_case(headline: str) -> bool:
    """Whether a headline writes its verbs with capitals, as not all do."""
    words = [word for word in headline.split() if len(word) > _SHORT_WORD and word[0].isalpha()]
    return sum(word[0].islower() for word in words) * 3 <= len(words)
