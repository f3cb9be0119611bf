"""Which language a text is in: as declared, else by its letters and its small words."""

import re

UNKNOWN = "und"
READ_BY_CUES = frozenset({"en", "ru", "uk", "zh"})
"""Languages that the watchlist has forms, conditions, themes and cues for."""
_SAMPLE = 400
"""Code points looked at: script and small words show within the first lines."""

_SCRIPTS = (
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_NON_LATIN = re.compile("[\u0370-\u1fff]+|[\u2e80-\ud7ff]")
_ENGLISH = (" the ", " of ", " and ", " with ", " said ")
_ENOUGH = 3
"""English small words, of those that no other language has, that make a text plainly English."""
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_CYRILLIC = (
    ("be", re.compile("[ўЎ]")),
    ("kk", re.compile("[әғқңұһӘҒҚҢҰҺ]")),
    ("mk", re.compile("[ѓќѕЃЌЅ]")),
    ("sr", re.compile("[ђћџљњјЂЋЏЉЊЈ]")),
    ("bg", re.compile("[ъЪ](?![еёюяЕЁЮЯ])")),
)
"""Letters of their own; and in Bulgarian "ъ" is a vowel, while in Russian it stands before one."""
_SMALL = {
    "en": re.compile(r"\b(?:the|of|and|to|in|for|on|with|says?|said|is|by|at|as|from|after|over)\b"),
    "fr": re.compile(r"\b(?:le|la|les|des|du|et|une|dans|pour|avec|sur|aux?)\b"),
    "de": re.compile(r"\b(?:der|die|das|und|den|von|mit|ein|eine|im|zu|auf|für)\b"),
    "es": re.compile(r"\b(?:el|la|los|las|del|una|por|con|para|que|y|en)\b"),
    "it": re.compile(r"\b(?:il|lo|gli|della|di|che|con|per|una|nel|e)\b"),
    "pt": re.compile(r"\b(?:o|os|da|do|das|dos|uma|com|para|que|em|e)\b"),
    "tr": re.compile(r"\b(?:ve|bir|ile|için|bu|da|de)\b"),
    "pl": re.compile(r"\b(?:i|w|na|z|do|nie|się|że|dla)\b"),
}


def language_of(declared: str | None, text: str) -> str:
    """Name a text's language (ISO 639-1): its declared primary tag, else the likeliest, else `und`."""
    if declared:
        tag = declared.replace("_", "-").split("-")[0].lower()
        if len(tag) == 2 and tag.isalpha():  # noqa: PLR2004 - the length of ISO 639-1
            return tag
    sample = text[:_SAMPLE]
    if sum(map(sample.count, _ENGLISH)) >= _ENOUGH:
        return "en"
    if len(_NON_LATIN.findall(sample)) * 3 < len(_LATIN.findall(sample)):
        return _by_small_words(sample)
    counts = {tag: len(pattern.findall(sample)) for tag, pattern in _SCRIPTS}
    if counts["ja"] * 5 > counts["zh"]:
        counts["zh"] = 0
    best = max(counts, key=lambda tag: counts[tag])
    if not counts[best]:
        return UNKNOWN
    return _cyrillic(sample, counts["ru"]) if best == "ru" else best


def _cyrillic(sample: str, letters: int) -> str:
    """Tell the languages written in Cyrillic apart by letters that Russian hasn't, or has elsewhere."""
    for tag, pattern in _CYRILLIC:
        if pattern.search(sample):
            return tag
    return "uk" if len(_UKRAINIAN.findall(sample)) * 50 > letters else "ru"


def _by_small_words(sample: str) -> str:
    counts = {tag: len(pattern.findall(sample)) for tag, pattern in _SMALL.items()}
    best = max(counts, key=lambda tag: (counts[tag], tag == "en"))
    # A bare headline has no small words: in plain letters it is taken for English.
    return best if counts[best] or not sample.isascii() else "en"
