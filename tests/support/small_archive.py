"""A small archive as lines: thirty quiet days and one on which much is signed."""

import json
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from entente.watchlist.model import Watchlist
from support.timeline import T0, rule
from support.watchlists import small_watchlist

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RULE = rule(pairs=("CHN-RUS",), directions=("closer",), alarms=1)


def watched() -> Watchlist:
    """Give the small watchlist with one rule."""
    return replace(small_watchlist(), rules=(RULE,))


def lines() -> list[bytes]:
    """Write thirty quiet days, one on which much is signed, an undated article and a broken line."""
    found = []
    for day in range(31):
        for i in range(9 if day == 30 else 2):
            said = (
                f"signed an agreement on project {i}" if day == 30 else f"counted ships of the year {day + i}"
            )
            words = " ".join(f"w{day}x{i}y{k}" for k in range(40))
            at = T0 + timedelta(days=day, hours=2 * i)
            found.append(
                {
                    "source": "northwire.example",
                    "title": f"Day {day}, report {i}",
                    "text": f"Russia and China {said}. {words}",
                    "published_at": at.isoformat(),
                }
            )
    found.append({"source": "northwire.example", "title": "Undated", "text": "China waits."})
    return [json.dumps(r).encode() + b"\n" for r in found] + [b"{broken\n"]
