"""The invented outlets of the shipped archive: where they sit, and who reprints whom."""

from random import Random

from msgspec import Struct


class Outlet(Struct, frozen=True):
    """One outlet: its name in print, its town, and how readily it reprints others (a weight)."""

    name: str
    town: str
    appetite: float
    reprinted: tuple[int, int]
    """How many verbatim reprints an article of it gets, least and most."""


OUTLETS = {
    "northwire.example": Outlet("Northwire", "GENEVA", 0.5, (2, 4)),
    "pacificwire.example": Outlet("Pacificwire", "SINGAPORE", 0.5, (2, 4)),
    "moskva-vestnik.example": Outlet("Moskva Vestnik", "MOSCOW", 0.4, (0, 2)),
    "beijing-courier.example": Outlet("Beijing Courier", "BEIJING", 0.4, (0, 2)),
    "potomac-post.example": Outlet("Potomac Post", "WASHINGTON", 1.5, (0, 2)),
    "thames-ledger.example": Outlet("Thames Ledger", "LONDON", 1.5, (0, 2)),
    "europa-daily.example": Outlet("Europa Daily", "BRUSSELS", 1.5, (0, 2)),
    "delhi-standard.example": Outlet("Delhi Standard", "NEW DELHI", 1.0, (0, 2)),
    "ankara-gazette.example": Outlet("Ankara Gazette", "ANKARA", 1.0, (0, 2)),
    "gulf-tribune.example": Outlet("Gulf Tribune", "DUBAI", 1.0, (0, 2)),
    "seoul-times.example": Outlet("Seoul Times", "SEOUL", 1.0, (0, 2)),
    "tokyo-herald.example": Outlet("Tokyo Herald", "TOKYO", 1.0, (0, 2)),
    "kyiv-chronicle.example": Outlet("Kyiv Chronicle", "KYIV", 1.0, (0, 2)),
    "tehran-mail.example": Outlet("Tehran Mail", "TEHRAN", 0.5, (0, 2)),
    "newsround.example": Outlet("Newsround", "DUBLIN", 6.0, (0, 1)),
    "factsheet.example": Outlet("Factsheet", "LUXEMBOURG", 0.0, (1, 2)),
}

_READERS_OF = {
    "ru": ("moskva-vestnik.example", "pacificwire.example", "northwire.example", "newsround.example"),
    "zh": ("beijing-courier.example", "pacificwire.example", "northwire.example", "newsround.example"),
}
_NEVER = {"moskva-vestnik.example", "kyiv-chronicle.example"}
"""Outlets of two states at war don't print each other's articles."""


def reprinter(rng: Random, source: str, language: str) -> str:
    """Choose an outlet that reprints an article of another one, in the article's language."""
    ids = [o for o in _READERS_OF.get(language, tuple(OUTLETS)) if o != source and {o, source} != _NEVER]
    return rng.choices(ids, [OUTLETS[o].appetite for o in ids])[0]
