"""Deterministic ids: the same thing said twice gets the same name twice."""

import hashlib
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = ("utm_", "fbclid", "gclid", "yclid", "mc_cid", "mc_eid")


def digest(*parts: str) -> str:
    """Hash text parts into 32 hex digits; the parts' borders count (blake2b, 128 bits)."""
    h = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        h.update(len(data).to_bytes(8, "little"))
        h.update(data)
    return h.hexdigest()


def digits(text: str) -> bytes | None:
    """Read hex digits as bytes, half the room; None where these would be written otherwise."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return None
    return raw if raw.hex() == text else None


def canonical_url(url: str) -> str:
    """Write a URL so that its copies are equal: lower-case host, no fragment, no tracking, sorted query.

    Raises:
        ValueError: it isn't an absolute http or https URL.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"not an absolute http(s) URL: {url[:200]!r}")
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    query = sorted(
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if not k.lower().startswith(_TRACKING)
    )
    path = parts.path.rstrip("/") or "/"
    return urlunsplit(("https", parts.hostname.lower() + port, path, urlencode(query), ""))


def article_id(url: str | None, source: str, title: str, day: date | None) -> str:
    """Name an article by its canonical URL, else by source, title and day."""
    if url is not None:
        try:
            return digest("url", canonical_url(url))
        except ValueError:
            pass
    return digest("text", source, title, day.isoformat() if day else "")


def text_revision(title: str, text: str) -> str:
    """Name what an article says now."""
    return digest("revision", title, text)


def signal_key(pair: str, article_id: str) -> str:
    """Name a signal on its topic."""
    return f"{pair}/{article_id}"


def alert_id(rule: str, pair: str, direction: str, window_start: str) -> str:
    """Name an alert by its rule, pair, direction and first firing window's start (ISO 8601)."""
    return digest("alert", rule, pair, direction, window_start)
