"""A notice in words: subject, text, HTML, and JSON for programs. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import cache

import jinja2
import msgspec
from msgspec import Struct

from entente.contracts.alerts import Alert
from entente.contracts.identity import digest
from entente.contracts.values import Instant, Severity
from entente.detecting.coverage import EVERYTHING
from entente.detecting.wording import aloud, headline, line, more, notice
from entente.notifier.grouping import Batch, Shape
from entente.notifier.news import News, What

WHOLE = 5
"""Alerts told with their stories; a digest's or a storm's others are told in a sentence."""

LISTED = 25
"""Alerts told in a sentence each; the rest is counted by pair."""

_BRIEFER = ((WHOLE, LISTED), (2, 15), (1, 10), (1, 3), (0, 3), (0, 1))
"""How many alerts are told whole and how many at all, where there is less and less room."""

_PAIRS = 10
_SAID = {What.ESCALATED: "More: ", What.REPEATED: "Still: "}


class Message(Struct, frozen=True, kw_only=True):
    """One notice to one target; its id is the same on every try, and follows from what it says."""

    id: str
    target: str
    shape: Shape
    at: datetime
    news: tuple[News, ...]
    desk_url: str | None = None
    whole: int = WHOLE
    listed: int = LISTED

    @property
    def severity(self) -> Severity:
        """Say how grave its first alert is."""
        return self.news[0].alert.severity

    @property
    def subject(self) -> str:
        """Say it in a line."""
        first = self.news[0]
        if len(self.news) == 1:
            return f"{_SAID.get(first.what, '')}{_lead(first)}{headline(first.alert)}"
        pairs = _pairs(self.news)
        about = f" on {next(iter(pairs))}" if len(pairs) == 1 else f" on {len(pairs)} pairs"
        return f"{_SHAPES[self.shape]}{len(self.news)} alerts{about}"

    @property
    def text(self) -> str:
        """Say it in full, as plain text."""
        parts = [self._whole(one) for one in self.news[: self.whole]]
        parts += [self._line(one) for one in self.news[self.whole : self.listed]]
        rest = _pairs(self.news[self.listed :])
        if rest:
            parts.append(f"and {rest.total()} alerts more: {_counted(rest)}")
            if self.desk_url is not None:
                parts.append(f"  {self.desk_url.rstrip('/')}/")
        begins = [] if len(self.news) == 1 else [self.subject]
        return "\n".join([*begins, *parts])

    @property
    def html(self) -> str:
        """Say it in full, as HTML that mail readers show."""
        rest = _pairs(self.news[self.listed :])
        return _template().render(
            desk=self.desk_url,
            whole=self.news[: self.whole],
            listed=self.news[self.whole : self.listed],
            rest=rest.total(),
            counted=_counted(rest),
            sentence=sentence,
            line=line,
            more=more,
            link=self.link,
        )

    @property
    def data(self) -> bytes:
        """Say it for programs: `entente.notice.v1`, with every alert's id and the first ones whole."""
        return msgspec.json.encode(
            Notice(
                type="entente.notice.v1",
                timestamp=self.at,
                data=NoticeData(
                    shape=self.shape,
                    subject=self.subject,
                    text=self.text,
                    count=len(self.news),
                    alert_ids=tuple(one.alert.id for one in self.news),
                    alerts=tuple(self._told(one) for one in self.news[:LISTED]),
                ),
            )
        )

    def within(self, room: int) -> "Message":
        """Say less of fewer alerts, and count the others, until text and HTML have room, if they can."""
        briefer = self
        for whole, listed in _BRIEFER:
            briefer = msgspec.structs.replace(self, whole=whole, listed=listed)
            if max(len(briefer.text), len(briefer.html)) <= room:
                break
        return briefer

    def link(self, news: News) -> str | None:
        """Give the desk's page of an alert; null where the desk's address isn't known."""
        return None if self.desk_url is None else page_of(self.desk_url, news.alert)

    def _whole(self, news: News) -> str:
        link = self.link(news)
        return f"{_SAID.get(news.what, '')}{notice(news.alert)}" + (f"\n  {link}" if link else "")

    def _line(self, news: News) -> str:
        link = self.link(news)
        return sentence(news) + (f"\n  {link}" if link else "")

    def _told(self, news: News) -> "Told":
        alert = news.alert
        return Told(
            what=news.what,
            id=alert.id,
            revision=alert.revision,
            state=alert.state,
            kind=alert.kind,
            severity=alert.severity,
            confidence=alert.confidence,
            pair=alert.pair,
            direction=alert.direction,
            theme=alert.theme,
            rule=alert.rule,
            sentence=sentence(news),
            url=self.link(news),
            stories=tuple(
                ToldStory(headline=one.headline, source=one.source, url=one.url)
                for one in alert.stories[:WHOLE]
            ),
        )


class ToldStory(Struct, frozen=True, kw_only=True):
    """A story of an alert, for programs."""

    headline: str
    source: str
    url: str | None


class Told(Struct, frozen=True, kw_only=True):
    """An alert of a notice, for programs."""

    what: What
    id: str
    revision: str
    state: str
    kind: str
    severity: str
    confidence: str
    pair: str | None
    direction: str
    theme: str | None
    rule: str
    sentence: str
    url: str | None
    stories: tuple[ToldStory, ...]


class NoticeData(Struct, frozen=True, kw_only=True):
    """A notice's content."""

    shape: Shape
    subject: str
    text: str
    count: int
    alert_ids: tuple[str, ...]
    alerts: tuple[Told, ...]


class Notice(Struct, frozen=True, kw_only=True):
    """A notice as a webhook takes it. Source: Standard Webhooks, payload structure."""

    type: str
    timestamp: Instant
    data: NoticeData


_SHAPES: dict[Shape, str] = {"group": "", "digest": "Digest: ", "storm": "Many at once: "}


def compose(batch: Batch, target: str, now: datetime, desk_url: str | None) -> Message:
    """Make the notice of a batch."""
    says = sorted(f"{one.alert.id}/{one.alert.revision}/{one.alert.state}/{one.what}" for one in batch.news)
    repeated = any(one.what is What.REPEATED for one in batch.news)
    often = now.isoformat() if repeated else ""
    return Message(
        id=f"msg_{digest('notice', target, often, *says)}",
        target=target,
        shape=batch.shape,
        at=now,
        news=batch.news,
        desk_url=desk_url,
    )


def sentence(news: News) -> str:
    """Say an alert in one sentence."""
    return f"{_SAID.get(news.what, '')}{aloud(news.alert)}"


def _lead(news: News) -> str:
    return {"firing": "", "resolved": "Over: ", "withdrawn": "Withdrawn: "}[news.alert.state]


def page_of(desk_url: str, alert: Alert) -> str:
    """Give the address of an alert's page on the desk."""
    return f"{desk_url.rstrip('/')}/alerts/{alert.id}"


def _pairs(news: Iterable[News]) -> Counter[str]:
    return Counter(one.alert.pair or EVERYTHING for one in news)


def _counted(rest: Counter[str]) -> str:
    named = ", ".join(f"{pair} {count}" for pair, count in rest.most_common(_PAIRS))
    others = len(rest) - _PAIRS
    return f"{named} and {others} pairs more" if others > 0 else named


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("entente.notifier"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("notice.html")
