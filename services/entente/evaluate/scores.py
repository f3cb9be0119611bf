"""Precision, recall, F1 and confusion of labels. Pure.

F1 of a label is 2TP / (2TP + FP + FN); macro-F1 is its mean over the labels that the gold has.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from entente.evaluate.report import Table

NONE = "none"
"""How a missing answer is written."""
_DIGITS = 4

Label = TypeVar("Label", bound=Hashable)


class Counts(NamedTuple):
    """What was found rightly, found wrongly, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 0 when nothing was found."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of what there is that was found."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


def total(parts: Iterable[Counts]) -> Counts:
    """Add counts up."""
    right = wrong = missed = 0
    for one in parts:
        right, wrong, missed = right + one.right, wrong + one.wrong, missed + one.missed
    return Counts(right, wrong, missed)


def per_label(answers: Sequence[tuple[Label, Label | None]]) -> dict[Label, Counts]:
    """Count each gold label's hits: answers are (gold, said); None is no answer, and wrong."""
    gold = Counter(one for one, _ in answers)
    said = Counter(two for _, two in answers if two is not None)
    right = Counter(one for one, two in answers if one == two)
    return {
        label: Counts(right[label], said[label] - right[label], gold[label] - right[label]) for label in gold
    }


def macro_f1(answers: Sequence[tuple[Label, Label | None]]) -> float:
    """The mean F1 over the gold's labels."""
    counts = per_label(answers)
    return round(sum(one.f1 for one in counts.values()) / len(counts), _DIGITS) if counts else 0.0


def accuracy(answers: Sequence[tuple[Label, Label | None]]) -> float:
    """The share of answers that are right."""
    return round(_share(sum(one == two for one, two in answers), len(answers)), _DIGITS)


def confusion(title: str, answers: Sequence[tuple[str, str | None]]) -> Table:
    """Lay out gold (rows) against what was said (columns)."""
    pairs = Counter((one, two or NONE) for one, two in answers)
    rows = sorted({one for one, _ in pairs})
    columns = sorted({two for _, two in pairs}, key=lambda label: (label == NONE, label))
    return Table(
        title,
        ("gold", *columns),
        tuple((row, *(str(pairs[row, column] or "") for column in columns)) for row in rows),
    )


def shares(counts: Counts) -> dict[str, float | int]:
    """Write counts as figures: precision, recall, F1, and how many there are in the gold."""
    return {
        "precision": round(counts.precision, _DIGITS),
        "recall": round(counts.recall, _DIGITS),
        "f1": round(counts.f1, _DIGITS),
        "gold": counts.right + counts.missed,
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
