import pytest

from entente.watchlist.linter import lint
from entente.watchlist.loader import Finding
from support.watchlists import small_files

STATE = (
    "- {{id: {0}, kind: state, name: {1}, wikidata: {2}, source: s, aliases: {{en: {{direct: [{1}]}}}}}}\n"
)


def person(name: str, tenures: str, aliases: str = "") -> str:
    """One person of Russia, with tenures and aliases."""
    return (
        f"- {{id: {name}, kind: person, name: {name}, wikidata: null, source: s, "
        f"aliases: {{en: {{leader: [{aliases or name.title()}]}}}}, tenures: [{tenures}]}}\n"
    )


def tenure(
    since: str, until: str, office: str = "foreign_minister", power: str = "RUS", source: str = "s"
) -> str:
    """One tenure."""
    return f"{{power: {power}, office: {office}, since: {since}, until: {until}, source: {source}}}"


def found(name: str, text: str) -> list[Finding]:
    """What the linter finds in one more file."""
    return [finding for finding in lint(small_files() | {name: text}) if finding.file == name]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (STATE.format("RUS", "Ruritania", "null"), 1, "RUS is already in"),
        (STATE.format("RUR", "Ruritania", "Q159"), 1, "Wikidata item of another actor"),
        (STATE.format("RUR", "Iran", "null"), 1, "alias 'Iran' means"),
        (STATE.format("RUR", "May", "null"), 1, "everyday word"),
        (STATE.format("RUR", "Weather", "null"), 1, "everyday word"),
        (STATE.format("RUR", "Мост", "null"), 1, "everyday word"),
        (STATE.format("RUR", "X", "null"), 1, "single letter"),
        (person("ann", tenure("2020-01-01", "2019-01-01")), 1, "left office before taking it"),
        (person("ann", tenure("0020-01-01", "null")), 1, "four digits"),
        (person("ann", tenure("2020-01-01", "null", power="ATL")), 1, "ATL is no state"),
        (person("ann", tenure("2020-01-01", "null", source="' '")), 1, "has no source"),
        (
            person("ann", tenure("2010-01-01", "null")) + person("bob", tenure("2015-01-01", "null")),
            1,
            "ann is still foreign_minister of RUS",
        ),
        (
            person("ann", tenure("2010-01-01", "2016-01-01")) + person("bob", tenure("2015-01-01", "null")),
            1,
            "at a time",
        ),
    ],
)
def test_what_the_linter_finds_in_actors(text: str, line: int, words: str) -> None:
    """Repeats, collisions, everyday words, bad tenures and references are found, with file and line."""
    findings = found("actors/zz.yaml", text)
    assert any(words in finding.what + finding.fix and finding.line == line for finding in findings), findings


def test_a_successor_of_the_same_name_is_no_collision() -> None:
    """Two may share a name when their days in office don't meet."""
    text = person("ann", tenure("2010-01-01", "2014-12-31"), "Smith") + person(
        "bob", tenure("2015-01-01", "null"), "Smith"
    )
    assert found("actors/zz.yaml", text) == []


@pytest.mark.parametrize("name", ["US", "German"])
def test_a_name_that_nothing_else_means_is_no_everyday_word(name: str) -> None:
    """A name of capitals alone is met as such alone: "US" is never "us"; "German" means nobody else."""
    assert not [
        one for one in found("more.yaml", STATE.format("RUR", name, "null")) if "everyday" in one.what
    ]


def test_a_key_given_twice_is_found() -> None:
    """YAML would keep the second without a word."""
    text = (
        "- id: RUR\n  kind: state\n  name: A\n  name: B\n  wikidata: null\n  source: s\n"
        "  aliases: {en: {direct: [Ruritania]}}\n"
    )
    assert [(one.line, one.what) for one in found("actors/zz.yaml", text)] == [
        (4, "key 'name' stands twice in one entry")
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pairs: [ATL-RUS]", "ATL is no state"),
        ("pairs: any", "says not how many"),
        ("pairs: [CHN-RUS]\n  theme: xyz", "names theme xyz"),
    ],
)
def test_what_the_linter_finds_in_rules(text: str, words: str) -> None:
    """A rule names powers and themes that are there, and says how many pairs `any` stands for."""
    rule = (
        f"- id: one\n  {text}\n  directions: [closer]\n  window_hours: 24\n"
        "  budget: {alarms: 1, days: 30}\n  family: null\n  min_stories: 3\n  severity: notice\n"
    )
    if "theme" not in text:
        rule += "  theme: null\n"
    assert any(words in finding.what for finding in found("rules.yaml", rule))


def test_files_that_cannot_be_read_are_found_not_raised() -> None:
    """Broken YAML is a finding among others."""
    findings = lint(small_files() | {"themes.yaml": "- {"})
    assert any("no readable YAML" in finding.what for finding in findings)


def test_an_ambiguous_actor_without_examples_is_found() -> None:
    """A spelling that needs a word of context needs examples; its own full name is context enough."""
    state = (
        "- id: RUR\n  kind: state\n  name: Ruritania\n  wikidata: null\n  source: s\n"
        "  aliases: {en: {direct: [Ruritania, {text: Ruri, needs: [NEED]}]}}\n"
    )
    assert found("actors/zz.yaml", state.replace("NEED", "Ruritania")) == []
    assert [(one.line, one.fix) for one in found("actors/zz.yaml", state.replace("NEED", "Strelsau"))] == [
        (1, "add an example"),
        (1, "add an example"),
    ]
