"""Templates, and how values are written in them."""

from datetime import UTC, date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from entente.desk import highlight
from entente.desk.charts.band import band
from entente.desk.charts.heat import shade
from entente.detecting import wording

TEMPLATES = Path(__file__).parent.parent / "templates"
_LONG = 300
_HOUR, _DAY = 3600, 86_400


def environment() -> Environment:
    """Make the templates' environment: everything is escaped, a missing value is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        aloud=wording.aloud,
        headline=wording.headline,
        sentence=highlight.sentence,
        article=highlight.article,
        band=band,
        shade=shade,
        when=when,
        day=day,
        moment=moment,
        chance=chance,
        figure=figure,
        share=share,
        safe_link=safe_link,
        short=short,
        words=words,
        marked=marked,
    )
    return made


def when(instant: datetime | None) -> str:
    """Write an instant for people, in UTC."""
    return "never" if instant is None else instant.astimezone(UTC).strftime("%-d %b %Y %H:%M")


def moment(instant: datetime) -> str:
    """Write an instant of these days for people: without its year."""
    return instant.astimezone(UTC).strftime("%-d %b %H:%M")


def day(value: date) -> str:
    """Write a day for people."""
    return value.strftime("%-d %b %Y")


def chance(p: float) -> str:
    """Write a small probability as odds."""
    return f"1 in {1 / p:,.0f}" if p > 0 else "below 1 in 10^300"


def figure(number: float) -> str:
    """Write a number with as many digits as mean something."""
    return f"{number:,.0f}" if number == int(number) else f"{number:.3g}"


def share(number: float | None) -> str:
    """Write a share in per cent."""
    return "–" if number is None else f"{100 * number:.0f} %"


def safe_link(url: str | None) -> bool:
    """Say whether an address may become a link."""
    return url is not None and url.startswith(("http://", "https://"))


def short(text: str | None) -> str:
    """Cut a text to what a line can show."""
    said = " ".join((text or "").split())
    return said if len(said) <= _LONG else said[: _LONG - 1] + "…"


def words(term: str) -> str:
    """Write a term of the vocabulary as words."""
    return term.replace("_", " ")


def marked(fragment: str) -> Markup:
    """Show a search's fragment with the words that were found marked."""
    return Markup(str(escape(fragment)).replace("\ue000", "<mark>").replace("\ue001", "</mark>"))  # noqa: S704 - escaped
