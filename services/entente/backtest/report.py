"""A backtest as one HTML file to look at: no script, nothing fetched, hostile words harmless."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from importlib import resources
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from entente.backtest.change import Change
from entente.backtest.run import Backtest
from entente.backtest.views import overview, pair_views
from entente.contracts.alerts import Alert
from entente.detecting.wording import aloud, more

WIDTH = 960
"""Units of a timeline's width; it scales with the page."""


class Asked(Struct, frozen=True):
    """What the report is of."""

    archives: tuple[str, ...]
    watchlist: str
    against: str | None
    made_at: datetime
    pair: str | None = None


class Scale(Struct, frozen=True):
    """Where the days of an archive stand in a chart."""

    first: date
    last: date

    @property
    def step(self) -> float:
        """A day's width."""
        return WIDTH / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        """Give where a day begins, within the chart."""
        return round(min(max(0, (day - self.first).days) * self.step, WIDTH), 2)

    def months(self) -> list[date]:
        """Give the first days of the months within; of long archives every third or twelfth."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        every = 1 if months <= 14 else 3 if months <= 48 else 12  # noqa: PLR2004 - as many as have room
        found = [
            date(self.first.year + m // 12, m % 12 + 1, 1)
            for m in range(self.first.month - 1, self.first.month - 1 + months)
            if m % every == 0
        ]
        return [day for day in found if day >= self.first]


def report(found: Backtest, alerts: Sequence[Alert], changes: Sequence[Change] | None, asked: Asked) -> str:
    """Write the report.

    Args:
        found: what the archive came to.
        alerts: those shown, in order of time.
        changes: against another watchlist; null: none was asked for.
        asked: what the report is of.
    """
    environment = Environment(
        loader=PackageLoader("entente.backtest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["link"] = link
    environment.filters["aloud"] = aloud
    environment.filters["more"] = more
    environment.filters["counted"] = lambda theme: sum(theme[1:])
    environment.filters["depth"] = depth
    style = resources.files("entente.backtest").joinpath("templates/report.css").read_text(encoding="utf-8")
    views = pair_views(found, alerts, asked.pair)
    days = [d.date for v in views for d in v.days["closer"]]
    scale = Scale(min(days), max(days)) if days else Scale(asked.made_at.date(), asked.made_at.date())
    return environment.get_template("report.html").render(
        asked=asked,
        found=found,
        alerts=alerts,
        changes=changes,
        pairs=views,
        pair_count=len({s.pair for s in found.judgement.stories}),
        map=overview(found, alerts),
        scale=scale,
        width=WIDTH,
        week=timedelta(days=7),
        style=Markup(style),  # noqa: S704 - our own file
        # The policy names the style by its hash, so that no other style or script can run.
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
    )


def depth(index: float, full: float) -> float:
    """Give how deep an index is coloured, .12 to 1; at `full` and beyond, entirely."""
    return round(min(1.0, max(0.12, abs(index) / full)), 2)


def link(url: str | None) -> str | None:
    """Give a URL that may be followed: http or https with a host; else null."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None
