"""What holds for any text, and the one pass against a slow plain reading of the same rules."""

import re
import time
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from entente.contracts.articles import Article, TaggedArticle
from entente.reading.normalise import normalise
from entente.reading.signals import signals, volume
from entente.watchlist.model import Alias, spellings_by_role, text_of
from support.readings import article, read, reader
from support.watchlists import small_watchlist

NAMES = sorted(
    {
        text_of(spelling).removesuffix("*")
        for actor in small_watchlist().actors
        for group in actor.aliases.values()
        for _, spelling in spellings_by_role(group)
    }
)
WORDS = st.sampled_from(
    [
        *NAMES,
        *[
            "signed",
            "did not",
            "may",
            "attacked",
            "said",
            "that",
            "and",
            "with",
            "between",
            "talks",
            "by",
            "was",
        ],
        *[
            "the two",
            "countries",
            "sanctions on",
            ",",
            ".",
            '"',
            "\n",
            "'s",
            "-",
            "to",
            "подписали",
            "и",
            "不",
        ],
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(WORDS, max_size=60).map(" ".join),
    st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=40).map("".join),
)


def check(tagged: TaggedArticle) -> None:
    """All spans lie in the text, surfaces are the text's own, and sentences stand in order."""
    full = tagged.article.full_text
    assert all(0 <= start < end <= len(full) for start, end in tagged.sentences)
    assert all(a[1] <= b[0] for a, b in zip(tagged.sentences, tagged.sentences[1:], strict=False))
    for mention in tagged.mentions:
        start, end = mention.span
        assert full[start:end] == mention.surface
        first, last = tagged.sentences[mention.sentence]
        assert first <= start < end <= last
    for theme in tagged.themes:
        assert all(0 <= start < end <= len(full) for start, end in theme.spans)
    for event in tagged.events:
        first, last = tagged.sentences[event.sentence]
        assert first <= event.span[0] < event.span[1] <= last
        assert event.sources
        assert not set(event.sources) & set(event.targets)
        assert event.targets or len(event.sources) > 1
        assert event.modality == "asserted" or event.modality_span is not None
    for signal in signals(tagged):
        assert -10 <= signal.alignment <= 10
        for sentence in signal.sentences:
            assert full.startswith(sentence.text, sentence.start)
            assert all(0 <= mark.span[0] < mark.span[1] <= len(sentence.text) for mark in sentence.marks)
    assert set(volume(tagged).powers) == {m.power for m in tagged.mentions if m.power is not None}


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, title=TEXTS)
def test_any_text_is_read(text: str, title: str) -> None:
    """Any Unicode gives a reading whose spans are in range and equal to their surfaces."""
    check(read(text, title=title))


@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    """A reading is a function of the article."""
    assert read(text) == read(text)


@settings(max_examples=200, deadline=None)
@given(words=st.lists(WORDS, max_size=40))
def test_spellings_of_unicode_are_read_alike(words: list[str]) -> None:
    """Composed and decomposed text, and the several apostrophes, name the same actors and events."""
    text = " ".join(words)
    plain = read(text)
    for variant in (
        unicodedata.normalize("NFD", text),
        text.replace("'", "\u2019"),
        text.replace(" ", "\u00a0"),
    ):
        other = read(variant)
        assert [one.actor for one in other.mentions] == [one.actor for one in plain.mentions]
        assert [(e.sources, e.targets, e.type) for e in other.events] == [
            (e.sources, e.targets, e.type) for e in plain.events
        ]
        check(other)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200))
def test_normalised_offsets_lead_back(text: str) -> None:
    """Every place of the normalised text leads to one of the text as sent, in order."""
    normal = normalise(text)
    assert unicodedata.is_normalized("NFC", normal.text)
    if normal.offsets is not None:
        assert len(normal.offsets) == len(normal.text) + 1
        assert normal.offsets == sorted(normal.offsets)
        assert normal.offsets[-1] == len(text)


