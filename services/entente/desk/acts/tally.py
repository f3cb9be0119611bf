"""Analysts' verdicts as precision and recall, by rule, kind and pair. Pure."""

from collections.abc import Iterable
from typing import Literal, get_args

from msgspec import Struct

from entente.contracts.alerts import Act, Seen
from entente.detecting.standing import NO_VERDICT, ordered

By = Literal["rule", "kind", "pair"]
BY: tuple[By, ...] = get_args(By)


class Tally(Struct, frozen=True, kw_only=True):
    """How many verdicts of each sort there are; alerts without a verdict count nowhere."""

    useful: int = 0
    false_alarm: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """Useful ones among the judged alerts; null where none is judged."""
        judged = self.useful + self.false_alarm
        return self.useful / judged if judged else None

    @property
    def recall(self) -> float | None:
        """Useful ones among what should have been alerted; null where nothing should."""
        wanted = self.useful + self.missed
        return self.useful / wanted if wanted else None


def verdicts(acts: Iterable[Act]) -> tuple[Act, ...]:
    """Give the verdicts that hold: the last of each alert, and every report of something missed."""
    last: dict[str, Act] = {}
    for act in ordered(act for act in acts if act.what == "verdict"):
        last[act.alert_id or act.id] = act
    return tuple(act for act in last.values() if act.value != NO_VERDICT)


def tally(acts: Iterable[Act]) -> dict[By, dict[str, Tally]]:
    """Count the verdicts that hold by rule, kind and pair; what an act doesn't tell is `not said`."""
    found: dict[By, dict[str, Tally]] = {by: {} for by in BY}
    for act in verdicts(acts):
        about = act.seen or Seen()
        for by in BY:
            name = getattr(about, by) or "not said"
            found[by][name] = _with(found[by].get(name, Tally()), act.value)
    return {by: dict(sorted(counts.items())) for by, counts in found.items()}


def _with(counts: Tally, verdict: str | None) -> Tally:
    return Tally(
        useful=counts.useful + (verdict == "useful"),
        false_alarm=counts.false_alarm + (verdict == "false_alarm"),
        missed=counts.missed + (verdict == "missed"),
    )
