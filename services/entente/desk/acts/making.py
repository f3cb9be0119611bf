"""What somebody asks to be done -> an act, or a sentence that says why not. Pure."""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

import msgspec
from msgspec import Struct

from entente.contracts.alerts import Act, Seen
from entente.contracts.errors import Reason, Reject
from entente.contracts.identity import digest
from entente.contracts.values import AlertKind, Pair
from entente.detecting.standing import NO_VERDICT, UNDO, VERDICTS

Deed = Literal[
    "acknowledge", "reopen", "assign", "note", "verdict", "silence", "unsilence", "file", "unfile", "missed"
]
DEEDS: tuple[Deed, ...] = get_args(Deed)

MAX_TEXT = 4000
MAX_NAME = 80
LONGEST_SILENCE = timedelta(days=90)

_SPAN = re.compile(r"([1-9][0-9]{0,3})\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_CASE = re.compile(r"[^a-z0-9]+")
_LONGEST_CASE = 60


Subject = tuple[str, Seen]
"""An alert's id, and what it says."""


class Asked(Struct, frozen=True, kw_only=True):
    """What a form or a program asks for; texts are as they came."""

    deed: Deed
    value: str = ""
    reason: str = ""
    until: str = ""
    case: str = ""
    pair: str = ""
    rule: str = ""
    kind: str = ""
    nonce: str = ""
    """The same on a repetition, so that a button pressed twice acts once."""


def make(asked: Asked, subject: Subject | None, *, who: str, at: datetime) -> Act:
    """Make the act that is asked for.

    Args:
        asked: the wish.
        subject: the alert as its actor saw it; null only for what was missed and for a case's note.
        who: who asks.
        at: when.

    Raises:
        Reject: something is missing or can't be; the detail is one sentence for whoever asked.
    """
    alert_id, about = subject or (None, None)
    act = Act(
        id=digest("act", who, asked.deed, asked.nonce or at.isoformat(), alert_id or ""),
        alert_id=alert_id,
        who=who,
        what="note",
        value=None,
        reason=_text(asked.reason),
        at=at,
        seen=about,
    )
    if alert_id is None and asked.deed not in {"missed", "note"}:
        raise _unfit(f"{asked.deed} needs an alert")
    return _ACTS[asked.deed](asked, act)


def _acknowledge(_: Asked, act: Act) -> Act:
    return msgspec.structs.replace(act, what="acknowledge")


def _reopen(_: Asked, act: Act) -> Act:
    return msgspec.structs.replace(act, what="acknowledge", value=UNDO)


def _assign(asked: Asked, act: Act) -> Act:
    name = " ".join(asked.value.split())
    if len(name) > MAX_NAME or not name.isprintable():
        raise _unfit(f"an assignee is a name of at most {MAX_NAME} characters, or empty for nobody")
    return msgspec.structs.replace(act, what="assign", value=name or None)


def _note(asked: Asked, act: Act) -> Act:
    if not act.reason:
        raise _unfit("a note needs a text")
    if act.alert_id is None and not asked.case:
        raise _unfit("a note needs an alert or a case")
    return msgspec.structs.replace(act, case=case_id(asked.case) if asked.case else None)


def _verdict(asked: Asked, act: Act) -> Act:
    if asked.value not in {*VERDICTS, NO_VERDICT}:
        raise _unfit(f"a verdict is one of {', '.join((*VERDICTS, NO_VERDICT))}, not {asked.value[:40]!r}")
    return msgspec.structs.replace(act, what="verdict", value=asked.value)


def _missed(asked: Asked, act: Act) -> Act:
    if not act.reason:
        raise _unfit("say what was missed, and when")
    if asked.kind and asked.kind not in get_args(AlertKind):
        raise _unfit(f"kind must be one of {', '.join(get_args(AlertKind))}, or empty")
    about = Seen(pair=pair(asked.pair), rule=asked.rule[:MAX_NAME] or None, kind=asked.kind or None)  # type: ignore[arg-type]
    return msgspec.structs.replace(act, what="verdict", value="missed", alert_id=None, seen=about)


def _silence(asked: Asked, act: Act) -> Act:
    if not act.reason:
        raise _unfit("a silence needs a reason")
    until = instant(asked.until, act.at)
    if not act.at < until <= act.at + LONGEST_SILENCE:
        raise _unfit(f"a silence ends after now and within {LONGEST_SILENCE.days} days")
    return msgspec.structs.replace(act, what="silence", until=until)


def _unsilence(asked: Asked, act: Act) -> Act:
    if not asked.value:
        raise _unfit("say which silence is to end")
    return msgspec.structs.replace(act, what="silence", value=asked.value[:64])


def _file(asked: Asked, act: Act) -> Act:
    return msgspec.structs.replace(act, case=case_id(asked.case))


def _unfile(asked: Asked, act: Act) -> Act:
    return msgspec.structs.replace(act, case=case_id(asked.case), value=UNDO)


_ACTS = {
    "acknowledge": _acknowledge,
    "reopen": _reopen,
    "assign": _assign,
    "note": _note,
    "verdict": _verdict,
    "silence": _silence,
    "unsilence": _unsilence,
    "file": _file,
    "unfile": _unfile,
    "missed": _missed,
}


def instant(text: str, now: datetime) -> datetime:
    """Read when something ends: a span such as `4h`, `30m`, `2d`, or an ISO instant (UTC where it says none).

    Raises:
        Reject: it is neither.
    """
    span = _SPAN.fullmatch(text.strip())
    if span is not None:
        return now + timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _unfit(f"{text[:40]!r} is no time; write 4h, 2d, or 2026-01-31T18:00") from error
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def case_id(title: str) -> str:
    """Name a case by its title, in lower case and hyphens.

    Raises:
        Reject: nothing is left of it, or too much.
    """
    name = _CASE.sub("-", title.lower()).strip("-")
    if not name or len(name) > _LONGEST_CASE:
        raise _unfit(f"a case has a name of 1 to {_LONGEST_CASE} letters and digits, such as beijing-week")
    return name


def pair(text: str) -> str:
    """Read a pair, in either order.

    Raises:
        Reject: it is none.
    """
    one, joint, other = text.strip().upper().partition("-")
    try:
        if one == other:
            raise _unfit(f"a pair needs two powers, not {one[:16]} twice")
        return msgspec.convert(f"{min(one, other)}{joint}{max(one, other)}", Pair)
    except msgspec.ValidationError as error:
        raise _unfit(
            f"pair must be two powers joined by a hyphen, such as CHN-RUS, not {text[:40]!r}"
        ) from error


def _text(text: str) -> str:
    written = text.replace("\r\n", "\n").strip()
    if len(written) > MAX_TEXT:
        raise _unfit(f"a text has at most {MAX_TEXT} characters, this one {len(written)}")
    return written.encode(errors="replace").decode()


def _unfit(what: str) -> Reject:
    return Reject(Reason.INVALID, what)
