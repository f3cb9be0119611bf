"""The default registry: who is tracked, for whom each stands and when, and where that is known from."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from entente.contracts.articles import Article
from entente.reading.reader import Reader
from entente.watchlist.loader import Contents, contents, default_files
from entente.watchlist.model import Actor, Alias, Aliases, SourceEntry, Spelling, Watchlist

FILES = {name: text for name, text in default_files().items() if name.startswith(("actors/", "sources"))}
CONTENTS: Contents = contents(FILES)
ACTORS = tuple(entry.item for entry in CONTENTS.entries if isinstance(entry.item, Actor))
SOURCES = tuple(entry.item for entry in CONTENTS.entries if isinstance(entry.item, SourceEntry))
POWERS = {actor.id for actor in ACTORS if actor.kind in {"state", "organisation"}}
LANGUAGES = ("en", "ru", "uk", "zh")
ONE_HOLDER = {"head_of_state", "head_of_government", "foreign_minister", "defence_minister"}
EXAMPLE_DAY = datetime(2025, 9, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Read by the registry alone, without themes and cues."""
    return Reader(
        Watchlist(version="registry", actors=ACTORS, themes=(), cues=(), scores={}, sources=(), rules=())
    )


def by_id(actor_id: str) -> Actor:
    """Find an actor of the registry."""
    return next(actor for actor in ACTORS if actor.id == actor_id)


def spellings(aliases: Aliases) -> Iterator[Spelling]:
    """List an actor's spellings in one language, whatever their role."""
    for role in ("direct", "demonym", "metonym", "leader", "body", "quoted"):
        yield from getattr(aliases, role)


def article(text: str, on: datetime = EXAMPLE_DAY) -> Article:
    """Make an article of one text."""
    return Article(
        id="0" * 16,
        revision="0" * 16,
        url=None,
        source="example",
        title="News",
        text=text,
        language=None,
        published_at=on,
        published_precision="second",
        fetched_at=on,
    )


def named(reader: Reader, text: str, on: datetime = EXAMPLE_DAY) -> dict[str, str | None]:
    """Tell which actors a text names, and for whom each stands."""
    return {mention.actor: mention.power for mention in reader.read(article(text, on)).mentions}


def test_every_entry_has_the_form_of_the_model() -> None:
    """No file of the registry has a fault of form."""
    assert CONTENTS.faults == ()


def test_ids_are_unique() -> None:
    """An actor, a source and a Wikidata item are each listed once."""
    for kind in (
        [actor.id for actor in ACTORS],
        [actor.wikidata for actor in ACTORS if actor.wikidata],
        [source.id for source in SOURCES],
    ):
        assert [one for one, count in Counter(kind).items() if count > 1] == []


def test_every_state_is_there_in_four_languages() -> None:
    """The 193 members of the UN and Palestine, the Holy See, Taiwan, Kosovo, each named in four languages."""
    states = [actor for actor in ACTORS if actor.kind == "state"]
    assert len(states) == 197
    assert {"RUS", "CHN", "USA", "PSE", "VAT", "TWN", "XKX"} <= {state.id for state in states}
    for state in states:
        assert len(state.id) == 3
        assert state.wikidata
        for language in LANGUAGES:
            assert state.aliases[language].direct, f"{state.id} has no name in {language}"


def test_people_stand_for_powers_of_the_registry() -> None:
    """A tenure and a body name a power that is itself tracked, and a tenure ends after it begins."""
    for actor in ACTORS:
        assert actor.power is None or actor.power in POWERS, actor.id
        for tenure in actor.tenures:
            assert tenure.power in POWERS, f"{actor.id}: {tenure.power}"
            assert tenure.until is None or tenure.since <= tenure.until, actor.id


def test_each_kind_says_for_whom_it_stands() -> None:
    """People have dated offices, bodies a power, experts an affiliation, powers none of these."""
    for actor in ACTORS:
        match actor.kind:
            case "person":
                assert actor.tenures, actor.id
                assert actor.power is None, actor.id
            case "body":
                assert actor.power or actor.tenures, actor.id
            case "expert":
                assert actor.power is None, actor.id
                assert actor.tenures == (), actor.id
                assert actor.affiliation, actor.id
            case _:
                assert actor.power is None, actor.id
                assert actor.tenures == (), actor.id


def test_roles_of_aliases_fit_the_kind() -> None:
    """A state has names, peoples and capitals; a person is a leader; a body a body; an expert is quoted."""
    fitting = {
        "state": {"direct", "demonym", "metonym", "short"},
        "organisation": {"direct", "demonym", "metonym", "short"},
        "person": {"leader"},
        "body": {"body"},
        "expert": {"quoted"},
    }
    for actor in ACTORS:
        for aliases in actor.aliases.values():
            used = {role for role in Aliases.__struct_fields__ if getattr(aliases, role)}
            assert used, actor.id
            assert used <= fitting[actor.kind], f"{actor.id}: {used}"


