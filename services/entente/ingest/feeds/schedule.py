"""When a feed is polled next: pure, so that politeness can be tested."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

JITTER = 0.1
"""Share of the interval by which polls are spread, so that feeds of one interval don't come in step."""

LONGEST_S = 6 * 3600.0
"""A feed that keeps failing is still asked four times a day."""

LONGEST_RETRY_AFTER_S = 24 * 3600.0
"""What a server may ask for; more is taken for a mistake."""


def next_wait_s(interval_s: float, failures: int, retry_after_s: float | None, chance: float) -> float:
    """Say how long to wait before the next poll.

    Args:
        interval_s: the feed's usual interval, in seconds.
        failures: failed polls in a row; each doubles the wait, up to six hours or the interval.
        retry_after_s: what the server asked for, if it did; never undercut, at most a day.
        chance: uniform in [0, 1).
    """
    doubled = min(interval_s * 2.0 ** min(failures, 20), max(LONGEST_S, interval_s))
    spread = doubled * (1 - JITTER + 2 * JITTER * chance)
    return max(spread, min(retry_after_s or 0.0, LONGEST_RETRY_AFTER_S))


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Read a Retry-After header, seconds or a date; null where it is missing, past or unreadable.

    Source: RFC 9110, section 10.2.3.
    """
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    seconds = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
    return seconds if seconds > 0 else None
