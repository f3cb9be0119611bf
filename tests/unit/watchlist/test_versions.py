import random
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest

from entente.contracts.errors import Misconfigured, Reject
from entente.contracts.signals import Signal
from entente.contracts.upkeep import WatchlistVersion
from entente.detecting.holding import greatest
from entente.watchlist.loader import version_of
from entente.watchlist.pack import MAX_PACKED, name_of, pack, published, unpack
from entente.watchlist.versions import active
from support.watchlists import small_files

T0 = datetime(2025, 9, 3, tzinfo=UTC)


def version(name: str, days: int) -> WatchlistVersion:
    """A version effective some days after T0."""
    return WatchlistVersion(version=name, effective_at=T0 + timedelta(days=days), files_zlib=b"")


@pytest.mark.parametrize(("days", "name"), [(-1, "a"), (0, "a"), (1, "a"), (2, "b"), (9, "c")])
def test_the_newest_effective_version_is_active(days: int, name: str) -> None:
    """An article is read by the newest version effective at its instant, before the first by the oldest."""
    versions = [version("b", 2), version("a", 0), version("c", 5)]
    chosen = active(versions, T0 + timedelta(days=days))
    assert chosen is not None
    assert chosen.version == name


def test_no_version_is_active_when_there_is_none() -> None:
    """Without versions there is nothing to choose."""
    assert active([], T0) is None


def test_ties_are_broken_without_regard_to_order() -> None:
    """Of two versions effective at once the greater name counts, in whatever order they come."""
    assert active([version("b", 0), version("a", 0)], T0) == active([version("a", 0), version("b", 0)], T0)


def test_what_is_packed_is_unpacked() -> None:
    """Files come back as they were; equal files give equal bytes."""
    files = small_files()
    message = pack(files, T0)
    assert unpack(message) == files
    assert pack(dict(reversed(files.items())), T0) == message
    assert unpack(msgspec.json.decode(msgspec.json.encode(message), type=WatchlistVersion)) == files


def test_a_watchlist_too_large_for_a_record_is_refused() -> None:
    """What would not fit a Kafka record is refused before it is sent."""
    noise = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=2 * MAX_PACKED))  # noqa: S311
    with pytest.raises(Misconfigured, match="take out entries"):
        pack({"themes.yaml": noise}, T0)


@pytest.mark.parametrize(
    "data", [b"", b"junk", pack({"a.yaml": "x"}, T0).files_zlib[:-3], pack({"b.yaml": "x"}, T0).files_zlib]
)
def test_a_broken_message_is_rejected(data: bytes) -> None:
    """What can't be unpacked, or holds other files than it says, is refused."""
    good = pack({"a.yaml": "x"}, T0)
    with pytest.raises(Reject):
        unpack(msgspec.structs.replace(good, files_zlib=data))


EXAMPLE = Path(__file__).parents[3] / "schemas/examples"


@pytest.mark.parametrize("later", [timedelta(microseconds=1), timedelta(days=400)])
def test_a_later_version_sorts_after_an_earlier_one(later: timedelta) -> None:
    """Names sort as text by when they take effect, whatever their hashes, and after any bare hash."""
    files = [{"a.yaml": f"{i}"} for i in range(20)]
    early = {name_of(one, T0) for one in files}
    late = {name_of(one, T0 + later) for one in files}
    assert max(early) < min(late)
    assert max(version_of(one) for one in files) < min(early)


def test_an_instant_has_one_name_in_any_zone() -> None:
    """The name is written in UTC."""
    elsewhere = T0.astimezone(timezone(timedelta(hours=8)))
    assert name_of({"a.yaml": "x"}, elsewhere) == name_of({"a.yaml": "x"}, T0)


def test_the_newer_watchlist_reading_counts() -> None:
    """Of two readings, equal but for the watchlist, that by the version effective later counts."""
    old, new = (name_of({"a.yaml": text}, T0 + timedelta(days=day)) for day, text in ((0, "y"), (1, "x")))
    assert version_of({"a.yaml": "y"}) > version_of({"a.yaml": "x"}), "by the hash alone the older would win"
    signal = msgspec.json.decode((EXAMPLE / "signal/v1/full.json").read_bytes(), type=Signal)
    readings = [msgspec.structs.replace(signal, watchlist_version=name) for name in (new, old)]
    (kept,) = greatest(readings).values()
    assert kept.watchlist_version == new


def test_a_version_under_another_instants_name_is_refused() -> None:
    """A name that puts a version before or behind its own time would let the wrong reading count."""
    message = pack({"a.yaml": "x"}, T0)
    with pytest.raises(Reject, match="holds what is"):
        unpack(msgspec.structs.replace(message, effective_at=T0 + timedelta(days=1)))


def test_a_version_named_by_its_hash_alone_stays_readable() -> None:
    """Versions published before names carried their instant are still on the topic."""
    message = msgspec.structs.replace(pack({"a.yaml": "x"}, T0), version=version_of({"a.yaml": "x"}))
    assert unpack(message) == {"a.yaml": "x"}


def test_the_example_on_file_is_a_version() -> None:
    """What the schema's example holds can be unpacked."""
    data = (EXAMPLE / "watchlist-version/v1/full.json").read_bytes()
    assert unpack(msgspec.json.decode(data, type=WatchlistVersion)) == {"themes.yaml": "- id: energy\n"}


def test_a_published_watchlist_goes_by_the_versions_name() -> None:
    """What reads and judges by a version stamps the name that it has on the topic."""
    message = pack(small_files(), T0)
    assert published(message).version == message.version
