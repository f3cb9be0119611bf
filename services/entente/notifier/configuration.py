"""The routes' file: read, and checked before anything is told."""

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import yaml

from entente.contracts.errors import Misconfigured
from entente.notifier.hours import length
from entente.notifier.routing import ALERTMANAGER, AppriseTarget, Match, Route, Routing, WebhookTarget

SECRET_BYTES = (24, 64)
"""Source: Standard Webhooks, signature scheme."""

LEAST_SILENCE = timedelta(minutes=2)

_EXAMPLE = "- {name: everything, to: [console]}"


class Secrets(NamedTuple):
    """What the file keeps elsewhere, by target: webhooks' keys and Apprise's URLs."""

    keys: dict[str, bytes]
    urls: dict[str, str]


def read_routing(file: Path | None) -> tuple[Routing, Secrets]:
    """Read the file, or the shipped one where none is named, with the secrets that it points to.

    Raises:
        Misconfigured: a file can't be read, or says something that can't be done; names file, key and fix.
    """
    name = "default.yaml" if file is None else str(file)
    routing = parse_routing(_text(file), name)
    keys: dict[str, bytes] = {}
    urls: dict[str, str] = {}
    base = Path() if file is None else file.parent
    for target, config in routing.targets.items():
        where = f"{name}: targets.{target}"
        if isinstance(config, WebhookTarget):
            keys[target] = _key(_one(where, "secret", config.secret, config.secret_file, base), where)
        elif isinstance(config, AppriseTarget):
            urls[target] = _one(where, "url", config.url, config.url_file, base)
    return routing, Secrets(keys, urls)


def parse_routing(text: str, name: str) -> Routing:
    """Read the file's text.

    Raises:
        Misconfigured: it is no YAML, has a wrong or unknown key, or contradicts itself.
    """
    try:
        routing = msgspec.convert(yaml.safe_load(text), Routing)
    except yaml.YAMLError as error:
        raise Misconfigured(f"{name} is no YAML: {' '.join(str(error).split())}") from error
    except msgspec.ValidationError as error:
        raise Misconfigured(_sentence(name, str(error))) from error
    for fault in _faults(routing):
        raise Misconfigured(f"{name}: {fault}")
    return routing


def _faults(routing: Routing) -> Iterator[str]:
    names = [route.name for route in routing.routes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two routes are named {name}; rename one"
    for route in routing.routes:
        yield from _faults_of(route, routing)
    last = routing.routes[-1]
    if last.match != Match() or last.hours is not None:
        yield (
            f"routes.{last.name}: the last route must take every alert, or some would reach nobody; "
            f"remove its match and hours, or add {_EXAMPLE}"
        )
    for number, one in enumerate(routing.inhibit):
        if Match() in {one.when, one.mutes}:
            yield (
                f"inhibit[{number}]: `when` and `mutes` must each name something, as {{severities: [urgent]}}"
            )
    yield from _faults_of_heart(routing)
    yield from _faults_of_targets(routing)


def _faults_of(route: Route, routing: Routing) -> Iterator[str]:
    for target in route.to:
        if target not in routing.targets:
            yield f"routes.{route.name}.to: there is no target {target}; {_choices(routing)}"
    for zone in {hours.zone for hours in (route.hours, route.quiet) if hours is not None}:
        if not _known(zone):
            yield f"routes.{route.name}: there is no time zone {zone}; write one as Europe/Berlin"


def _faults_of_heart(routing: Routing) -> Iterator[str]:
    for target in routing.heartbeat.to:
        if target not in routing.targets:
            yield f"heartbeat.to: there is no target {target}; {_choices(routing)}"
    after = routing.heartbeat.after
    if length(after) < LEAST_SILENCE:
        yield f"heartbeat.after: a heartbeat comes a minute, so {after} is too soon; write 2m or more"


def _faults_of_targets(routing: Routing) -> Iterator[str]:
    if ALERTMANAGER in routing.targets:
        yield (
            f"targets.{ALERTMANAGER}: Alertmanager takes every alert without a route; "
            "rename it, and set ENTENTE_ALERTMANAGER_URL"
        )
    led_to = {target for route in routing.routes for target in route.to} | set(routing.heartbeat.to)
    for target in sorted(routing.targets.keys() - led_to):
        yield f"targets.{target}: no route leads there; name it in a route's `to`, or remove it"


def _choices(routing: Routing) -> str:
    return f"the file has {', '.join(sorted(routing.targets)) or 'none'}"


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _sentence(name: str, error: str) -> str:
    """Say what is wrong, where, and the fix: `routes.yaml: routes[0].wait: ...`."""
    what, _, path = error.partition(" - at `")
    where = re.sub(r"^\$\.?", "", path.rstrip("`"))
    fix = "; docs/alerting.md lists the keys" if "unknown field" in what or "required field" in what else ""
    return f"{name}: {where}: {what}{fix}" if where else f"{name}: {what}{fix}"


def _text(file: Path | None) -> str:
    if file is None:
        return resources.files("entente.notifier").joinpath("default.yaml").read_text(encoding="utf-8")
    return _read(file, "ENTENTE_NOTIFIER_ROUTES_FILE")


def _read(file: Path, what: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{what}: {file} can't be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{what}: {file} is not UTF-8") from error


def _one(where: str, key: str, here: str | None, elsewhere: str | None, base: Path) -> str:
    if (here is None) == (elsewhere is None):
        raise Misconfigured(f"{where}: write either {key} or {key}_file")
    return here if here is not None else _read(base / str(elsewhere), f"{where}.{key}_file").strip()


def _key(secret: str, where: str) -> bytes:
    """Read a webhook's key.

    Source: Standard Webhooks: base64 with the prefix `whsec_`, 24 to 64 bytes.
    """
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    least, most = SECRET_BYTES
    if not secret.startswith("whsec_") or not least <= len(key) <= most:
        raise Misconfigured(
            f"{where}.secret: write whsec_ and {least} to {most} bytes in base64, "
            "as `echo whsec_$(head -c 32 /dev/urandom | base64)` makes them"
        )
    return key
