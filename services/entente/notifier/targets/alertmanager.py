"""Alerts and silences to Prometheus Alertmanager's API, version 2.

Source: Alertmanager's OpenAPI v2: `postableAlert`, `postableSilence`.
"""

import json
import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx
from msgspec import Struct

from entente.contracts.alerts import Alert
from entente.detecting.standing import Silence
from entente.detecting.wording import aloud, notice
from entente.notifier.message import page_of
from entente.notifier.retry import TAKEN, Answer, Fate

RESEND_AFTER = timedelta(minutes=1)
"""Alertmanager forgets an alert that isn't repeated before its `endsAt`; a minute leaves four tries."""

AT_ONCE = 500
NAME = "EntenteReporting"
_ENDS_AFTER = timedelta(minutes=5)
_MARK = re.compile(r"\[entente ([^\]]+)\]$")
_GONE = 404

Labels = tuple[str, ...]


class Unreachable(Exception):
    """Alertmanager did not answer as it should."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.why)
        self.answer = answer


class Alertmanager:
    """One Alertmanager."""

    def __init__(self, url: str, desk_url: str | None, timeout_s: float = 10) -> None:
        self._url = f"{url.rstrip('/')}/api/v2"
        self._desk_url = desk_url
        self._timeout_s = timeout_s

    def post(self, alerts: Sequence[Alert], now: datetime) -> Answer:
        """Post alerts: a firing one ends in five minutes unless repeated, another has ended."""
        for start in range(0, len(alerts), AT_ONCE):
            some = [payload(one, now, self._desk_url) for one in alerts[start : start + AT_ONCE]]
            try:
                self._ask("POST", "/alerts", some)
            except Unreachable as error:
                return error.answer
        return TAKEN

    def mirror(self, holding: Collection[Silence]) -> Answer:
        """Make the silences there those that hold here; what others set there is left alone."""
        try:
            found = [_standing(one) for one in self._ask("GET", "/silences", None)]
            change = reconcile(holding, [one for one in found if one is not None])
            for silence in change.create:
                self._ask("POST", "/silences", silencing(silence))
            for name in change.expire:
                self._ask("DELETE", f"/silence/{name}", None)
        except Unreachable as error:
            return error.answer
        return TAKEN

    def _ask(self, method: str, path: str, body: object) -> Any:  # noqa: ANN401 - what the API says
        url = f"{self._url}{path}"
        try:
            response = httpx.request(
                method,
                url,
                content=None if body is None else json.dumps(body),
                headers={"content-type": "application/json"},
                timeout=self._timeout_s,
                trust_env=False,
            )
        except httpx.HTTPError as error:
            raise Unreachable(
                Answer(Fate.AWAY, f"Alertmanager at {self._url} can't be reached: {error}")
            ) from error
        if method == "DELETE" and response.status_code == _GONE:
            return None
        if not response.is_success:
            fate = Fate.REFUSED if response.is_client_error else Fate.AWAY
            said = response.text[:300]
            raise Unreachable(Answer(fate, f"Alertmanager at {url} answered {response.status_code}: {said}"))
        return response.json() if response.content else None


def labels(alert: Alert) -> dict[str, str]:
    """Give what Alertmanager knows an alert by; one that carries on another's is the same alert there."""
    return {
        "alertname": NAME,
        "rule": alert.rule,
        "pair": alert.pair or "",
        "direction": alert.direction,
        "severity": alert.severity,
    }


def payload(alert: Alert, now: datetime, desk_url: str | None) -> dict[str, object]:
    """Write an alert as the API takes it."""
    ends_at = now + _ENDS_AFTER if alert.state == "firing" else now
    return {
        "labels": labels(alert),
        "annotations": {"summary": aloud(alert), "description": notice(alert), "state": alert.state},
        "startsAt": min(alert.window_start_at, now).isoformat(),
        "endsAt": ends_at.isoformat(),
        **({"generatorURL": page_of(desk_url, alert)} if desk_url else {}),
    }


def key(alert: Alert) -> Labels:
    """Give an alert's labels as something that can stand in a set.

    Alertmanager knows an alert by them alone, so that an end is not told while another of the same fires, nor
    while the alert that carries on one of the same has not come yet: then it runs out by itself.
    """
    return tuple(labels(alert).values())


class Standing(Struct, frozen=True):
    """A silence of ours as Alertmanager has it."""

    name: str
    act_id: str


class Change(Struct, frozen=True):
    """What makes the silences there those that hold here."""

    create: tuple[Silence, ...]
    expire: tuple[str, ...]


def reconcile(holding: Collection[Silence], standing: Collection[Standing]) -> Change:
    """Compare silences by the act that is written into their comment. Pure."""
    wanted = {one.id for one in holding}
    there = {one.act_id for one in standing}
    return Change(
        create=tuple(one for one in holding if one.id not in there),
        expire=tuple(one.name for one in standing if one.act_id not in wanted),
    )


def silencing(silence: Silence) -> dict[str, object]:
    """Write a silence as the API takes it."""
    held = {"rule": silence.rule, "pair": silence.pair or "", "direction": silence.direction}
    matched = {"alertname": NAME} | {name: value for name, value in held.items() if value is not None}
    return {
        "matchers": [
            {"name": name, "value": value, "isRegex": False, "isEqual": True}
            for name, value in matched.items()
        ],
        "startsAt": silence.since.isoformat(),
        "endsAt": silence.until.isoformat(),
        "createdBy": silence.who,
        "comment": f"{silence.reason} [entente {silence.id}]",
    }


def _standing(found: dict[str, Any]) -> Standing | None:
    mark = _MARK.search(found["comment"])
    if mark is None or found["status"]["state"] == "expired":
        return None
    return Standing(found["id"], mark[1])
