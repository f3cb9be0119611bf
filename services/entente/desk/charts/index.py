"""A pair's alignment index over time: its interval, the blocs' own lines, alerts and dates upon it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from math import ceil

from markupsafe import Markup
from msgspec import Struct

from entente.contracts.signals import Alignment
from entente.desk.charts.svg import element, path, picture

_WIDTH, _HEIGHT = 960.0, 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 948.0, 34.0, 268.0
_LEAST = 2.0
"""The axis never spans less than -2 to 2, so that noise doesn't look like news."""
_EVEN = 2.0
"""The axis ends at an even number, so that its half is a whole one."""
_LABELS = 8
_MOST_BLOCS = 8
_NEAR_PX = 9.0
_NEAR_DAYS = 4


class Flag(Struct, frozen=True, kw_only=True):
    """Something that happened: an alert, a dated event of the calendar."""

    since: date
    until: date
    label: str
    kind: str
    href: str | None = None


def index_chart(
    days: Sequence[Alignment],
    flags: Sequence[Flag],
    since: date,
    until: date,
) -> Markup:
    """Draw a pair's index from one day up to another; blocs are lines, numbered as `blocs` gives them."""
    span = max(1, (until - since).days)
    shown = blocs(days)
    values = [
        abs(v) for d in days for v in (d.low, d.high, *(d.blocs[b].index for b in shown if b in d.blocs))
    ]
    most = _EVEN * ceil(max([_LEAST, *values]) / _EVEN)

    def x(day: date) -> float:
        return _LEFT + (_RIGHT - _LEFT) * ((day - since).days + 0.5) / span

    def y(value: float) -> float:
        return (_TOP + _BOTTOM) / 2 - (_BOTTOM - _TOP) / 2 * value / most

    shapes = [*_grid(most, y), *_dates(since, span, x)]
    half = max(1.5, (_RIGHT - _LEFT) / span / 2 - 0.5)
    shapes += [
        element(
            "rect",
            x=x(d.day) - half,
            y=y(d.high),
            width=2 * half,
            height=max(1.0, y(d.low) - y(d.high)),
            class_="interval",
        )
        for d in days
    ]
    for number, bloc in enumerate(shown):
        points = [(d.day, d.blocs[bloc].index) for d in days if bloc in d.blocs]
        shapes += _lines(points, x, y, f"bloc bloc-{number}")
    shapes += _lines([(d.day, d.index) for d in days], x, y, "line")
    shapes += [
        element(
            "circle",
            element("title", f"{d.day}: {d.index:+.1f} ({d.low:+.1f} to {d.high:+.1f}), {d.n} stories"),
            cx=x(d.day),
            cy=y(d.index),
            r=min(5.0, 1.5 + d.n / 3),
            class_="day",
        )
        for d in days
    ]
    shapes += _flags(flags, since, span)
    return picture(_WIDTH, _HEIGHT, f"Alignment index from {since} to {until}", shapes, "index-chart")


def blocs(days: Iterable[Alignment]) -> list[str]:
    """Name the blocs that tell most of these days, sorted; at most as many as there are colours."""
    told: Counter[str] = Counter()
    for day in days:
        told.update({bloc: one.n for bloc, one in day.blocs.items()})
    return sorted(sorted(told, key=lambda bloc: (-told[bloc], bloc))[:_MOST_BLOCS])


def _lines(
    points: Sequence[tuple[date, float]], x: Callable[[date], float], y: Callable[[float], float], kind: str
) -> list[Markup]:
    """Join days that are near each other; across a gap nothing is known, so nothing is drawn."""
    runs: list[list[tuple[date, float]]] = []
    for point in points:
        if runs and (point[0] - runs[-1][-1][0]).days <= _NEAR_DAYS:
            runs[-1].append(point)
        else:
            runs.append([point])
    joined = [
        element("path", d=path((x(d), y(v)) for d, v in run), class_=kind) for run in runs if len(run) > 1
    ]
    alone = [
        element("circle", cx=x(run[0][0]), cy=y(run[0][1]), r=2, class_=kind) for run in runs if len(run) == 1
    ]
    return joined + alone


def _grid(most: float, y: Callable[[float], float]) -> list[Markup]:
    shapes = []
    for value in (-most, -most / 2, 0.0, most / 2, most):
        shapes.append(
            element(
                "line", x1=_LEFT, x2=_RIGHT, y1=y(value), y2=y(value), class_="zero" if not value else "grid"
            )
        )
        shapes.append(
            element("text", f"{value:+.0f}" if value else "0", x=_LEFT - 6, y=y(value) + 4, text_anchor="end")
        )
    shapes.append(element("text", "closer", x=_LEFT + 4, y=_TOP + 12, class_="closer"))
    shapes.append(element("text", "apart", x=_LEFT + 4, y=_BOTTOM - 5, class_="apart"))
    return shapes


def _dates(since: date, span: int, x: Callable[[date], float]) -> list[Markup]:
    step = max(1, span // _LABELS)
    found = [since + timedelta(days=n) for n in range(0, span, step)]
    return [element("text", f"{day:%-d %b}", x=x(day), y=_BOTTOM + 18, text_anchor="middle") for day in found]


def _flags(flags: Sequence[Flag], since: date, span: int) -> list[Markup]:
    shapes = []
    for flag in flags:
        start = max(0.0, min(1.0, (flag.since - since).days / span))
        end = max(start, min(1.0, ((flag.until - since).days + 1) / span))
        left = _LEFT + (_RIGHT - _LEFT) * start
        width = max(_NEAR_PX, (_RIGHT - _LEFT) * (end - start))
        row = {"calendar": _BOTTOM - 7}.get(flag.kind, 8.0)
        bar = element(
            "rect",
            element("title", flag.label),
            x=min(left, _RIGHT - width),
            y=row,
            width=width,
            height=9,
            rx=2,
            class_=f"flag {flag.kind}",
        )
        shapes.append(element("a", bar, href=flag.href, aria_label=flag.label) if flag.href else bar)
    return shapes
