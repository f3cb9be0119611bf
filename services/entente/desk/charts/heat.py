"""All pairs beside each other: a square a pair, coloured by its index, as strong as it is written about."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from entente.desk.charts.svg import element, picture
from entente.desk.charts.values import Cell

MOST_POWERS = 24
_SIZE, _HEAD = 30.0, 52.0
_STEPS = (0.25, 1.0, 2.5)
"""Index beyond which a square is one shade stronger."""


def heat(cells: Sequence[Cell]) -> Markup:
    """Draw the powers written about most against each other; every square links to its pair."""
    counts: Counter[str] = Counter()
    for cell in cells:
        for power in cell.pair.split("-"):
            counts[power] += cell.n
    powers = [power for power, _ in counts.most_common(MOST_POWERS)]
    by_pair = {cell.pair: cell for cell in cells}
    shapes: list[Markup] = []
    for row, one in enumerate(powers):
        middle = _HEAD + row * _SIZE + _SIZE / 2
        shapes.append(element("text", one, x=_HEAD - 6, y=middle + 4, text_anchor="end"))
        shapes.append(
            element(
                "text", one, x=middle - 4, y=_HEAD - 8, transform=f"rotate(-45 {middle:.1f} {_HEAD - 8:.1f})"
            )
        )
        for column, other in enumerate(powers):
            square = by_pair.get(f"{min(one, other)}-{max(one, other)}")
            if square is not None:
                shapes.append(_square(square, _HEAD + column * _SIZE, _HEAD + row * _SIZE))
    side = _HEAD + _SIZE * len(powers) + 4
    return picture(side, side, f"{len(by_pair)} pairs of {len(powers)} powers", shapes, "heat-chart")


def shade(index: float) -> str:
    """Name the colour of an index: `closer-2`, `apart-1`, `even`."""
    strength = sum(abs(index) >= step for step in _STEPS)
    return "even" if not strength else f"{'closer' if index > 0 else 'apart'}-{strength}"


def _square(cell: Cell, x: float, y: float) -> Markup:
    told = f"{cell.pair}: index {cell.index:+.1f}, {cell.n} stories, {cell.closer} closer, {cell.apart} apart"
    return element(
        "a",
        element(
            "rect",
            element("title", told),
            x=x + 1,
            y=y + 1,
            width=_SIZE - 2,
            height=_SIZE - 2,
            rx=3,
            class_=f"cell {shade(cell.index)}",
        ),
        element(
            "text", str(cell.n), x=x + _SIZE / 2, y=y + _SIZE / 2 + 4, text_anchor="middle", class_="count"
        ),
        href=f"/pairs/{cell.pair}",
        aria_label=told,
    )
