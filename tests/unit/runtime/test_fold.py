"""Timelines of a consumer that keeps state: it re-reads, catches up, and speaks when ticked."""

from entente.runtime.records import Partition
from entente.runtime.stages import Fold
from support.rig import DEAD, SOURCE, TARGET, Memory, Rig, value_of


def test_state_is_read_from_the_beginning_whatever_is_committed() -> None:
    """A restarted consumer knows all that the topic holds, and speaks once it does."""
    rig = Rig()
    rig.write([b"a", b"b"])
    rig.loop(Fold(value_of, Memory())).drain([SOURCE])
    assert rig.committed() == 2
    rig.write([b"c"])
    fresh = Memory()
    rig.loop(Fold(value_of, fresh)).drain([SOURCE])
    assert rig.values(TARGET) == [b"a b", b"a b c"]
    assert rig.committed() == 3


def test_nothing_is_said_before_all_is_read() -> None:
    """While the partitions held are not read to where they ended when they came, ticks say so."""
    rig = Rig()
    rig.write([b"%03d" % i for i in range(95)])
    state = Memory()
    loop = rig.loop(Fold(value_of, state), batch=10)
    loop.begin([SOURCE])
    while len(state.items) < 95:
        loop.step()
        rig.clock.advance(1)
        if len(state.items) < 95:
            assert not any(state.ticks)
            assert rig.committed() == 0
    rig.clock.advance(1)
    loop.step()
    assert state.ticks[-1]
    assert rig.committed() == 95


def test_nobody_is_caught_up_who_holds_nothing() -> None:
    """Before the group has given anything, a tick is not told that all is read."""
    rig = Rig()
    holder, idle = Memory(), Memory()
    first, second = rig.loop(Fold(value_of, holder)), rig.loop(Fold(value_of, idle))
    for loop in (first, second):
        loop.begin([SOURCE])
    for _ in range(6):
        first.step()
        second.step()
    assert holder.ticks[-1]
    assert not any(idle.ticks)


def test_offsets_are_committed_only_after_what_a_tick_said_is_written() -> None:
    """With the broker away when the tick speaks, nothing is committed; it says the same when it is back."""
    rig = Rig()
    rig.write([b"a"])
    state = Memory()
    loop = rig.loop(Fold(value_of, state))
    loop.begin([SOURCE])
    tick = state.tick

    def then_away(*args: object, **kwargs: bool) -> object:
        said = tick(*args, **kwargs)  # type: ignore[arg-type]
        rig.broker.down = bool(said)
        return said

    state.tick = then_away  # type: ignore[method-assign, assignment]
    for _ in range(4):
        loop.step()
    assert state.said == b"a"
    assert rig.values(TARGET) == []
    assert rig.committed() == 0
    rig.broker.down = False
    for _ in range(20):
        loop.step()
    assert rig.values(TARGET) == [b"a"]
    assert rig.committed() == 1


def test_a_bad_item_is_buried_once_however_often_it_is_read() -> None:
    """Reading a partition anew writes no second dead letter for what was acknowledged before."""
    rig = Rig()
    rig.write([b"a", b"bug", b"c"])
    for _ in range(3):
        rig.loop(Fold(value_of, Memory())).drain([SOURCE])
    assert rig.values(DEAD) == [b"bug"]
    assert rig.metrics.value("entente_dropped_total", topic=SOURCE, reason="rejected_before") == 2


def test_a_dropped_partition_takes_its_state_with_it() -> None:
    """When a second consumer takes a share, the first forgets what moved; together they hold all, once."""
    rig = Rig()
    for i in range(40):
        rig.write([b"%d" % i], "articles.raw", b"%d" % i)
    one, two = Memory(), Memory()
    first, second = rig.loop(Fold(value_of, one)), rig.loop(Fold(value_of, two))
    first.begin(["articles.raw"])
    for _ in range(6):
        first.step()
    assert len(one.items) == 40
    second.begin(["articles.raw"])
    for _ in range(12):
        first.step()
        second.step()
    assert not set(one.items) & set(two.items)
    assert len(one.items) + len(two.items) == 40
    assert one.held | two.held == {Partition("articles.raw", n) for n in range(4)}
    first.end()
    for _ in range(12):
        second.step()
    assert len(two.items) == 40
    assert one.items == {}


def test_a_new_partition_is_caught_up_with_before_anything_is_said() -> None:
    """Given another's partitions, it is silent until it has read them."""
    rig = Rig()
    for i in range(400):
        rig.write([b"%d" % i], "articles.raw", b"%d" % i)
    one, two = Memory(), Memory()
    first, second = rig.loop(Fold(value_of, one), batch=5), rig.loop(Fold(value_of, two), batch=50)
    first.begin(["articles.raw"])
    second.begin(["articles.raw"])
    for _ in range(200):
        first.step()
        second.step()
    assert one.ticks[-1]
    said = one.said
    second.end()
    while len(one.items) < 400:
        first.step()
        rig.clock.advance(1)
        if len(one.items) < 400:
            assert one.said == said
            assert one.held == {Partition("articles.raw", n) for n in range(4)}
    for _ in range(3):
        first.step()
    assert one.said == b" ".join(sorted(b"%d" % i for i in range(400)))
