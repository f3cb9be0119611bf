import re
from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise

import msgspec

from entente.demo.derive import FOLDER, read_written
from entente.demo.edits import sentences
from entente.demo.items import Written
from entente.demo.outlets import OUTLETS

WRITTEN = read_written()
QUIET = tuple(
    msgspec.json.decode(line, type=Written)
    for path in sorted((FOLDER / "written").glob("quiet-*.jsonl"))
    for line in path.read_bytes().splitlines()
)
WORDS = {"en": (50, 120), "ru": (40, 120)}
HANZI = (90, 260)
"""Chinese is counted in characters, and Russian takes fewer words for the same."""


def test_no_two_articles_share_a_sentence() -> None:
    """A sentence stands in one written article only, upper and lower case apart."""
    found = defaultdict(set)
    for article in WRITTEN:
        for sentence in sentences(article.text):
            found[sentence.casefold()].add(article.url)
    assert [s for s, urls in found.items() if len(urls) > 1] == []


def test_half_of_the_articles_are_quiet() -> None:
    """Half or more of about three hundred written articles are about nothing alert-worthy."""
    assert len(WRITTEN) >= 300
    assert len(QUIET) >= len(WRITTEN) / 2


def test_addresses_are_unique_and_say_source_and_day() -> None:
    """A URL is https://<source>/2025/MM/DD/<slug> of the article's own source and is used once."""
    pattern = re.compile(r"https://([a-z-]+\.example)/(2025/\d\d/\d\d)/[a-z0-9-]+")
    matches = [pattern.fullmatch(w.url) for w in WRITTEN]
    assert [m and m.group(1) for m in matches] == [w.source for w in WRITTEN]
    days = [abs((datetime.strptime(m.group(2) + "+0000", "%Y/%m/%d%z") - w.at).days) for m, w in
            zip(matches, WRITTEN, strict=True) if m]  # fmt: skip
    assert max(days) <= 1
    assert len({w.url for w in WRITTEN}) == len(WRITTEN)


def test_times_are_utc_seconds_within_the_five_months() -> None:
    """published_at is written in UTC with seconds and lies in May to September 2025."""
    assert {
        w.published_at
        for w in WRITTEN
        if not re.fullmatch(r"\d{4}(-\d\d){2}T(\d\d:){2}\d\dZ", w.published_at)
    } == set()
    assert min(w.at for w in WRITTEN) >= datetime(2025, 5, 1, tzinfo=UTC)
    assert max(w.at for w in WRITTEN) < datetime(2025, 10, 1, tzinfo=UTC)


def test_outlets_and_languages_are_the_known_ones() -> None:
    """Every outlet is one of the sixteen invented ones and is used; languages are en, ru and zh."""
    assert {w.source for w in WRITTEN} == set(OUTLETS)
    assert {w.language for w in WRITTEN} == {"en", "ru", "zh"}


def test_quiet_articles_are_short_and_spread_over_all_days() -> None:
    """A quiet article has 50 to 120 words in 3 to 6 sentences, and no three days pass without one."""
    for article in QUIET:
        counted = article.text if article.language == "zh" else article.text.split()
        low, high = WORDS.get(article.language, HANZI)
        assert low <= len(counted) <= high, article.url
        assert 3 <= len(sentences(article.text)) <= 6, article.url
    days = sorted({w.at.toordinal() for w in QUIET})
    assert max(b - a for a, b in pairwise(days)) <= 2
