"""What every judgement of a moment shares: the rules, the volumes, and how far the record reaches."""

from typing import NamedTuple

from entente.detecting.exposure import Exposure
from entente.detecting.windows import Window
from entente.watchlist.model import Watchlist


class Circumstances(NamedTuple):
    """By what windows are judged; seconds count from 1970 UTC."""

    watchlist: Watchlist
    exposure: Exposure
    newest: int
    closed: int | None

    def open(self, window: Window) -> bool:
        """Tell whether a window has begun and its baseline lies above the floor."""
        return window.start <= self.newest and (self.closed is None or window.start >= self.closed)
