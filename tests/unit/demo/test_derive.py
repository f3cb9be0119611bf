import gzip
import re
from collections import Counter
from datetime import datetime
from itertools import pairwise
from random import Random

import msgspec
import pytest
from msgspec import UNSET

from entente.contracts.identity import canonical_url
from entente.demo import copies, noise
from entente.demo.derive import ARCHIVE, CENSUS, FOLDER, Census, derive, read_written
from entente.demo.items import Item, Kind

WRITTEN = read_written()
DERIVED = derive(WRITTEN)
REJECTED = {entry.line for entry in noise.rejects(Random(0))}  # noqa: S311 - only their place is chance
READABLE = [msgspec.json.decode(line, type=Item) for line in DERIVED.lines if line not in REJECTED]
FIELDS = {"url", "source", "title", "text", "published_at", "fetched_at", "language"}


def test_the_committed_archive_is_what_derive_gives() -> None:
    """Whoever edits an article runs `python -m entente.demo.derive` and commits what it writes."""
    assert gzip.decompress(ARCHIVE.read_bytes()).splitlines() == list(DERIVED.lines)
    assert msgspec.json.decode(CENSUS.read_bytes(), type=Census) == DERIVED.census


def test_deriving_is_a_function_of_the_articles() -> None:
    """The same articles give the same bytes, whenever it is asked."""
    assert derive(WRITTEN) == DERIVED


def test_the_census_counts_what_the_lines_show() -> None:
    """Counted anew from the lines alone, every figure of the census is found again."""
    census, lines = DERIVED.census, DERIVED.lines
    assert (census.lines, census.readable) == (len(lines), len(READABLE))
    assert census.lines >= 1500
    assert census.rejects == sum(line in REJECTED for line in lines)
    assert census.written == len(WRITTEN)
    assert sum(census.kinds.values()) == census.lines
    with_url = {canonical_url(i.url) for i in READABLE if i.url is not UNSET}
    without = {(i.source, i.title) for i in READABLE if i.url is UNSET}
    assert census.distinct_articles == len(with_url) + len(without)
    again = sum(census.kinds[k] for k in Kind if k.startswith("same URL"))
    assert census.readable - census.distinct_articles == again


def test_readable_lines_carry_the_archives_fields_only() -> None:
    """An item has the seven fields of an archive and no other, and says source, title, text, language."""
    for line in DERIVED.lines:
        if line not in REJECTED:
            names = set(msgspec.json.decode(line))
            assert {"source", "title", "text", "language"} <= names <= FIELDS


@pytest.mark.parametrize("line", sorted(REJECTED))
def test_rejects_are_no_items(line: bytes) -> None:
    """A line that counts as a reject can't be read as an item."""
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
        msgspec.json.decode(line, type=Item)


def test_the_archive_is_in_order_of_time() -> None:
    """Items stand in the order in which they were fetched, or published where nothing else is said."""
    times = [i.published_at if i.fetched_at is UNSET else i.fetched_at for i in READABLE]
    instants = [datetime.fromisoformat(t) for t in times if isinstance(t, str)]
    assert len(instants) == len(READABLE)
    assert all(a <= b for a, b in pairwise(instants))


def test_every_wrong_date_has_the_time_when_it_was_fetched() -> None:
    """An item without a readable instant, or with one far off, says when it was fetched."""
    for item in READABLE:
        if item.published_at is UNSET or item.published_at is None or len(item.published_at) < 19:
            assert item.fetched_at is not UNSET


def test_fewer_than_five_future_dates() -> None:
    """The fifth newest article tells the newest hour, so dates far ahead must stay below five."""
    ahead = [i for i in READABLE if re.match(r"(20[3-9]|2[1-9]|[3-9]\d)\d+-", str(i.published_at))]
    assert len(ahead) == DERIVED.census.kinds[Kind.FUTURE_DATE] < 5


def test_a_correction_changes_the_text_of_its_address() -> None:
    """A corrected article has a later fetched_at and another text under the same URL."""
    first = {w.url: w for w in WRITTEN}
    corrected = [i for i in READABLE if i.url in first and i.text != first[str(i.url)].text]
    assert len(corrected) == DERIVED.census.kinds[Kind.CORRECTED]
    assert all(str(i.fetched_at) > first[str(i.url)].published_at for i in corrected)


def test_copies_follow_their_original_within_the_span_of_a_story() -> None:
    """A reprint comes after its original and within 72 hours, so that it can belong to its story."""
    entries = copies.reprints(Random(1), WRITTEN)  # noqa: S311 - any chance will do
    first = {w.slug: w.at for w in WRITTEN}
    for entry in entries:
        item = msgspec.json.decode(entry.line, type=Item)
        if item.url is not UNSET:
            slug = item.url.rsplit("/", 1)[-1]
            at = first.get(slug) or first[re.sub(r"-\d+$", "", slug)]
            assert 0 < (entry.at - at).total_seconds() < 72 * 3600
    assert {kind for kind in Kind if kind.startswith("reprint")} == {e.kind for e in entries}


def test_wires_are_reprinted_most() -> None:
    """An article of a wire has more verbatim reprints than one of any paper."""
    slugs = {w.slug: w.source for w in WRITTEN}
    copied: Counter[str] = Counter()
    for entry in copies.reprints(Random(1), WRITTEN):  # noqa: S311 - any chance will do
        item = msgspec.json.decode(entry.line, type=Item)
        if entry.kind is Kind.VERBATIM and item.url is not UNSET:
            copied[slugs.get(item.url.rsplit("/", 1)[-1], "")] += 1
    rate = {s: copied[s] / n for s, n in Counter(w.source for w in WRITTEN).items()}
    wires = {"northwire.example", "pacificwire.example"}
    assert min(rate[s] for s in wires) > max(r for s, r in rate.items() if s not in wires)


def test_the_readme_states_how_many_of_each_kind() -> None:
    """The table in the archive's README holds the census's figures."""
    rows = re.findall(r"^\| ([^|`]+) \| (\d+) \|$", (FOLDER / "README.md").read_text(), re.MULTILINE)
    assert {kind: int(n) for kind, n in rows} == DERIVED.census.kinds
