"""Texts with their marks, as HTML in which only our own tags are tags. Pure."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup, escape
from msgspec import Struct

from entente.contracts.articles import TaggedArticle
from entente.contracts.signals import Mark, TellingSentence
from entente.contracts.values import Span


class Highlight(Struct, frozen=True, kw_only=True):
    """A span to be shown as a mark: its kind is its colour, its label its tooltip."""

    span: Span
    kind: str
    label: str


def sentence(telling: TellingSentence) -> Markup:
    """Show a telling sentence with its actors, events, themes and modality marked."""
    return render(telling.text, [_of_mark(mark) for mark in telling.marks])


def article(tagged: TaggedArticle) -> Markup:
    """Show an article's full text with everything that was read in it marked."""
    found = [
        Highlight(span=m.span, kind="quoted" if m.role == "quoted" else "actor", label=f"{m.actor}, {m.role}")
        for m in tagged.mentions
    ]
    found += [
        Highlight(span=span, kind="theme", label=f"theme: {theme.theme}")
        for theme in tagged.themes
        for span in theme.spans
    ]
    for event in tagged.events:
        told = f"{event.type}, {event.modality}, {event.attribution}{', weak' if event.weak else ''}"
        found.append(Highlight(span=event.span, kind="event", label=told))
        if event.modality_span is not None:
            found.append(Highlight(span=event.modality_span, kind="modality", label=event.modality))
    return render(tagged.article.full_text, found)


def render(text: str, highlights: Iterable[Highlight]) -> Markup:
    """Write a text as HTML, cut at every mark's border, so that marks may overlap in any way.

    Marks that reach outside the text are cut to it; line breaks become paragraphs.
    """
    marks = [h for h in highlights if 0 <= h.span[0] < h.span[1] <= len(text)]
    borders = sorted({0, len(text), *(edge for h in marks for edge in h.span)})
    return Markup("").join(
        _piece(text[start:end], [h for h in marks if h.span[0] <= start and end <= h.span[1]])
        for start, end in pairwise(borders)
    )


def _piece(text: str, marks: Sequence[Highlight]) -> Markup:
    if not marks:
        return escape(text)
    kinds = " ".join(sorted({mark.kind for mark in marks}))
    labels = "; ".join(dict.fromkeys(mark.label for mark in marks))
    return Markup('<mark class="{}" title="{}">{}</mark>').format(kinds, labels, text)


def _of_mark(mark: Mark) -> Highlight:
    return Highlight(span=mark.span, kind=mark.kind, label=f"{mark.kind}: {mark.label}")