def test_an_office_has_one_holder_at_a_time() -> None:
    """Of two holders of a power's office, the earlier leaves no later than the day the later begins."""
    held: dict[tuple[str, str], list[tuple[date, date, str]]] = {}
    for actor in ACTORS:
        for tenure in actor.tenures:
            if tenure.office in ONE_HOLDER:
                term = (tenure.since, tenure.until or date.max, actor.id)
                held.setdefault((tenure.power, tenure.office), []).append(term)
    clashes = [
        (office, before, after)
        for office, terms in held.items()
        for before, after in pairwise(sorted(terms))
        if before[1] > after[0]
    ]
    assert clashes == []


def test_no_alias_is_listed_twice_for_one_actor() -> None:
    """Within one actor and language a spelling has one role and one condition."""
    for actor in ACTORS:
        for language, aliases in actor.aliases.items():
            texts = [one.text if isinstance(one, Alias) else one for one in spellings(aliases)]
            twice = [text for text, count in Counter(texts).items() if count > 1]
            assert twice == [], f"{actor.id} {language}"


def test_two_powers_share_no_unconditional_alias() -> None:
    """What names two states or organisations without a condition would name neither."""
    owner: dict[str, str] = {}
    for actor in ACTORS:
        if actor.kind not in {"state", "organisation"}:
            continue
        for aliases in actor.aliases.values():
            for one in spellings(aliases):
                if isinstance(one, str):
                    assert owner.setdefault(one, actor.id) == actor.id, one


def test_examples_are_read_as_promised(reader: Reader) -> None:
    """Every must_match sentence names its actor, and no must_not_match sentence does."""
    wrong = [
        (actor.id, text)
        for actor in ACTORS
        for texts, expected in ((actor.must_match, True), (actor.must_not_match, False))
        for text in texts
        if (actor.id in named(reader, text)) is not expected
    ]
    assert wrong == []


def test_an_ambiguous_power_carries_examples_both_ways() -> None:
    """A state whose English name needs a word of context has sentences that must and must not match."""
    for actor in ACTORS:
        if actor.kind != "state":
            continue
        if any(isinstance(one, Alias) and one.needs for one in actor.aliases["en"].direct):
            assert actor.must_match, actor.id
            assert actor.must_not_match, actor.id


@pytest.mark.parametrize(
    ("text", "day", "actor", "power"),
    [
        ("Mark Rutte thanked the ministers.", date(2023, 5, 1), "mark-rutte", "NLD"),
        ("Mark Rutte thanked the ministers.", date(2025, 5, 1), "mark-rutte", "NATO"),
        ("Joe Biden thanked the ministers.", date(2025, 9, 1), "joe-biden", None),
        ("Wang Yi thanked the ministers.", date(2019, 9, 1), "wang-yi", "CHN"),
        ("Трамп поблагодарил министров.", date(2019, 9, 1), "donald-trump", "USA"),
        ("岸田文雄感谢各位部长。", date(2022, 9, 1), "fumio-kishida", "JPN"),
    ],
)
def test_people_stand_for_whom_they_served_that_day(
    reader: Reader, text: str, day: date, actor: str, power: str | None
) -> None:
    """The same name stands for another power, or for none, on another day."""
    on = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert named(reader, text, on) == {actor: power}


@pytest.mark.parametrize(
    ("text", "actor", "power"),
    [
        ("The French President spoke.", "fra-president", "FRA"),
        ("The Canadian government answered.", "can-government", "CAN"),
        ("The government of Japan answered.", "jpn-government", "JPN"),
    ],
)
def test_an_office_is_known_by_its_title_alone(reader: Reader, text: str, actor: str, power: str) -> None:
    """Governments and the offices at their head act for their power, whoever holds them."""
    assert named(reader, text) == {actor: power}


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Российско-китайские учения начались.", {"RUS", "CHN"}),
        ("Sino-Russian trade grew.", {"RUS", "CHN"}),
        ("Путина и Си Цзиньпина встретили в Пекине.", {"vladimir-putin", "xi-jinping", "CHN"}),
        ("俄罗斯总统普京同中国国家主席习近平举行会谈。", {"RUS", "CHN", "vladimir-putin", "xi-jinping"}),
        ("Американо-китайські переговори завершилися.", {"USA", "CHN"}),
        ("The U.S.-China truce and the US-led talks held.", {"USA", "CHN"}),
        ("Putin\u2019s envoy met Modi\u2019s adviser.", {"vladimir-putin", "narendra-modi"}),
    ],
)
def test_compounds_and_cases_name_every_side(reader: Reader, text: str, actors: set[str]) -> None:
    """Compound adjectives, inflected names and possessives name all whom a person would see in them."""
    assert set(named(reader, text)) == actors


def test_sources_of_one_state_agree_on_their_bloc() -> None:
    """A state's own media belong to one bloc, and every source says whose it is."""
    blocs: dict[str, set[str | None]] = {}
    for source in SOURCES:
        assert source.owner, source.id
        assert source.state is None or source.state in POWERS, source.id
        if source.source_class in {"state_media", "official"} and source.state:
            blocs.setdefault(source.state, set()).add(source.bloc)
    assert {state: found for state, found in blocs.items() if len(found) > 1} == {}
