"""What one target was told, and what it is still to hear. Pure."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from entente.contracts.alerts import Alert, Seen, Sent
from entente.notifier.book import Book
from entente.notifier.grouping import Batch, Group, batches
from entente.notifier.muting import Muted, muted
from entente.notifier.news import News, Nothing, Published, What, decide, record, unheard
from entente.notifier.routing import Route, Routing, way_back, ways

_LATELY = 1000


class Kept(Struct, frozen=True):
    """What was not told, and why."""

    alert_id: str
    why: str


class Ledger:
    """One target's account; alerts and acts stand in the book that all share."""

    def __init__(self, target: str, routing: Routing, book: Book, max_age: timedelta) -> None:
        self.target = target
        self.told: dict[str, Sent] = {}
        self.waiting: dict[str, News] = {}
        self.firing: set[str] = set()
        self.muted: dict[str, Muted] = {}
        self.in_hand: set[str] = set()
        self._routing = routing
        self._book = book
        self._max_age = max_age
        self._unsure: set[str] = set()
        self._told_at: dict[Group, datetime] = {}
        self._lately: deque[datetime] = deque(maxlen=_LATELY)
        self._repeats = any(route.repeats for route in routing.routes if target in route.to)

    def recall(self, sent: Sent) -> None:
        """Take in what the target was told, by this process or another."""
        self.told[sent.alert_id] = sent
        self._unsure.add(sent.alert_id)
        if sent.outcome != "sent" or sent.said is None:
            return
        for route in self._routing.routes:
            if self.target in route.to:
                group = route.group(sent.said)
                self._told_at[group] = max(sent.at, self._told_at.get(group, sent.at))
        if not self._lately or sent.at > self._lately[-1]:
            self._lately.append(sent.at)

    def forget(self) -> None:
        """Know of no alert, but of all that was told: the alerts are read anew."""
        self.waiting.clear()
        self.firing.clear()
        self.muted.clear()
        self.in_hand.clear()
        self._unsure.clear()

    def unheard(self, alert: Alert) -> bool:
        """Say whether the target has heard nothing of an alert."""
        return unheard(self.told.get(alert.id))

    def doubt(self, alert_id: str) -> None:
        """Judge an alert anew at the next look: it has changed."""
        self._unsure.add(alert_id)

    def look(self, now: datetime) -> tuple[list[Sent], list[Kept]]:
        """Judge what has changed; gives what is to be written down without a word, and what is no news."""
        written: list[Sent] = []
        kept: list[Kept] = []
        for alert_id in sorted(self._unsure):
            published = self._book.alerts.get(alert_id)
            if published is None or alert_id in self.in_hand:
                continue
            self._unsure.discard(alert_id)
            found = self._judged(published, now)
            self.waiting.pop(alert_id, None)
            if isinstance(found, What):
                self.waiting[alert_id] = News(published, found)
            elif found is not Nothing.KNOWN:
                sent = record(published, self.target, found, now, self._known(alert_id, found))
                self.told[alert_id] = sent
                written.append(sent)
            if isinstance(found, Nothing):
                kept.append(Kept(alert_id, found))
            self._note_firing(published.alert)
        return written, kept

    def _known(self, alert_id: str, found: Nothing) -> Seen | None:
        """Give what the target knows of an alert that moved to or from this id."""
        last = self.told.get(alert_id) or self._before(alert_id)
        return last.said if found is Nothing.CARRIED_ON and last is not None else None

    def _before(self, alert_id: str) -> Sent | None:
        heir_of = self._book.before.get(alert_id)
        return None if heir_of is None else self.told.get(heir_of)

    def _judged(self, published: Published, now: datetime) -> What | Nothing:
        told, before = self.told.get(published.alert.id), self._before(published.alert.id)
        if told is None and before is None and self._way(published) is None:
            return Nothing.KNOWN
        return decide(published, told, before, now=now, max_age=self._max_age)

    def _way(self, published: Published) -> Route | None:
        if not self._routing.routes:
            return None
        return ways(self._routing.routes, published.alert, published.since).get(self.target)

    def _route(self, news: News) -> Route | None:
        return self._way(news.published) or way_back(self._routing.routes, self.target, news.alert)

    def _note_firing(self, alert: Alert) -> None:
        told = self.told.get(alert.id)
        if alert.state == "firing" and told is not None and told.outcome == "sent":
            self.firing.add(alert.id)
        else:
            self.firing.discard(alert.id)

    def due(self, now: datetime) -> tuple[tuple[Batch, ...], list[Sent], list[Kept]]:
        """Give the notices to be sent now, what is written down without a word, and what was muted."""
        ready: list[tuple[Route, News]] = []
        written: list[Sent] = []
        kept: list[Kept] = []
        silencing, firing = self._book.desk.holding(now), self._inhibitors(now)
        for news in [*self.waiting.values(), *self._repeated(now)]:
            route = self._route(news)
            if route is None:
                continue
            why = muted(news, route, now, holding=silencing, inhibit=self._routing.inhibit, firing=firing)
            if self._unwanted(news, route, why):
                written.append(self.passed_over(news, now))
                kept.append(Kept(news.alert.id, why or "unwanted"))
            elif why is None:
                self.muted.pop(news.alert.id, None)
                ready.append((route, news))
            elif self.muted.get(news.alert.id) is not why:
                self.muted[news.alert.id] = why
                kept.append(Kept(news.alert.id, why))
        return batches(ready, self._told_at, self._lately, now), written, kept

    def _unwanted(self, news: News, route: Route, why: Muted | None) -> bool:
        """Say whether an end needs no word: the route tells none, or all of it lay within a silence."""
        if news.alert.state == "firing":
            return False
        return not route.resolved or (why is Muted.SILENCED and self.unheard(news.alert))

    def _repeated(self, now: datetime) -> Iterator[News]:
        if not self._repeats:
            return
        for alert_id in self.firing - self.waiting.keys() - self.in_hand:
            news = News(self._book.alerts[alert_id], What.REPEATED)
            route = self._route(news)
            if route is None or route.repeats is None or self._book.desk.acknowledged(news.alert):
                continue
            if now >= self.told[alert_id].at + route.repeats:
                yield news

    def _inhibitors(self, now: datetime) -> Collection[Alert]:
        if not self._routing.inhibit:
            return ()
        old = now - self._max_age
        return [one for one in self._book.firing() if one.window_end_at >= old]

    def take(self, news: Sequence[News]) -> None:
        """Take news in hand: it is on its way."""
        for one in news:
            self.waiting.pop(one.alert.id, None)
            self.muted.pop(one.alert.id, None)
            self.in_hand.add(one.alert.id)

    def settled(self, news: Sequence[News], now: datetime) -> list[Sent]:
        """Note that news has arrived; gives what is to be written down."""
        for one in news:
            self.in_hand.discard(one.alert.id)
        return [self._settle(one, one.what, now) for one in news]

    def passed_over(self, news: News, now: datetime) -> Sent:
        """Note that a target is told nothing of what it was to hear; gives what is to be written down."""
        return self._settle(news, Nothing.UNHEARD, now)

    def _settle(self, news: News, what: What | Nothing, now: datetime) -> Sent:
        self.waiting.pop(news.alert.id, None)
        self.muted.pop(news.alert.id, None)
        sent = record(news.published, self.target, what, now)
        self.recall(sent)
        self._note_firing(self._book.alerts[news.alert.id].alert)
        return sent
