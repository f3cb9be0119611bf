"""What is measured: a figure with its unit and, where one was set, the target it must meet."""

from typing import Literal

from msgspec import Struct


class Target(Struct, frozen=True):
    """What a figure must be: `at least`, `at most` or `under` a value."""

    bound: Literal["at least", "at most", "under"]
    value: float

    def met_by(self, value: float) -> bool:
        """Tell whether a value is within the bound."""
        if self.bound == "at least":
            return value >= self.value
        return value < self.value if self.bound == "under" else value <= self.value


class Figure(Struct, frozen=True, kw_only=True):
    """One measured value; `met` is null where no target was set."""

    group: str
    name: str
    value: float
    unit: str
    target: Target | None = None
    met: bool | None = None
    note: str = ""


def figure(  # noqa: PLR0913 - a figure is named by all of these
    group: str, name: str, value: float, unit: str, *, target: Target | None = None, note: str = ""
) -> Figure:
    """Make a figure, and say whether it meets its target."""
    met = None if target is None else target.met_by(value)
    return Figure(group=group, name=name, value=value, unit=unit, target=target, met=met, note=note)


class Machine(Struct, frozen=True, kw_only=True):
    """On what it was measured."""

    processor: str
    cores: int
    memory_gb: int
    python: str
    load_before: float


class Report(Struct, frozen=True, kw_only=True):
    """All that one run measured."""

    machine: Machine
    seconds: float
    figures: tuple[Figure, ...]

    @property
    def met(self) -> bool:
        """Tell whether every target was met."""
        return all(one.met is not False for one in self.figures)
