"""A dashboard as an SVG picture: tiles on a grid, each a figure, lines over time, or bars."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

from markupsafe import Markup
from msgspec import Struct

from entente.desk.charts.svg import element, path

WIDTH = 960.0
COLUMNS = 24
GAP = 5.0
COLOURS = ("#1f6f8b", "#c8553d", "#6a8d3f", "#8e5aa8", "#c99a2e", "#3d5a80", "#b0528a", "#5c6b73")
INK, PALE, PAPER, EDGE = "#22303a", "#6b7a85", "#ffffff", "#d5dde2"
MOST = len(COLOURS)
"""Series of a tile that are drawn, the greatest first; the rest are counted."""
_SMALL, _CHAR = 9.5, 6.3
_FONT = "font-family:system-ui,'DejaVu Sans',sans-serif"
_SCALES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
_EMPTY = "nothing yet"

Points = Sequence[tuple[float, float]]


class Tile(Struct, frozen=True):
    """A panel: its place in grid units, and what it shows; a row's title has height 1 and shows nothing."""

    title: str
    unit: str
    place: tuple[float, float, float, float]
    lines: Mapping[str, Points] | None = None
    bars: Sequence[tuple[str, float]] | None = None
    figure: float | None = None
    heading: bool = False


def board(title: str, tiles: Sequence[Tile], unit_height: float) -> str:
    """Draw a dashboard; a unit of the grid is so many pixels high."""
    height = 34 + unit_height * max(t.place[1] + t.place[3] for t in tiles)
    shapes = [
        element("title", title),
        element("rect", width=WIDTH, height=height, fill="#eef2f4"),
        _text(GAP + 3, 21, title, 15.0, weight="600"),
    ]
    for tile in tiles:
        x, y, w, h = tile.place
        across = WIDTH / COLUMNS
        shapes.append(
            element(
                "g",
                *_tile(tile, across * w - GAP, unit_height * h - GAP),
                transform=f"translate({across * x + GAP / 2:.1f} {32 + unit_height * y:.1f})",
            )
        )
    return str(
        element(
            "svg",
            *shapes,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {WIDTH:g} {height:g}",
            style=_FONT,
            role="img",
        )
    )


def told(value: float, unit: str) -> str:
    """Write a value with its unit, in three digits."""
    if not isfinite(value):
        return "none"
    if unit == "s" and abs(value) >= 3600:  # noqa: PLR2004 - an hour
        return f"{value / 3600:.3g} h"
    for scale, letter in _SCALES:
        if abs(value) >= scale:
            return f"{value / scale:.3g}{letter}{_suffix(unit)}"
    return f"{value:.3g}{_suffix(unit)}"


def _suffix(unit: str) -> str:
    return {"s": " s", "ops": "/s", "bytes": "B", "percentunit": ""}.get(unit, "")


def _tile(tile: Tile, width: float, height: float) -> Iterator[Markup]:
    if tile.heading:
        yield _text(4, height - 2, tile.title, 12.0, weight="600")
        return
    yield element("rect", width=width, height=height, rx=3.0, fill=PAPER, stroke=EDGE)
    yield _text(8, 15, tile.title, 11.0, weight="600")
    if tile.figure is not None:
        yield _text(width / 2, height / 2 + 18, told(tile.figure, tile.unit), 26.0, anchor="middle")
    elif tile.lines:
        yield from _lines(tile, width, height)
    elif tile.bars:
        yield from _bars(tile, width, height)
    else:
        yield _text(width / 2, height / 2 + 8, _EMPTY, 12.0, anchor="middle", fill=PALE)


def _lines(tile: Tile, width: float, height: float) -> Iterator[Markup]:
    every = sorted((tile.lines or {}).items(), key=lambda one: -max(v for _, v in one[1]))
    shown = every[:MOST]
    legend = list(_legend(shown, len(every), width))
    rows = max(row for _, row, _ in legend) + 1
    left, right, top, bottom = 46.0, width - 8, 26.0, height - 6 - 13 * rows
    values = [v for _, points in shown for _, v in points]
    times = [t for _, points in shown for t, _ in points]
    low, high = min(0.0, *values), max(0.0, *values)
    high = high if high > low else low + 1
    since, span = min(times), max(1.0, max(times) - min(times))
    for share in (0.0, 0.5, 1.0):
        y = bottom - (bottom - top) * share
        yield element("path", d=path([(left, y), (right, y)]), stroke=EDGE)
        yield _text(
            left - 4, y + 3, told(low + (high - low) * share, tile.unit), _SMALL, anchor="end", fill=PALE
        )
    for (_, points), colour in zip(shown, COLOURS, strict=False):
        drawn = [
            (left + (right - left) * (t - since) / span, bottom - (bottom - top) * (v - low) / (high - low))
            for t, v in points
        ]
        yield element("path", d=path(drawn), fill="none", stroke=colour, stroke_width=1.6)
    for x, row, (label, colour) in legend:
        y = height - 6 - 13 * (rows - 1 - row)
        yield element("rect", x=x, y=y - 7, width=8.0, height=8.0, fill=colour)
        yield _text(x + 11, y, label, _SMALL)


def _legend(
    shown: Sequence[tuple[str, Points]], every: int, width: float
) -> Iterator[tuple[float, int, tuple[str, str]]]:
    """Give each entry's place: x, row, and what it says in which colour."""
    x, row = 8.0, 0
    entries = [(name[:34], colour) for (name, _), colour in zip(shown, COLOURS, strict=False)]
    if every > len(shown):
        entries.append((f"and {every - len(shown)} more", PAPER))
    for label, colour in entries:
        wide = 18 + _CHAR * len(label)
        if x + wide > width and x > 8:  # noqa: PLR2004 - the left edge
            x, row = 8.0, row + 1
        yield x, row, (label, colour)
        x += wide


def _bars(tile: Tile, width: float, height: float) -> Iterator[Markup]:
    bars = (tile.bars or ())[:10]
    most = max(1e-9, *(abs(value) for _, value in bars))
    left = min(width * 0.45, 14 + 5.6 * max(len(label) for label, _ in bars))
    step = (height - 30) / max(len(bars), 5)
    for number, (label, value) in enumerate(bars):
        y = 24 + step * number
        long = max(1.0, (width - left - 52) * abs(value) / most)
        yield _text(left - 5, y + step / 2 + 3, label, _SMALL, anchor="end")
        yield element("rect", x=left, y=y + 1.5, width=long, height=step - 3, fill=COLOURS[value < 0])
        yield _text(left + long + 4, y + step / 2 + 3, told(value, tile.unit), _SMALL, fill=PALE)


def _text(x: float, y: float, said: str, size: float, **attributes: str) -> Markup:
    anchor, weight = attributes.get("anchor"), attributes.get("weight")
    return element(
        "text",
        said,
        x=x,
        y=y,
        font_size=size,
        fill=attributes.get("fill", INK),
        text_anchor=anchor,
        font_weight=weight,
    )
