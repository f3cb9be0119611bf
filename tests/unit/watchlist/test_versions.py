import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from entente.contracts.errors import Misconfigured, Reject
from entente.contracts.upkeep import WatchlistVersion
from entente.watchlist.pack import MAX_PACKED, pack, unpack
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
