"""What has a state's name in its own name is not that state."""

import pytest

from entente.reading.institutions import in_firm, is_panel
from support.readings import powers


@pytest.mark.parametrize(
    "text",
    [
        "The China Times printed it.",
        "A scholar of the University of Russia spoke.",
        "The Russian Symphony Orchestra played.",
        "Japan Air Lines Co Ltd flew.",
        "The British Broadcasting Corporation told it.",
        "American Telephone and Telegraph Co grew.",
        "The Bank of Russia kept its rate.",
        "A Russian District Court ruled.",
        "The Chinese Food and Drug Administration warned.",
        "The U.S. Department of Education closed.",
        "Again the shares of Harbour Bank Japan have fallen.",
        "A spokesman for the Stage Workers of America walked out.",
        "The crew that rows for Team Japan won.",
        "The Japanese business daily wrote so.",
        "A Russian news agency told it.",
        "American Harbour Corp fell. Owners of American Harbour sold, and then American Harbour rose.",
    ],
)
def test_a_firm_a_paper_or_a_school_is_no_power(text: str) -> None:
    """Names of firms, papers, schools and clubs name no state, however many words they have."""
    assert powers(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Russia and Times readers disagree.", ["RUS"]),
        ("Russian President Vladimir Putin read the Times.", ["RUS", "RUS"]),
        ("China National Petroleum Corporation signed.", ["CHN"]),
        ("The Chinese University students marched.", []),
        ("China Says Press Is Free", ["CHN"]),
        ("The leaders of China met.", ["CHN"]),
        ("The Chinese court ruled.", ["CHN"]),
        ("The U.S. Department of State answered.", ["USA"]),
        ("Chinese Foreign Ministry officials said so.", ["CHN"]),
        ("Talks that began on Monday Russia left.", ["RUS"]),
        ("It looks like Imperial Japan.", ["JPN"]),
        ("They keep to the One China policy.", ["CHN"]),
        ("Envoys from Kyiv Russia held were freed.", ["UKR", "RUS"]),
        ("Harbour Minister Says Japan Will Wait", ["JPN"]),
        ("Russian state television said so.", ["RUS"]),
        ("The ports of America are busy.", ["USA"]),
        ("It is the writ of AmericaUnited States of America.", ["USA"]),
        ("Russian Foreign Trade Corp paid, the Russian Foreign Ministry said.", ["RUS"]),
        ("American Harbour Corp fell. American harbours are busy.", ["USA"]),
    ],
)
def test_a_state_beside_such_a_word_is_one(text: str, found: list[str]) -> None:
    """Only words with capitals join the two, and what a state runs counts for it."""
    assert powers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Most Russians want peace.", []),
        ("Some 60% of the Americans asked agreed.", []),
        ("More than half of Britons stay at home.", []),
        ("The Russians and the Americans met.", ["RUS", "USA"]),
        ("Most Russian envoys left.", ["RUS"]),
    ],
)
def test_a_people_that_is_asked_is_no_power(text: str, found: list[str]) -> None:
    """Polls tell of publics; the people alone, and its adjective, stand for the state."""
    assert powers(text) == found


@pytest.mark.parametrize(("letters", "firm"), [(80, False), (99, False), (100, True), (9_000, True)])
def test_a_line_is_a_headline_up_to_its_length(letters: int, *, firm: bool) -> None:
    """Of 120 code points with capitals throughout nothing tells a firm; a longer line is no headline."""
    text = f"Prices rose. A{'a' * letters} Lloyds Bank Canada"
    assert in_firm(text, len(text) - len("Canada"), len(text)) is firm


@pytest.mark.parametrize(
    ("panel", "home"),
    [
        (" Budget Committee ended it.", True),
        (" Judiciary Subcommittee on Courts met.", True),
        (" Education and Labor Committee met.", True),
        (" Foreign Relations Committee met.", False),
        (" Armed Services Committee met.", False),
        (" voted on the budget; a committee met.", False),
    ],
)
def test_a_committee_for_affairs_at_home_speaks_for_itself(panel: str, *, home: bool) -> None:
    """What deals with other states speaks for the parliament that it is of."""
    assert is_panel(f"The U.S. Senate{panel}", len("The U.S. Senate")) is home
