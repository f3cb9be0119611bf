"""Trials of changed watchlists that run on while their pages look on: a thread for the one that runs."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from entente.contracts.errors import EntenteError
from entente.desk.api.problems import UNFORESEEN
from entente.desk.trying import Difference
from entente.runtime.clock import Clock
from entente.runtime.logs import logger

MOST_KEPT = 20
"""Trials whose pages can still be looked at."""

Say = Callable[[str], None]
_log = logger(__name__)


class Draft(Struct, frozen=True, kw_only=True):
    """One file of the watchlist with a change to it, and what became of trying it."""

    file: str
    text: str
    findings: tuple[str, ...] | None = None
    """Null: not checked yet."""
    difference: Difference | None = None
    published: str | None = None


class Tried(Struct, frozen=True, kw_only=True):
    """A trial as it stands: what it does now, or what came of it."""

    id: str
    who: str
    version: str
    """Of the watchlist from which the change began."""
    draft: Draft
    since: datetime
    step: str = "Waiting for its turn"
    failed: str | None = None
    over: bool = False


class Trials:
    """The newest trials, of which one runs at most; they go with the process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, Tried] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, trial_id: str) -> Tried | None:
        """Give a trial; null where there is none, or is none any more."""
        with self._lock:
            return self._kept.get(trial_id)

    def begin(self, draft: Draft, version: str, who: str, work: Callable[[Say], Draft]) -> tuple[Tried, bool]:
        """Begin a trial, unless one runs; gives the one that runs now, and whether it is this one.

        Args:
            draft: what is tried.
            version: of the watchlist from which it began.
            who: tries it.
            work: does it, in a thread, saying its steps; gives the draft with what came of it.
        """
        with self._lock:
            running = next((one for one in self._kept.values() if not one.over), None)
            if running is not None:
                return running, (running.draft, running.version) == (draft, version)
            made = Tried(
                id=secrets.token_urlsafe(9), who=who, version=version, draft=draft, since=self._clock.now()
            )
            self._kept[made.id] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        threading.Thread(target=self._run, args=[made.id, work], name="trial", daemon=True).start()
        return made, True

    def _run(self, trial_id: str, work: Callable[[Say], Draft]) -> None:
        try:
            draft = work(lambda step: self._change(trial_id, step=step))
        except EntenteError as error:
            self._change(trial_id, failed=f"{error}.", over=True)
        except Exception:  # noqa: BLE001 - whatever it was, the trial's page must say that it is over
            _log.exception("a trial failed")
            self._change(trial_id, failed=UNFORESEEN, over=True)
        else:
            self._change(trial_id, draft=draft, over=True)

    def _change(self, trial_id: str, **changes: object) -> None:
        with self._lock:
            if trial_id in self._kept:
                self._kept[trial_id] = replace(self._kept[trial_id], **changes)
