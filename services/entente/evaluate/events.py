"""Event types of sentences whose source and target are given: the layout of plover_events.

Tables with `marked_sentence` (<s>source</s>, <t>target</t>), `gold_root` (PLOVER's types; YIELD for CONCEDE
and RETREAT) and `gold_penta` (1 verbal cooperation .. 4 material conflict). No other column is read.
"""

import re
from typing import NamedTuple

from entente.contracts.errors import Misconfigured
from entente.contracts.values import EventType
from entente.evaluate.files import tables
from entente.evaluate.report import Asked, Report, Table, Task
from entente.evaluate.scores import accuracy, confusion, macro_f1, per_label, shares
from entente.evaluate.texts import article, timed
from entente.evaluate.types import CLASS_NAMES, CLASSES, as_converted, is_conflict, root_of
from entente.reading.given import Given
from entente.reading.reader import Reader

COLUMNS = ("marked_sentence", "gold_root", "gold_penta")
_TAG = re.compile(r"</?[st]>")


class Labelled(NamedTuple):
    """A sentence with its source and target, and what it tells according to the gold."""

    where: str
    text: str
    given: Given
    root: str
    penta: int


class Answer(NamedTuple):
    """What was read from a labelled sentence: a type, or None, and the words that told it."""

    gold: Labelled
    said: EventType | None
    cue: str
    ns: int


def evaluate(asked: Asked) -> Report:
    """Read every labelled sentence by the tagger's own reading and hold the types against the gold."""
    labelled = load(asked)
    reader = asked.reader()
    answers = [_answer(reader, one) for one in labelled]
    roots = [(one.gold.root, root_of(one.said)) for one in answers]
    fours = [(one.gold.penta, _class_of(one.said)) for one in answers]
    twos = [(is_conflict(gold), None if said is None else is_conflict(said)) for gold, said in fours]
    wrong = [one for one in answers if root_of(one.said) != one.gold.root]
    wrong.sort(key=lambda one: -_distance(one))
    types = per_label(roots)
    return Report(
        figures={
            "sentences": len(answers),
            "classes2_macro_f1": macro_f1(twos),
            "classes4_macro_f1": macro_f1(fours),
            "types15_macro_f1": macro_f1(roots),
            "types15_accuracy": accuracy(roots),
            "abstained": sum(one.said is None for one in answers),
            "us_per_sentence": round(sum(one.ns for one in answers) / len(answers) / 1000, 1),
            "per_type": {root: shares(types[root]) for root in sorted(types)},
        },
        tables=(
            _table(roots),
            confusion("Types: gold against read", roots),
            confusion(
                "Classes: gold against read",
                [(CLASS_NAMES[gold], None if said is None else CLASS_NAMES[said]) for gold, said in fours],
            ),
        ),
        errors=tuple(_told(one) for one in wrong[: asked.errors]),
    )


def load(asked: Asked) -> list[Labelled]:
    """Read the labelled sentences of files and folders.

    Raises:
        Misconfigured: a class or a mark is none that is known.
    """
    return [_labelled(where, row) for where, row in tables(asked.paths, COLUMNS)]


def _labelled(where: str, row: dict[str, str]) -> Labelled:
    penta = row["gold_penta"]
    if penta not in {"1", "2", "3", "4"}:
        raise Misconfigured(f"{where}: gold_penta is {penta!r}; it is 1, 2, 3 or 4")
    marked = row["marked_sentence"]
    return Labelled(
        where,
        _TAG.sub("", marked),
        Given(_span(marked, "s"), _span(marked, "t")),
        row["gold_root"],
        int(penta),
    )


def _span(marked: str, tag: str) -> tuple[int, int] | None:
    """Find a marked actor's place in the sentence without marks; None when it isn't marked."""
    start, end = marked.find(f"<{tag}>"), marked.find(f"</{tag}>")
    if start < 0 or end < start:
        return None
    return len(_TAG.sub("", marked[:start])), len(_TAG.sub("", marked[:end]))


def _answer(reader: Reader, gold: Labelled) -> Answer:
    tagged, ns = timed(reader, article(gold.text, language="en"), gold.given)
    if not tagged.events:
        return Answer(gold, None, "", ns)
    event = tagged.events[0]
    return Answer(
        gold,
        as_converted(event.type, event.mode, event.modality),
        tagged.article.full_text[slice(*event.span)],
        ns,
    )


def _class_of(kind: EventType | None) -> int | None:
    return None if kind is None else CLASSES[kind]


def _distance(one: Answer) -> int:
    """How bad an error is: the wrong side, then the wrong class, then no answer, then the wrong type."""
    said = _class_of(one.said)
    if said is None:
        return 1
    return 3 if is_conflict(said) != is_conflict(one.gold.penta) else 2 * (said != one.gold.penta)


def _told(one: Answer) -> str:
    said = root_of(one.said) or "none"
    return f"{one.gold.where}: {one.gold.root} read as {said} ({one.cue!r}): {one.gold.text}"


def _table(roots: list[tuple[str, str | None]]) -> Table:
    rows = sorted(per_label(roots).items(), key=lambda item: -item[1].f1)
    return Table(
        "By type",
        ("type", "gold", "precision", "recall", "F1"),
        tuple(
            (root, str(one.right + one.missed), f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}")
            for root, one in rows
        ),
    )


TASK = Task("events", "folders with plover_events tables", evaluate)
