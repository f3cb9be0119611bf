"""The incremental grouper equals the whole, whatever the order."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from entente.contracts.signals import Signal
from entente.grouping import PairGrouper, stories
from support.timeline import T0, event, signal

TEXTS = [" ".join(f"w{(start + i) % 60}" for i in range(40)) for start in (0, 6, 12, 18, 24, 30)]
"""Six texts, each a copy of its neighbours but not of those further off: chains."""


def _signals() -> st.SearchStrategy[Signal]:
    return st.builds(
        lambda article, hours, text, count: signal(
            f"article{article}",
            T0 + timedelta(hours=hours),
            text=TEXTS[text],
            events=tuple(event(2.0) for _ in range(count)),
        ),
        st.integers(0, 11),
        st.integers(0, 400),
        st.integers(0, len(TEXTS) - 1),
        st.integers(0, 2),
    )


def _steps() -> st.SearchStrategy[list[Signal | int]]:
    return st.lists(st.one_of(_signals(), st.integers(0, 11)), max_size=30)


@settings(max_examples=150, deadline=None)
@given(_steps(), st.integers(1, 4))
def test_incremental_equals_whole(steps: list[Signal | int], every: int) -> None:
    """After any puts, updates and drops, regrouped at any time, the stories are those of the whole."""
    grouper = PairGrouper({})
    held: dict[str, Signal] = {}
    told: set[str] = set()
    for i, step in enumerate(steps):
        if isinstance(step, int):
            grouper.drop(f"article{step}")
            held.pop(f"article{step}", None)
        else:
            grouper.put(step)
            held[step.article_id] = step
        if i % every == 0:
            changed = grouper.regroup()
            told = (told - set(changed.gone)) | set(changed.made)
            assert told == set(grouper.stories)
    grouper.regroup()
    whole = stories(list(held.values()), {})
    assert sorted(grouper.stories.values(), key=lambda s: s.id) == sorted(whole, key=lambda s: s.id)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(_signals(), max_size=12, unique_by=lambda s: s.article_id).flatmap(
        lambda s: st.tuples(st.just(s), st.permutations(s))
    )
)
def test_order_does_not_matter(orders: tuple[list[Signal], list[Signal]]) -> None:
    """Grouping a set gives the same stories in whatever order it is listed."""
    assert stories(orders[0], {}) == stories(orders[1], {})
