"""Which of an archive's fields are an article's: `published_at=date,text=title+snippet,language='en'`."""

import re
from collections.abc import Collection, Mapping

import msgspec

from entente.contracts.errors import Misconfigured, Reason, Reject
from entente.ingest.article import Given

TARGETS = Given.__struct_fields__
_DATES = frozenset({"published_at", "fetched_at"})
_JOINT = "\n\n"
_ENTRY = re.compile(
    r"""\s*(?P<target>[^=,]+?)\s*=\s*(?P<terms>(?:'[^']*'|"[^"]*"|[^,'"])+)\s*(?:,|$)""", re.VERBOSE
)
_TERM = re.compile(r"""\s*(?:'(?P<one>[^']*)'|"(?P<two>[^"]*)"|(?P<name>[^+'"]+?))\s*(?:\+|$)""")

Record = Mapping[str, object]


class Field(msgspec.Struct, frozen=True):
    """A field of the archive's records; dots lead into objects within (`source.name`)."""

    name: str


class Constant(msgspec.Struct, frozen=True):
    """The same text for every article."""

    value: str


Term = Field | Constant


class FieldMap(msgspec.Struct, frozen=True):
    """What each of an article's fields is made of; one that is not named has the same name in the archive."""

    terms: Mapping[str, tuple[Term, ...]] = {}

    def read(self, record: Record) -> Given:
        """Take an article out of a record.

        Raises:
            Reject: a field that must be text is something else.
        """
        return Given(**{target: self._value(target, record) for target in TARGETS})  # type: ignore[arg-type]

    def _value(self, target: str, record: Record) -> object:
        terms = self.terms.get(target, (Field(target),))
        values = [
            term.value if isinstance(term, Constant) else look_up(record, term.name)[1] for term in terms
        ]
        if target in _DATES and len(values) == 1:
            return values[0]
        return _JOINT.join(_text(target, value) for value in values if value is not None) or None

    def missing(self, seen: Collection[str]) -> str | None:
        """Name the first field asked for that is not among those seen; null where all are."""
        for target in TARGETS:
            for term in self.terms.get(target, ()):
                if isinstance(term, Field) and term.name not in seen:
                    return term.name
        words = [term for target in ("title", "text") for term in self.terms.get(target, (Field(target),))]
        if any(isinstance(term, Constant) or term.name in seen for term in words):
            return None
        return "title or text"


def parse_field_map(written: str) -> FieldMap:
    """Read a map as it is written on the command line; empty: every field has the article's own name.

    Raises:
        Misconfigured: it is no map, or names a field that no article has.
    """
    terms: dict[str, tuple[Term, ...]] = {}
    at = 0
    while at < len(written) and written[at:].strip():
        entry = _ENTRY.match(written, at)
        if entry is None:
            raise Misconfigured(
                f"--map {written!r}: {written[at:]!r} is no `field=archive_field`; an example:"
                " published_at=date,text=title+snippet,language='en'"
            )
        target = entry["target"]
        if target not in TARGETS:
            raise Misconfigured(
                f"--map {written!r}: {target!r} is no field of an article; there are {', '.join(TARGETS)}"
            )
        if target in terms:
            raise Misconfigured(
                f"--map {written!r}: {target} is given twice; join fields with +: {target}=a+b"
            )
        terms[target] = _terms(written, entry["terms"])
        at = entry.end()
    return FieldMap(terms)


def _terms(written: str, text: str) -> tuple[Term, ...]:
    found: list[Term] = []
    at = 0
    while at < len(text):
        term = _TERM.match(text, at)
        if term is None:
            raise Misconfigured(f"--map {written!r}: {text[at:]!r} is neither a field's name nor a 'text'")
        name = term["name"]
        found.append(Field(name) if name is not None else Constant(term["one"] or term["two"] or ""))
        at = term.end()
    return tuple(found)


def look_up(record: Record, name: str) -> tuple[bool, object]:
    """Say whether a record has a field, and its value; a name with dots leads into objects within."""
    if name in record:
        return True, record[name]
    head, dot, rest = name.partition(".")
    inner = record.get(head)
    return look_up(inner, rest) if dot and isinstance(inner, dict) else (False, None)


def names_of(record: Record) -> set[str]:
    """Name a record's fields, those of objects within with dots."""
    names = set(record)
    for name, value in record.items():
        if isinstance(value, dict):
            names |= {f"{name}.{inner}" for inner in value}
    return names


def _text(target: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and (target == "id" or target in _DATES):
        return str(value)
    raise Reject(Reason.INVALID, f"{target}: expected text, got {_kind(value)}")


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    return "an object" if isinstance(value, dict) else "a list"
