"""Signals that are held packed come back as they were, by whichever dictionary they were packed."""

import random
from threading import Thread

from msgspec.structs import replace

from entente.contracts.signals import Signal
from entente.grouping.packing import pack, published, unpack, unprinted
from support.timeline import at, signal

_MORE_THAN_IS_LEARNT_FROM = 1_500


def _some(count: int) -> list[Signal]:
    chance = random.Random(5)  # noqa: S311 - the same in every run
    words = ["treaty", "talks", "gas", "pipeline", "border", "visit", "minister", "summit", "trade"]
    return [
        replace(
            signal(f"{number:032x}", at()),
            title=" ".join(chance.choices(words, k=9)),
            revision=chance.randbytes(8).hex(),
        )
        for number in range(count)
    ]


def test_what_is_packed_comes_back() -> None:
    """Before a dictionary is learnt from what was packed, and after it."""
    held = [(one, pack(one)) for one in _some(_MORE_THAN_IS_LEARNT_FROM)]
    for one, packed in held:
        assert unpack(packed, one.article_id) == unprinted(one)
        assert published(packed) == one.published_at


def test_what_is_learnt_takes_room_off() -> None:
    """Of signals that are alike, those after the first thousand take less."""
    sizes = [len(pack(one)) for one in _some(_MORE_THAN_IS_LEARNT_FROM)]
    fresh = [len(pack(one)) for one in _some(100)]
    assert sum(fresh) <= sum(sizes[:100])


def test_any_revision_comes_back() -> None:
    """Those of an odd number of digits, too, which are no whole bytes."""
    for revision in ("0" * 8, "a" * 9, "ab" * 32):
        one = replace(signal("a", at()), revision=revision)
        assert unpack(pack(one), "a") == unprinted(one)


def test_threads_pack_side_by_side() -> None:
    """Each has a compressor of its own."""
    wrong: list[str] = []

    def work() -> None:
        wrong.extend(
            one.article_id for one in _some(200) if unpack(pack(one), one.article_id) != unprinted(one)
        )

    threads = [Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []
