"""Raw sentences to states and classes: nothing is given but the sentence and its day.

JSON lines with `sentence`, `date` and `events` (`sources`, `targets`: powers; `class`: 1 verbal cooperation
.. 4 material conflict). An event stands for its pairs, source with target, or among the sources where there
is no target. Fields that further labels bring are measured where they are there: `language`, `actors`,
`themes`; of an event `type`, `modality`, `attribution`, over the events that were found.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any, NamedTuple

from entente.contracts.articles import Event, TaggedArticle
from entente.contracts.errors import Misconfigured
from entente.contracts.values import pair_of
from entente.evaluate.files import records
from entente.evaluate.report import Asked, Figure, Report, Table, Task
from entente.evaluate.scores import Counts, accuracy, confusion, macro_f1, total
from entente.evaluate.texts import article, day_of, timed
from entente.evaluate.types import CLASSES, is_conflict
from entente.reading.reader import Reader

FIELDS = ("sentence", "date", "events")
_MARKS = ("modality", "attribution", "type")


class Deed(NamedTuple):
    """An event of the gold or of the reading, as far as it is compared; `weak`: a word that leans told it."""

    pairs: frozenset[str]
    penta: int
    labels: Mapping[str, str]
    weak: bool = False


class Labelled(NamedTuple):
    """A sentence, its day and language, its events, and its actors and themes where they are labelled."""

    where: str
    text: str
    date: str
    language: str | None
    deeds: tuple[Deed, ...]
    actors: frozenset[str] | None
    themes: frozenset[str] | None


class Held(NamedTuple):
    """One sentence's reading beside its labels."""

    gold: Labelled
    deeds: tuple[Deed, ...]
    actors: frozenset[str]
    themes: frozenset[str]
    ns: int


def evaluate(asked: Asked) -> Report:
    """Read every sentence by the tagger's own reading and hold its events against the labels."""
    labelled = load(asked)
    reader = asked.reader()
    held = [_read(reader, one) for one in labelled]
    languages = sorted({one.gold.language for one in held if one.gold.language})
    figures: dict[str, Figure] = {
        **_figures(held),
        "us_per_sentence": round(sum(one.ns for one in held) / len(held) / 1000, 1),
    }
    if languages:
        figures["per_language"] = {
            name: _figures([one for one in held if one.gold.language == name]) for name in languages
        }
    wrong = sorted((one for one in held if _badness(one)), key=_badness, reverse=True)
    return Report(
        figures=figures,
        tables=(*_by_language(held, languages), *_confusions(held)),
        errors=tuple(_told(one) for one in wrong[: asked.errors]),
    )


def load(asked: Asked) -> list[Labelled]:
    """Read the labelled sentences.

    Raises:
        Misconfigured: an event lacks its sources or its class.
    """
    return [_labelled(where, row) for where, row in records(asked.paths, FIELDS)]


def _labelled(where: str, row: Mapping[str, Any]) -> Labelled:
    actors, themes = row.get("actors"), row.get("themes")
    return Labelled(
        where,
        str(row["sentence"]),
        str(row["date"]),
        row.get("language"),
        tuple(_deed(where, one) for one in row["events"]),
        None if actors is None else frozenset(actors),
        None if themes is None else frozenset(themes),
    )


def _deed(where: str, event: Mapping[str, Any]) -> Deed:
    try:
        sources, targets, penta = event["sources"], event.get("targets") or (), int(event["class"])
    except (KeyError, TypeError, ValueError) as error:
        raise Misconfigured(f"{where}: an event needs sources and a class") from error
    if penta not in {1, 2, 3, 4}:
        raise Misconfigured(f"{where}: class is {penta}; it is 1, 2, 3 or 4")
    return Deed(_pairs(sources, targets), penta, {k: str(event[k]) for k in _MARKS if k in event})


def _pairs(sources: Sequence[str], targets: Sequence[str]) -> frozenset[str]:
    couples = product(sources, targets) if targets else combinations(sources, 2)
    return frozenset(pair_of(one, other) for one, other in couples if one != other)


def _read(reader: Reader, gold: Labelled) -> Held:
    one = article(gold.text, language=gold.language, at=day_of(gold.where, gold.date))
    tagged, ns = timed(reader, one)
    return Held(gold, tuple(map(_as_deed, tagged.events)), _powers(tagged), _themes(tagged), ns)


def _as_deed(event: Event) -> Deed:
    labels = {"type": event.type, "modality": event.modality, "attribution": event.attribution}
    return Deed(_pairs(event.sources, event.targets), CLASSES[event.type], labels, event.weak)


def _powers(tagged: TaggedArticle) -> frozenset[str]:
    return frozenset(one.power for one in tagged.mentions if one.power is not None)


def _themes(tagged: TaggedArticle) -> frozenset[str]:
    return frozenset(one.theme for one in tagged.themes)


def _figures(held: Sequence[Held]) -> dict[str, Figure]:
    pairs = total(_compared(_all_pairs(one.gold.deeds), _all_pairs(one.deeds)) for one in held)
    firm = total(_compared(_all_pairs(one.gold.deeds), _all_pairs(_firm(one.deeds))) for one in held)
    signed = total(_compared(_all_signed(one.gold.deeds), _all_signed(one.deeds)) for one in held)
    figures: dict[str, Figure] = {
        "records": len(held),
        "pair_precision": round(pairs.precision, 4),
        "pair_precision_without_weak": round(firm.precision, 4),
        "pair_recall": round(pairs.recall, 4),
        "pair_f1": round(pairs.f1, 4),
        "pair_and_sign_f1": round(signed.f1, 4),
    }
    for mark in _MARKS:
        answers = _answers(held, mark)
        if answers:
            figures[f"{mark}_macro_f1"] = macro_f1(answers)
            figures[f"{mark}_accuracy"] = accuracy(answers)
    for name, known in (
        ("actors", [(one.gold.actors, one.actors) for one in held]),
        ("themes", [(one.gold.themes, one.themes) for one in held]),
    ):
        labelled = [_compared(gold, said) for gold, said in known if gold is not None]
        if labelled:
            counts = total(labelled)
            figures[f"{name}_precision"] = round(counts.precision, 4)
            figures[f"{name}_recall"] = round(counts.recall, 4)
            figures[f"{name}_f1"] = round(counts.f1, 4)
    return figures


def _all_pairs(deeds: Sequence[Deed]) -> frozenset[str]:
    return frozenset(pair for deed in deeds for pair in deed.pairs)


def _all_signed(deeds: Sequence[Deed]) -> frozenset[str]:
    return frozenset(f"{pair} {is_conflict(deed.penta)}" for deed in deeds for pair in deed.pairs)


def _firm(deeds: Sequence[Deed]) -> list[Deed]:
    return [one for one in deeds if not one.weak]


def _compared(gold: frozenset[str], said: frozenset[str]) -> Counts:
    return Counts(len(gold & said), len(said - gold), len(gold - said))


def _answers(held: Sequence[Held], mark: str) -> list[tuple[str, str | None]]:
    """Pair each gold event's label with that of the event read between the same powers; found ones only."""
    answers: list[tuple[str, str | None]] = []
    for one in held:
        for deed in one.gold.deeds:
            match = _match(deed, one.deeds)
            if match is not None and mark in deed.labels:
                answers.append((deed.labels[mark], match.labels[mark]))
    return answers


def _match(deed: Deed, said: Sequence[Deed]) -> Deed | None:
    """The event read between the same powers: of the same type if there is one, else of the same side."""
    near = [other for other in said if other.pairs & deed.pairs]

    def likeness(other: Deed) -> tuple[bool, bool, bool]:
        return (
            other.labels.get("type") == deed.labels.get("type"),
            other.penta == deed.penta,
            is_conflict(other.penta) == is_conflict(deed.penta),
        )

    return max(near, key=likeness, default=None)


def _badness(one: Held) -> int:
    """How bad a sentence went: pairs on the wrong side or made up weigh more than missed ones."""
    gold, said = _all_signed(one.gold.deeds), _all_signed(one.deeds)
    return 2 * len(said - gold) + len(gold - said)


def _told(one: Held) -> str:
    return f"{one.gold.where}: {_written(one.gold.deeds)} read as {_written(one.deeds)}: {one.gold.text}"


def _written(deeds: Sequence[Deed]) -> str:
    return "; ".join(map(_deed_written, deeds)) or "nothing"


def _deed_written(deed: Deed) -> str:
    kind = deed.labels.get("type", f"class {deed.penta}")
    return f"{'+'.join(sorted(deed.pairs))} {kind} {deed.labels.get('modality', '')}".rstrip()


def _by_language(held: Sequence[Held], languages: Sequence[str]) -> tuple[Table, ...]:
    if not languages:
        return ()
    columns = {name: _figures([one for one in held if one.gold.language == name]) for name in languages}
    rows = [(figure, *(_cell(columns[name].get(figure)) for name in languages)) for figure in _figures(held)]
    return (Table("By language", ("figure", *languages), tuple(rows)),)


def _cell(value: Figure) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value if value is not None else "")


def _confusions(held: Sequence[Held]) -> tuple[Table, ...]:
    return tuple(
        confusion(f"{mark.capitalize()} of events that were found: gold against read", answers)
        for mark in _MARKS
        if (answers := _answers(held, mark))
    )


TASK = Task("extract", "files or folders with records of sentence, date, events", evaluate)
