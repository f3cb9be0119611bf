"""Mentions of tracked actors: the layout of entity_linking.

JSON lines with `text` and `labels` (`span`, `entity_id`: a Wikidata id), and, where they have them, `title`
(a leading YYYYMMDD dates the text) and `evaluation_span` (outside it nothing is labelled). Only ids that the
registry has are scored. A match is an overlapping span and the same id. Left out on both sides and counted
apart: capitals read as governments, whose gold is the city, and pronouns.

These sets mark no adjectives ("Polish exports") and pass over many a plain name. So `precision` is that of
the mentions which the gold marks as something; `precision_strict` also counts as wrong every name, but for
adjectives, that it leaves unmarked. A file that marks no more than two mentions a text is for recall alone.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from entente.contracts.articles import Mention
from entente.contracts.errors import Misconfigured
from entente.evaluate.files import records
from entente.evaluate.report import Asked, Report, Table, Task
from entente.evaluate.scores import Counts, shares, total
from entente.evaluate.texts import article, day_of, timed
from entente.reading.reader import Reader

FIELDS = ("text", "labels")
_SPARSE = 2
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)\b")
_CONTEXT = 40

Span = tuple[int, int]


class Labelled(NamedTuple):
    """A text, the part of it that is labelled, and the ids of its spans; `complete`: all are marked."""

    where: str
    text: str
    day: str | None
    part: Span
    labels: tuple[tuple[Span, str], ...]
    others: tuple[Span, ...]
    pronouns: tuple[Span, ...]
    complete: bool


class Held(NamedTuple):
    """One text's reading held against its labels; each list names ids and the places that have them."""

    right: list[str]
    wrong: list[tuple[str, Span]]
    missed: list[tuple[str, Span]]
    unmarked: int
    metonyms: int
    ns: int


