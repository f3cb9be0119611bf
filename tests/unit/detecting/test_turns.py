"""Pairs that volume alone moved take turns behind those that have news of their own."""

from entente.detecting import Judge
from support.timeline import at, event, rule, signal, volume, watchlist

PAIRS = (("CHN", "RUS"), ("CHN", "USA"), ("RUS", "USA"))
KEYS = tuple("-".join(pair) for pair in PAIRS)


def _told() -> Judge:
    """Three stories of each pair on one day, each judged once."""
    made = Judge(watchlist(rule("day", pairs="any", alarms=60.0)))
    for key, pair in zip(KEYS, PAIRS, strict=True):
        for i in range(3):
            made.apply_signal(signal(f"{key}{i}", at(20, i), pair=key, events=(event(4.0, sources=pair),)))
            made.apply_volume(volume(f"{key}{i}", at(20, i), pair), at(20))
    assert {one.pair for one in made.judge()} == set(KEYS)
    return made


def _more_volume(made: Judge, name: str) -> None:
    made.apply_volume(volume(name, at(20, 5), ("CHN", "RUS", "USA")), at(20))


def test_what_volume_moved_waits_and_is_judged_in_the_end() -> None:
    """Three pairs are moved, and one a look is judged, each once, until none is left."""
    made = _told()
    _more_volume(made, "more")
    looks = [[one.pair for one in made.judge(1)] for _ in range(4)]
    assert [len(look) for look in looks] == [1, 1, 1, 0]
    assert {pair for look in looks for pair in look} == set(KEYS)


def test_under_steady_volume_all_have_their_turn() -> None:
    """More volume between the looks puts nobody to the end of the queue again."""
    made = _told()
    seen = []
    for i in range(3):
        _more_volume(made, f"more{i}")
        seen += [one.pair for one in made.judge(1)]
    assert set(seen) == set(KEYS)


def test_news_of_its_own_is_judged_at_once() -> None:
    """A signal's pair waits for no turn, whatever the others wait for."""
    made = _told()
    made.apply_signal(signal("new", at(20, 4), pair="RUS-USA", events=(event(4.0, sources=("RUS", "USA")),)))
    made.apply_volume(volume("new", at(20, 4), ("RUS", "USA")), at(20))
    assert [one.pair for one in made.judge(0)] == ["RUS-USA"]


def test_beyond_a_portion_pairs_wait_whatever_moved_them() -> None:
    """Once a portion of stories is new the other pairs wait, say so, and are judged in the end."""
    made = Judge(watchlist(rule("day", pairs="any", alarms=60.0)))
    for key, pair in zip(KEYS, PAIRS, strict=True):
        for i in range(3):
            made.apply_signal(signal(f"{key}{i}", at(20, i), pair=key, events=(event(4.0, sources=pair),)))
            made.apply_volume(volume(f"{key}{i}", at(20, i), pair), at(20))
    looks = []
    for left in (2, 1, 0):
        looks += [(one.pair, len(one.made)) for one in made.judge(portion=1)]
        assert sum(map(made.waits, KEYS)) == left
    assert looks == [(key, 3) for key in KEYS]
    assert made.judge(portion=1) == ()


def test_what_comes_again_moves_nothing() -> None:
    """A signal that is held already, as after a rebalance, leaves its pair as it was judged."""
    made = _told()
    for i in range(3):
        made.apply_signal(
            signal(f"CHN-RUS{i}", at(20, i), pair="CHN-RUS", events=(event(4.0, sources=PAIRS[0]),))
        )
    assert not made.waits("CHN-RUS")
    assert made.judge() == ()
