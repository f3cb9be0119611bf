"""Runs of firing windows: what one alert is about."""

from collections.abc import Iterable
from typing import NamedTuple

from entente.detecting.verdicts import Verdict


class Episode(NamedTuple):
    """Firing windows that overlap or touch one another, in order of time."""

    verdicts: tuple[Verdict, ...]

    @property
    def start(self) -> int:
        """The second its first window starts."""
        return self.verdicts[0].window.start

    @property
    def end(self) -> int:
        """The second after its last window."""
        return max(v.window.end for v in self.verdicts)

    @property
    def peak(self) -> Verdict:
        """Its most improbable window, the earliest of equals."""
        return min(self.verdicts, key=lambda v: (v.p, v.window.start))


def episodes(verdicts: Iterable[Verdict]) -> list[Episode]:
    """Gather the firing among the verdicts of one rule, pair and direction.

    A pause between two windows that overlap or touch ends nothing: their stories are partly the same.
    """
    found: list[list[Verdict]] = []
    end: int | None = None
    for verdict in sorted((v for v in verdicts if v.fires), key=_place):
        if end is not None and verdict.window.start <= end:
            found[-1].append(verdict)
        else:
            found.append([verdict])
        end = verdict.window.end
    return [Episode(tuple(run)) for run in found]


def _place(verdict: Verdict) -> tuple[int, float, tuple[str, ...]]:
    """Order verdicts by time; deeds of one day by p, then by name."""
    return verdict.window.start, verdict.p, tuple(gate.name for gate in verdict.gates)