def slow_mentions(text: str) -> list[tuple[int, int, str]]:
    """Read names the plain way: each spelling by a regular expression, then the longest from the left.

    Only for text without datelines, in which no condition can be met.
    """
    found: list[tuple[int, int, str]] = []
    for actor in small_watchlist().actors:
        for group in actor.aliases.values():
            for _, spelling in spellings_by_role(group):
                if isinstance(spelling, Alias):
                    continue
                stem = spelling.removesuffix("*")
                ending = r"[^\W_\u2e80-\U0010ffff]{0,24}" if stem != spelling else ""
                han = stem[0] >= "\u2e80"
                left = "" if han else r"(?<![^\W_\u2e80-\U0010ffff])"
                right = "" if han or not stem[-1].isalnum() else r"(?![^\W_\u2e80-\U0010ffff])"
                forms = {stem, stem[:1].upper() + stem[1:]}
                if sum(map(str.isalpha, stem)) >= 4:
                    forms.add(stem.upper())
                for form in forms:
                    pattern = left + re.escape(form) + ending + right
                    found += [(*one.span(), actor.id) for one in re.finditer(pattern, text)]
    kept: list[tuple[int, int, str]] = []
    for one in sorted(set(found), key=lambda f: (f[0], -f[1])):
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return kept


PLAIN = [
    name
    for name in NAMES
    if not any(
        isinstance(spelling, Alias) and text_of(spelling) in name
        for actor in small_watchlist().actors
        for group in actor.aliases.values()
        for _, spelling in spellings_by_role(group)
    )
]


@settings(max_examples=100, deadline=None)
@given(
    words=st.lists(st.sampled_from([*PLAIN, "ambassador", "x", "the", "and", ",", "ия"]), max_size=30),
    glue=st.sampled_from([" ", ""]),
)
def test_one_pass_equals_the_slow_plain_reading(words: list[str], glue: str) -> None:
    """The automaton finds what one regular expression a spelling finds."""
    text = glue.join(words) + "."
    tagged = read(text)
    shift = len(tagged.article.title) + 2
    assert [(m.span[0] - shift, m.span[1] - shift, m.actor) for m in tagged.mentions] == slow_mentions(text)


def test_lone_surrogates_are_read_around() -> None:
    """A lone surrogate spoils neither the pass nor the spans after it."""
    tagged = read("\ud800 Russia \udfff and China met.")
    assert [one.surface for one in tagged.mentions] == ["Russia", "China"]


def test_time_is_linear_in_the_text() -> None:
    """A text of ten times the length takes about ten times as long, whatever it is made of."""
    for piece in (
        "Russia and China signed a treaty, and India may visit Japan. ",
        "Russia and China signed a treaty, and India may visit Japan, ",
        "e" + "\u0301" * 50,
        '"Russia" ',
        "lifted signed agreed to ",
        "中俄",
        "Kim and Wang, ",
        "Foo Canada foo ",
    ):
        small, large = (article(piece * (length // len(piece))) for length in (5_000, 50_000))
        assert _seconds(large) < max(2.0, 50 * _seconds(small)), piece


def _seconds(one: Article) -> float:
    begun = time.process_time()
    signals(reader().read(one))
    return time.process_time() - begun


def test_a_megabyte_is_read() -> None:
    """The longest texts that a broker carries are read in seconds."""
    text = "Prices rose a little more in the town of the north. " * 20_000 + "Russia met China."
    tagged = read(text)
    assert len(tagged.sentences) == 20_001
    assert [one.surface for one in tagged.mentions] == ["Russia", "China"]


def test_an_empty_text_gives_an_empty_reading() -> None:
    """Nothing in, nothing out."""
    tagged = read("")
    assert (tagged.sentences, tagged.mentions, tagged.themes, tagged.events) == ((), (), (), ())
    assert tagged.fingerprint is None
    assert signals(tagged) == ()
    assert volume(tagged).powers == ()
