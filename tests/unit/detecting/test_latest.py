"""What counts of each article is held in few bytes, and comes back as it was."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from entente.detecting.latest import Latest, Latests

_IDS = st.one_of(
    st.binary(min_size=16, max_size=16).map(bytes.hex),
    st.binary(min_size=16, max_size=16).map(lambda raw: raw.hex().upper()),
    st.text(min_size=1, max_size=40),
    st.just("long" * 20_000),
)
_REVISIONS = st.one_of(
    st.binary(min_size=4, max_size=32).map(bytes.hex), st.from_regex(r"[0-9a-f]{8,64}", fullmatch=True)
)
_LATEST = st.builds(
    Latest,
    st.tuples(
        st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        _REVISIONS,
        st.sampled_from(["", "default", "0a1b2c"]),
    ),
    st.one_of(st.none(), st.integers(-(10**5), 10**6).map(lambda hour: hour * 3600)),
    st.booleans(),
    st.lists(st.sampled_from(["CHN", "RUS", "NATO", "EU"]), unique=True).map(tuple),
)


@given(st.dictionaries(_IDS, st.tuples(_LATEST, _LATEST), max_size=8))
def test_what_is_held_comes_back(written: dict[str, tuple[Latest, Latest]]) -> None:
    """Of every id, be it of hex digits or not, the last that was written is given, as it was."""
    held = Latests()
    for turn in (0, 1):
        for article, both in written.items():
            held[article] = both[turn]
    assert dict(held) == {article: both[1] for article, both in written.items()}
    for article in written:
        del held[article]
    assert len(held) == 0
