"""Notices as signed JSON to a URL, by Standard Webhooks.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from entente.notifier.retry import TAKEN, Answer, Fate
from entente.notifier.targets.guard import Forbidden, address_of
from entente.notifier.targets.target import Notice
from entente.runtime.clock import Clock

_BUSY = frozenset({408, 425, 429})
_SHOWN = 200


class Webhook:
    """One URL; a redirect is no answer, and is not followed."""

    def __init__(self, url: str, key: bytes, clock: Clock, *, private: bool, timeout_s: float) -> None:
        self._url = httpx.URL(url)
        self._key = key
        self._clock = clock
        self._private = private
        self._timeout_s = timeout_s

    def deliver(self, notice: Notice) -> Answer:
        """Post a notice, signed as of now, under its own id."""
        now = self._clock.now()
        try:
            return self._post(notice, now)
        except Forbidden as error:
            return Answer(Fate.REFUSED, str(error))
        except (OSError, httpx.HTTPError, httpx.InvalidURL) as error:
            return Answer(Fate.AWAY, f"{self._url.host} can't be reached: {type(error).__name__}: {error}")

    def _post(self, notice: Notice, now: datetime) -> Answer:
        port = self._url.port or {"http": 80, "https": 443}[self._url.scheme]
        address = address_of(self._url.host, port, private=self._private)
        body, seconds = notice.data, int(now.timestamp())
        with (
            httpx.Client(trust_env=False, timeout=self._timeout_s, follow_redirects=False) as client,
            client.stream(
                "POST",
                self._url.copy_with(host=address),
                content=body,
                headers={
                    "host": self._url.netloc.decode(),
                    "content-type": "application/json",
                    "user-agent": "entente-notifier",
                    "webhook-id": notice.id,
                    "webhook-timestamp": str(seconds),
                    "webhook-signature": signature(self._key, notice.id, seconds, body),
                },
                extensions={"sni_hostname": self._url.host},
            ) as response,
        ):
            said = b"" if response.is_success else next(response.iter_bytes(_SHOWN), b"")
            return answer(response, said.decode("utf-8", "replace"), now)


def signature(key: bytes, message_id: str, seconds: int, body: bytes) -> str:
    """Sign a message: version, comma, base64 of the HMAC-SHA256 over id, time and body, joined by dots."""
    signed = b".".join((message_id.encode(), str(seconds).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def answer(response: httpx.Response, said: str, now: datetime) -> Answer:
    """Judge a response: 2xx took it, 410 wants nothing any more, all else is a failure."""
    if response.is_success:
        return TAKEN
    status = response.status_code
    why = f"it answered {status}: {said}".rstrip(": ")
    if status == httpx.codes.GONE:
        return Answer(Fate.GONE, why)
    busy = status in _BUSY or response.is_server_error
    return Answer(Fate.AWAY if busy else Fate.REFUSED, why, _asked(response.headers.get("retry-after"), now))


def _asked(text: str | None, now: datetime) -> timedelta | None:
    """Read `Retry-After`: seconds, or an instant; null where it is neither."""
    if text is None:
        return None
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text), 10**7))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(timedelta(), (at if at.tzinfo is not None else at.replace(tzinfo=UTC)) - now)
