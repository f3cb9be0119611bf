"""The watchlist that ships, and the examples that entries carry."""

from entente.reading.examples import check
from entente.watchlist.linter import lint
from entente.watchlist.loader import default_files, parse
from support.watchlists import small_files


def test_the_default_is_read() -> None:
    """The watchlist that ships with the package can be read."""
    watchlist = parse(default_files())
    assert len(watchlist.themes) >= 31
    assert {cue.type for cue in watchlist.cues} == set(watchlist.scores)


def test_the_default_has_nothing_to_mend() -> None:
    """The watchlist that ships is clean, and all its examples come out as they say."""
    assert check(default_files()) == ()


def test_examples_are_run() -> None:
    """An example that comes out otherwise than it says is found, with its line."""
    text = (
        "- id: teatime\n"
        "  name: Tea\n"
        "  patterns: {en: [tea^]}\n"
        "  must_match:\n"
        "    - Tea was served.\n"
        "    - Coffee was served.\n"
        "  must_not_match:\n"
        "    - A team won.\n"
        "    - They drank teas.\n"
    )
    findings = [
        one for one in check(small_files() | {"themes/tea.yaml": text}) if one.file == "themes/tea.yaml"
    ]
    assert [(one.line, "is not" in one.what) for one in findings] == [(6, True), (9, False)]


def test_the_default_calendar_is_read_and_days_out_of_order_are_told() -> None:
    """The shipped calendar has entries; one that ends before it begins is a finding."""
    files = default_files()
    assert parse(files).calendar
    broken = files["calendar.yaml"].replace("until: 2025-09-01", "until: 2025-08-01")
    assert any("ends before it begins" in f.what for f in lint({**files, "calendar.yaml": broken}))
