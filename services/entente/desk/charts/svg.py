"""SVG, element by element, in which only our own tags are tags."""

from collections.abc import Iterable

from markupsafe import Markup, escape


def element(name: str, *inside: str, **attributes: object) -> Markup:
    """Write an element; an attribute's underscore is a hyphen, `class_` is `class`, null leaves it out."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _number(value))
        for key, value in attributes.items()
        if value is not None
    )
    content = Markup("").join(escape(one) for one in inside)
    return Markup("<{}{}>{}</{}>").format(Markup(name), written, content, Markup(name))  # noqa: S704 - our own names


def picture(width: float, height: float, described: str, shapes: Iterable[Markup], kind: str) -> Markup:
    """Write a picture with a description for whoever can't see it; one with links is a group of them."""
    return element(
        "svg",
        element("title", described),
        *shapes,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img" if kind == "band-chart" else "group",
        class_=f"chart {kind}",
    )


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Write points as a path's data."""
    told = [f"{x:.1f} {y:.1f}" for x, y in points]
    return ("M" + "L".join(told) + ("Z" if closed else "")) if told else ""


def _number(value: object) -> object:
    return f"{value:.1f}" if isinstance(value, float) else value
