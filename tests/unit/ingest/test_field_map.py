"""Which of an archive's fields are an article's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.contracts.errors import Misconfigured, Reason, Reject
from entente.ingest.article import Given
from entente.ingest.field_map import TARGETS, Constant, Field, FieldMap, Term, names_of, parse_field_map

names = (
    st.text(st.characters(exclude_characters="'\"+,="), min_size=1, max_size=12).map(str.strip).filter(bool)
)
constants = st.text(st.characters(exclude_characters="'"), max_size=12)
maps = st.dictionaries(
    st.sampled_from(TARGETS),
    st.lists(st.builds(Field, names) | st.builds(Constant, constants), min_size=1, max_size=3).map(tuple),
)


def _written(terms: dict[str, tuple[Term, ...]]) -> str:
    def one(term: Term) -> str:
        return term.name if isinstance(term, Field) else f"'{term.value}'"

    return ",".join(f"{target}={'+'.join(map(one, parts))}" for target, parts in terms.items())


@given(maps)
def test_a_map_is_read_as_it_is_written(terms: dict[str, tuple[Term, ...]]) -> None:
    """Whatever names and constants it holds, a written map is read back whole."""
    assert parse_field_map(_written(terms)) == FieldMap(terms)


@given(st.text(max_size=60))
def test_nothing_but_a_clear_error_comes_of_a_bad_map(written: str) -> None:
    """Any text is a map or is refused in one sentence that quotes it."""
    try:
        parse_field_map(written)
    except Misconfigured as error:
        complaint = str(error)
    else:
        complaint = f"--map {written!r}"
    assert complaint.startswith(f"--map {written!r}")


def test_fields_are_joined_as_paragraphs_and_the_rest_keep_their_names() -> None:
    """What is not mapped is looked for under the article's own names."""
    field_map = parse_field_map(" published_at = date , text=title+snippet, language='en' ")
    record = {"date": "2025-09-07", "title": "Talks", "snippet": "They began.", "url": "u", "source": "tass"}
    assert field_map.read(record) == Given(
        url="u",
        source="tass",
        title="Talks",
        text="Talks\n\nThey began.",
        language="en",
        published_at="2025-09-07",
    )


def test_dots_lead_into_objects() -> None:
    """A field within an object is named with a dot; a field whose own name has a dot comes first."""
    field_map = parse_field_map("source=outlet.name,title=a.b")
    record = {"outlet": {"name": "tass"}, "a.b": "Talks", "a": {"b": "other"}}
    assert field_map.read(record) == Given(source="tass", title="Talks")
    assert field_map.missing(names_of(record)) is None


def test_numbers_are_ids_and_dates_but_no_words() -> None:
    """A numeric id or date is read; a title that is no text is rejected by name."""
    assert FieldMap().read({"id": 17, "published_at": 1757226600, "title": "Talks"}) == Given(
        id="17", published_at=1757226600, title="Talks"
    )
    with pytest.raises(Reject, match="title: expected text, got a number") as caught:
        FieldMap().read({"title": 17})
    assert caught.value.reason is Reason.INVALID


@pytest.mark.parametrize(
    ("value", "kind"), [(True, "a boolean"), ([], "a list"), ({}, "an object"), (1.5, "a number")]
)
def test_a_wrong_type_is_named(value: object, kind: str) -> None:
    """The reason says what was found."""
    with pytest.raises(Reject, match=f"text: expected text, got {kind}"):
        FieldMap().read({"text": value})


def test_null_is_a_missing_field() -> None:
    """A null is no text and no error."""
    assert FieldMap().read({"title": None, "text": "x", "published_at": None}) == Given(text="x")


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("heading=headline", "'heading' is no field of an article; there are id, url, source, title"),
        ("title", "'title' is no `field=archive_field`"),
        ("title=", "'title=' is no `field=archive_field`"),
        ("title=a,,text=b", "is no `field=archive_field`"),
        ("title=a,title=b", "title is given twice; join fields with"),
        ("title=a+'b", "is no `field=archive_field`"),
        ("title=a++b", "is neither a field's name nor a 'text'"),
    ],
)
def test_a_wrong_map_is_told(written: str, complaint: str) -> None:
    """The sentence quotes what is wrong and says what is right."""
    with pytest.raises(Misconfigured) as caught:
        parse_field_map(written)
    assert complaint in str(caught.value)


def test_a_field_that_no_record_has_is_found() -> None:
    """Only what the map names is demanded, and words of some kind."""
    assert parse_field_map("published_at=day").missing({"title", "date"}) == "day"
    assert parse_field_map("published_at=date").missing({"title", "date"}) is None
    assert FieldMap().missing({"headline"}) == "title or text"
    assert parse_field_map("text=headline").missing({"headline"}) is None
