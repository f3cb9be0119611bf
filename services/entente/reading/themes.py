"""What a text is about, by where and how often its themes' phrases stand."""

from collections.abc import Iterable, Sequence

from entente.contracts.articles import Theme
from entente.reading.normalise import Normalised
from entente.reading.phrases import Found

_TITLE_WEIGHT = 2.0
_BODY_WEIGHT = 1.0
_HALF = 1.0
"""The weight at which a theme's score is a half: one place in the body."""


def themes(
    text: Normalised, found: Iterable[Found], names: Sequence[str], title_end: int
) -> tuple[Theme, ...]:
    """Score the themes of a text: w/(1+w), w adding 2 for a place in the title and 1 for one in the body.

    Args:
        text: the normalised text.
        found: all phrases; those that aren't of themes are passed over.
        names: theme ids by index.
        title_end: where the title ends.

    Returns:
        The themes, strongest first, each with its places as sent.
    """
    places: dict[int, list[tuple[int, int]]] = {}
    for one in found:
        if one.kind == "theme":
            spans = places.setdefault(one.owner, [])
            if not spans or one.start >= spans[-1][1]:
                spans.append((one.start, one.end))
    made = []
    for owner, spans in places.items():
        weight = sum(_TITLE_WEIGHT if start < title_end else _BODY_WEIGHT for start, _ in spans)
        made.append(
            Theme(
                theme=names[owner],
                score=round(weight / (_HALF + weight), 4),
                spans=tuple(text.span(*span) for span in spans),
            )
        )
    return tuple(sorted(made, key=lambda theme: (-theme.score, theme.theme)))
