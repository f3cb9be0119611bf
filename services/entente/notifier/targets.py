"""Where alerts go: the console, and Alertmanager."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol, TextIO

import httpx

from entente.contracts.alerts import Alert
from entente.contracts.errors import Misconfigured, Transient
from entente.detecting.wording import aloud, notice

RESEND_AFTER = timedelta(minutes=1)
"""Alertmanager forgets an alert that isn't repeated before its `endsAt`; a minute leaves four tries."""

_ENDS_AFTER = timedelta(minutes=5)
_BAD_REQUEST = 400


class Target(Protocol):
    """Somewhere that is told."""

    name: str

    def tell(self, alert: Alert, now: datetime, firing: Collection[Alert]) -> None:
        """Deliver an alert; `firing` is what this target was told of and still fires.

        Raises:
            Transient: it can't be reached now.
            Misconfigured: it will never take what we send.
        """

    def remind(self, firing: Collection[Alert], now: datetime) -> None:
        """Repeat what still fires, where the target forgets otherwise.

        Raises:
            Transient: it can't be reached now.
        """


class Console:
    """Alerts as text, on standard output."""

    name = "console"

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def tell(self, alert: Alert, now: datetime, firing: Collection[Alert]) -> None:
        """Print an alert; letters that the stream can't show are escaped."""
        del now, firing
        encoding = self._stream.encoding or "utf-8"
        text = notice(alert).encode(encoding, "backslashreplace").decode(encoding)
        try:
            self._stream.write(text + "\n")
            self._stream.flush()
        except OSError as error:
            raise Transient(f"the console can't be written: {error.strerror}") from error

    def remind(self, firing: Collection[Alert], now: datetime) -> None:
        """Say nothing twice."""


class Alertmanager:
    """Alerts to Prometheus Alertmanager's API, version 2.

    Alertmanager knows an alert by its labels alone, so an end is not told while another alert with the same
    labels fires, or carries this one on: it runs out by itself if that doesn't come.
    """

    name = "alertmanager"

    def __init__(self, url: str, desk_url: str | None, timeout_seconds: float = 10) -> None:
        self._url = f"{url.rstrip('/')}/api/v2/alerts"
        self._desk_url = desk_url
        self._timeout_seconds = timeout_seconds

    def tell(self, alert: Alert, now: datetime, firing: Collection[Alert]) -> None:
        """Post an alert: a firing one ends in five minutes unless repeated, another has ended."""
        if alert.state == "firing" or not _goes_on(alert, firing):
            self._post([alert], now)

    def remind(self, firing: Collection[Alert], now: datetime) -> None:
        """Post again what still fires."""
        if firing:
            self._post(firing, now)

    def _post(self, alerts: Collection[Alert], now: datetime) -> None:
        body = json.dumps([payload(alert, now, self._desk_url) for alert in alerts])
        try:
            response = httpx.post(
                self._url,
                content=body,
                headers={"content-type": "application/json"},
                timeout=self._timeout_seconds,
                trust_env=False,
            )
        except httpx.HTTPError as error:
            raise Transient(f"Alertmanager at {self._url} can't be reached: {error}") from error
        if response.status_code == _BAD_REQUEST:
            raise Misconfigured(f"Alertmanager at {self._url} refuses alerts: {response.text[:300]}")
        if response.is_error or response.is_redirect:
            raise Transient(f"Alertmanager at {self._url} answered {response.status_code}")


def _goes_on(ended: Alert, firing: Collection[Alert]) -> bool:
    return ended.superseded_by is not None or any(
        labels(other) == labels(ended) for other in firing if other.id != ended.id
    )


def labels(alert: Alert) -> dict[str, str]:
    """Give what Alertmanager knows an alert by; one that carries on another's is the same alert there."""
    return {
        "alertname": "EntenteReporting",
        "rule": alert.rule,
        "pair": alert.pair or "",
        "direction": alert.direction,
        "severity": alert.severity,
    }


def payload(alert: Alert, now: datetime, desk_url: str | None) -> dict[str, object]:
    """Write an alert as Alertmanager's API takes it.

    Source: Alertmanager's OpenAPI v2, `postableAlert`.
    """
    ends_at = now + _ENDS_AFTER if alert.state == "firing" else now
    return {
        "labels": labels(alert),
        "annotations": {"summary": aloud(alert), "description": notice(alert), "state": alert.state},
        "startsAt": min(alert.window_start_at, now).isoformat(),
        "endsAt": ends_at.isoformat(),
        **({"generatorURL": f"{desk_url.rstrip('/')}/alerts/{alert.id}"} if desk_url else {}),
    }
