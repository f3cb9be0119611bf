"""Where alerts go: the console, and Alertmanager."""

import json
import sys
from collections.abc import Sequence
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

    def tell(self, alerts: Sequence[Alert], now: datetime) -> None:
        """Deliver alerts.

        Raises:
            Transient: it can't be reached now.
            Misconfigured: it will never take what we send.
        """

    def remind(self, firing: Sequence[Alert], now: datetime) -> None:
        """Repeat what still fires, where the target forgets otherwise.

        Raises:
            Transient: it can't be reached now.
        """


class Console:
    """Alerts as text, on standard output."""

    name = "console"

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream

    def tell(self, alerts: Sequence[Alert], now: datetime) -> None:
        """Print alerts."""
        del now
        for alert in alerts:
            self._stream.write(notice(alert) + "\n")
        self._stream.flush()

    def remind(self, firing: Sequence[Alert], now: datetime) -> None:
        """Say nothing twice."""


class Alertmanager:
    """Alerts to Prometheus Alertmanager's API, version 2."""

    name = "alertmanager"

    def __init__(self, url: str, desk_url: str | None, timeout_seconds: float = 10) -> None:
        self._url = f"{url.rstrip('/')}/api/v2/alerts"
        self._desk_url = desk_url
        self._client = httpx.Client(timeout=timeout_seconds, trust_env=False)

    def tell(self, alerts: Sequence[Alert], now: datetime) -> None:
        """Post alerts: firing ones end in five minutes unless repeated, others have ended."""
        if not alerts:
            return
        body = json.dumps([payload(alert, now, self._desk_url) for alert in alerts])
        try:
            response = self._client.post(
                self._url, content=body, headers={"content-type": "application/json"}
            )
        except httpx.HTTPError as error:
            raise Transient(f"Alertmanager at {self._url} can't be reached: {error}") from error
        if response.status_code == _BAD_REQUEST:
            raise Misconfigured(f"Alertmanager at {self._url} refuses alerts: {response.text[:300]}")
        if response.is_error or response.is_redirect:
            raise Transient(f"Alertmanager at {self._url} answered {response.status_code}")

    def remind(self, firing: Sequence[Alert], now: datetime) -> None:
        """Post again what still fires."""
        self.tell(firing, now)


def payload(alert: Alert, now: datetime, desk_url: str | None) -> dict[str, object]:
    """Write an alert as Alertmanager's API takes it.

    The labels are rule, pair, direction and severity, so that an alert that carries on another's is the same
    alert there. Source: Alertmanager's OpenAPI v2, `postableAlert`.
    """
    ends_at = now + _ENDS_AFTER if alert.state == "firing" else now
    return {
        "labels": {
            "alertname": "EntenteReporting",
            "rule": alert.rule,
            "pair": alert.pair or "",
            "direction": alert.direction,
            "severity": alert.severity,
        },
        "annotations": {"summary": aloud(alert), "description": notice(alert), "state": alert.state},
        "startsAt": min(alert.window_start_at, now).isoformat(),
        "endsAt": ends_at.isoformat(),
        **({"generatorURL": f"{desk_url.rstrip('/')}/alerts/{alert.id}"} if desk_url else {}),
    }