def evaluate(asked: Asked) -> Report:
    """Read every text by the tagger's own reading and hold the mentions against the labels."""
    names = {a.wikidata: a.name for a in asked.watchlist.actors if a.wikidata is not None}
    ids = {a.id: a.wikidata for a in asked.watchlist.actors if a.wikidata is not None}
    texts = load(asked, names)
    reader = asked.reader()
    held = [_hold(reader, one, ids) for one in texts]
    by_actor = _by_actor(held)
    all_of_them = total(by_actor.values())
    # Recall counts every file, precision only those that mark all.
    complete = total(_by_actor([h for h, one in zip(held, texts, strict=True) if one.complete]).values())
    precision, recall = complete.precision, all_of_them.recall
    strict = complete.right / max(1, complete.right + complete.wrong + sum(one.unmarked for one in held))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Report(
        figures={
            "texts": len(texts),
            "mentions": all_of_them.right + all_of_them.missed,
            "precision": round(precision, 4),
            "precision_strict": round(strict, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
            "metonyms_left_out": sum(one.metonyms for one in held),
            "us_per_article": round(sum(one.ns for one in held) / len(held) / 1000, 1),
            "per_actor": {
                f"{qid} {names[qid]}": shares(one) | {"wrong": one.wrong}
                for qid, one in sorted(by_actor.items(), key=lambda item: -sum(item[1]))
            },
        },
        tables=(_table(by_actor, names),),
        errors=tuple(_errors(texts, held, names))[: asked.errors],
    )


def load(asked: Asked, known: Mapping[str, str]) -> list[Labelled]:
    """Read the labelled texts; `known` are the ids that the registry has.

    Raises:
        Misconfigured: a label has no span or no id.
    """
    rows = records(asked.paths, FIELDS)
    most = Counter[str]()
    for where, row in rows:
        most[_file(where)] = max(most[_file(where)], len(row["labels"]))
    return [_labelled(where, row, known, complete=most[_file(where)] > _SPARSE) for where, row in rows]


def _file(where: str) -> str:
    return where.rpartition(", line ")[0]


def _labelled(where: str, row: Mapping[str, Any], known: Mapping[str, str], *, complete: bool) -> Labelled:
    labels, others, pronouns = [], [], []
    for label in row["labels"]:
        try:
            start, end = label["span"]
            place, qid = (int(start), int(end)), str(label["entity_id"])
        except (KeyError, TypeError, ValueError) as error:
            raise Misconfigured(f"{where}: a label needs a span of two numbers and an entity_id") from error
        if label.get("coref"):
            pronouns.append(place)
        elif qid in known:
            labels.append((place, qid))
        else:
            others.append(place)
    text = str(row["text"])
    first, last = row.get("evaluation_span") or (0, len(text))
    dated = _DAY.match(str(row.get("title", "")))
    day = "-".join(dated.groups()) if dated else None
    return Labelled(where, text, day, (first, last), tuple(labels), tuple(others), tuple(pronouns), complete)


def _hold(reader: Reader, gold: Labelled, ids: Mapping[str, str]) -> Held:
    tagged, ns = timed(reader, article(gold.text, language="en", at=day_of(gold.where, gold.day)))
    shift = len(tagged.article.full_text) - len(gold.text)
    found = [(_moved(m, -shift), m) for m in tagged.mentions if m.actor in ids]
    found = [(span, m) for span, m in found if gold.part[0] <= span[0] and span[1] <= gold.part[1]]
    metonyms = [span for span, m in found if m.role == "metonym"]
    aside = (*metonyms, *gold.pronouns)
    said = [(span, ids[m.actor]) for span, m in found if not _touches(span, aside)]
    due = [(span, qid) for span, qid in gold.labels if not _touches(span, metonyms)]
    right = [qid for span, qid in due if _has(said, span, qid)]
    missed = [(qid, span) for span, qid in due if not _has(said, span, qid)]
    marked = (*(span for span, _ in due), *gold.others)
    amiss = [(qid, span) for span, qid in said if gold.complete and not _has(due, span, qid)]
    wrong = [(qid, span) for qid, span in amiss if _touches(span, marked)]
    adjectives = {span for span, m in found if m.role == "demonym"}
    unmarked = sum(not _touches(span, marked) and span not in adjectives for _, span in amiss)
    return Held(right, wrong, missed, unmarked, len(metonyms), ns)


def _moved(mention: Mention, by: int) -> Span:
    return mention.span[0] + by, mention.span[1] + by


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _has(places: Sequence[tuple[Span, str]], span: Span, qid: str) -> bool:
    return any(other == qid and _touches(span, (place,)) for place, other in places)


def _by_actor(held: Sequence[Held]) -> dict[str, Counts]:
    right = Counter(qid for one in held for qid in one.right)
    wrong = Counter(qid for one in held for qid, _ in one.wrong)
    missed = Counter(qid for one in held for qid, _ in one.missed)
    return {qid: Counts(right[qid], wrong[qid], missed[qid]) for qid in {*right, *wrong, *missed}}


def _table(by_actor: Mapping[str, Counts], names: Mapping[str, str]) -> Table:
    worst = sorted(by_actor.items(), key=lambda item: -(item[1].wrong + item[1].missed))
    return Table(
        "Actors, those with most errors first",
        ("actor", "right", "wrong", "missed"),
        tuple(
            (names[qid], str(one.right), str(one.wrong), str(one.missed))
            for qid, one in worst
            if one.wrong + one.missed
        ),
    )


def _errors(texts: Sequence[Labelled], held: Sequence[Held], names: Mapping[str, str]) -> list[str]:
    """Write the errors: what was found wrongly before what was missed."""
    wrong, missed = [], []
    for one, found in zip(texts, held, strict=True):
        wrong += [f"{one.where}: wrongly {_place(one.text, span, names[qid])}" for qid, span in found.wrong]
        missed += [f"{one.where}: missed {_place(one.text, span, names[qid])}" for qid, span in found.missed]
    return wrong + missed


def _place(text: str, span: Span, name: str) -> str:
    around = text[max(0, span[0] - _CONTEXT) : span[1] + _CONTEXT].replace("\n", " ")
    return f"{name} at {text[slice(*span)]!r}: … {around} …"


TASK = Task("actors", "files or folders with entity_linking records", evaluate)
