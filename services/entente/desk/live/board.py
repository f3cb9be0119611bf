"""The board: alerts in short and their acts, folded from their topics; thread-safe."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from datetime import datetime

from entente.contracts.alerts import Act, Alert
from entente.contracts.identity import digest
from entente.contracts.upkeep import WatchlistVersion
from entente.desk.acts.tally import By, Tally, tally
from entente.desk.live.rows import Filters, Line, Revision, Row, order, revision_of, row_of
from entente.detecting import standing as fold
from entente.detecting.standing import Silence, Standing

MOST_REVISIONS = 100
"""Revisions of one alert that are remembered, the last ones."""


class Board:
    """What is known so far; whoever hears is told when it changes."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rows: dict[str, Row] = {}
        self._acts: dict[str, dict[str, Act]] = defaultdict(dict)
        """By alert, else by the act itself."""
        self._standings: dict[str, Standing] = {}
        self._history: dict[str, deque[Revision]] = defaultdict(lambda: deque(maxlen=MOST_REVISIONS))
        self._silences: tuple[Silence, ...] = ()
        self._lines: tuple[datetime, tuple[Line, ...]] | None = None
        self._tally: dict[By, dict[str, Tally]] | None = None
        self._ended: set[str] = set()
        self.watchlist: WatchlistVersion | None = None
        self.changed: Callable[[str], None] = lambda _: None
        """Called with an alert's id, or an empty text, after each change; from the reader's thread."""

    def hear(self, alert: Alert, at: datetime | None = None) -> None:
        """Take in a revision of an alert, and when it was written, where that is known."""
        with self._lock:
            row = row_of(alert)
            if self._rows.get(alert.id) == row:
                return
            self._rows[alert.id] = row
            if at is not None:
                self._history[alert.id].append(revision_of(alert, at))
            self._restand(alert.id)
        self.changed(alert.id)

    def hear_act(self, act: Act) -> None:
        """Take in an act; the same one twice changes nothing."""
        with self._lock:
            if act.what == "login":
                if act.value == "out":
                    self._ended.add(act.id)
                return
            key = act.alert_id or act.id
            if self._acts[key].get(act.id) == act:
                return
            self._acts[key][act.id] = act
            if act.what == "silence":
                self._silences = fold.silences(self.acts())
            if act.what == "verdict":
                self._tally = None
            self._restand(key)
        self.changed(act.alert_id or "")

    def hear_watchlist(self, version: WatchlistVersion) -> None:
        """Take in a version of the watchlist; the last one said is the one shown."""
        self.watchlist = version

    def lines(self, filters: Filters, now: datetime) -> tuple[Line, ...]:
        """List what is asked for, in the desk's order."""
        return tuple(line for line in self.all_lines(now) if filters.keep(line))

    def all_lines(self, now: datetime) -> tuple[Line, ...]:
        """List everything in the desk's order; sorted anew when something changed or a silence ended."""
        with self._lock:
            if self._lines is not None and now < self._lines[0]:
                return self._lines[1]
            holding = [one for one in self._silences if one.holds(now)]
            lines = [
                Line(
                    row=row,
                    standing=self._standings.get(row.id, fold.UNTOUCHED),
                    silence=fold.silenced(holding, row.about, now) if holding else None,
                )
                for row in self._rows.values()
            ]
            lines.sort(key=order)
            fresh = min((one.until for one in holding), default=datetime.max.replace(tzinfo=now.tzinfo))
            self._lines = (fresh, tuple(lines))
            return self._lines[1]

    def line(self, alert_id: str, now: datetime) -> Line | None:
        """Give one alert's line; null where there is no such alert."""
        with self._lock:
            row = self._rows.get(alert_id)
            if row is None:
                return None
            silence = fold.silenced(self._silences, row.about, now)
            return Line(row=row, standing=self._standings.get(alert_id, fold.UNTOUCHED), silence=silence)

    def standing(self, alert: Alert) -> Standing:
        """Fold the acts on an alert, whether or not the topic has brought that alert yet."""
        with self._lock:
            return fold.standing(self._acts.get(alert.id, {}).values(), fold.seen(alert))

    def history(self, alert_id: str) -> tuple[Revision, ...]:
        """Give an alert's revisions, the newest first."""
        with self._lock:
            return tuple(reversed(self._history.get(alert_id, ())))

    def silences(self) -> tuple[Silence, ...]:
        """Give every silence, over or not."""
        return self._silences

    def acts(self) -> Iterable[Act]:
        """Give every act but logins, in no order."""
        with self._lock:
            return [act for acts in self._acts.values() for act in acts.values()]

    def tally(self) -> dict[By, dict[str, Tally]]:
        """Count the verdicts that hold."""
        with self._lock:
            if self._tally is None:
                self._tally = tally(self.acts())
            return self._tally

    def end_session(self, session: str) -> None:
        """Take a session for ended, before its act has come round."""
        self._ended.add(session_end(session))

    def ended(self, session: str) -> bool:
        """Say whether a session was ended by its owner."""
        return session_end(session) in self._ended

    def __len__(self) -> int:
        return len(self._rows)

    def _restand(self, alert_id: str) -> None:
        self._lines = None
        row, acts = self._rows.get(alert_id), self._acts.get(alert_id)
        if row is not None and acts:
            self._standings[alert_id] = fold.standing(acts.values(), row.about)


def session_end(session: str) -> str:
    """Name the act that ends a session."""
    return digest("logout", session)
