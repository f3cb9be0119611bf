import pytest

from entente.watchlist.inflection import noun_forms, verb_forms
from entente.watchlist.patterns import GAP_WORDS, PatternError, parse


def spelled(pattern: str) -> list[list[str]]:
    """The spellings of each part of a pattern."""
    return [[one.text for one in part.spellings] for part in parse(pattern)]


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("sign", {"sign", "signs", "signing", "signed"}),
        ("impose", {"impose", "imposes", "imposing", "imposed"}),
        ("deny", {"deny", "denies", "denying", "denied"}),
        ("expel", {"expel", "expels", "expelling", "expelled"}),
        ("strike", {"strike", "strikes", "striking", "struck"}),
        ("withdraw", {"withdraw", "withdraws", "withdrawing", "withdrew", "withdrawn"}),
        ("veto", {"veto", "vetoes", "vetoing", "vetoed"}),
        ("re-open", {"re-open", "re-opens", "re-opening", "re-opened"}),
        ("hit", {"hit", "hits", "hitting"}),
    ],
)
def test_forms_of_a_verb(lemma: str, forms: set[str]) -> None:
    """Verbs are inflected by rule, doubling, and the list of irregulars."""
    assert {form.text for form in verb_forms(lemma)} == forms


@pytest.mark.parametrize(("lemma", "plural"), [("treaty", "treaties"), ("clash", "clashes"), ("day", "days")])
def test_forms_of_a_noun(lemma: str, plural: str) -> None:
    """Nouns are written in singular and plural."""
    assert noun_forms(lemma) == (lemma, plural)


def test_alternatives_and_adjacent_words_are_written_out() -> None:
    """Adjacent words make one part, whose spellings are all combinations; `_` is a space."""
    assert spelled("joint_venture|pact with|by") == [
        ["joint venture with", "joint venture by", "pact with", "pact by"]
    ]


def test_gaps_and_endings_part_a_pattern() -> None:
    """`...` leaves room for four words, an open ending for none."""
    assert spelled("lift ... sanctions") == [["lift"], ["sanctions"]]
    assert [part.gap for part in parse("lift ... sanctions")] == [0, GAP_WORDS]
    assert [part.gap for part in parse("подписал* договор*")] == [0, 0]


@pytest.mark.parametrize("pattern", ["", "  ", "... sanctions", "lift ...", "a||b", "~", "in*_x"])
def test_a_pattern_that_says_nothing_is_an_error(pattern: str) -> None:
    """Empty patterns, gaps at an end and empty alternatives are refused."""
    with pytest.raises(PatternError):
        parse(pattern)


def test_a_pattern_of_too_many_spellings_is_an_error() -> None:
    """A run of words that would be spelled in thousands of ways is a mistake."""
    with pytest.raises(PatternError, match="more than 400"):
        parse(" ".join(["a|b|c|d|e"] * 6))
