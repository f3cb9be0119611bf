"""Cooperation that somebody ends: "suspended talks with", "talks were put on ice"."""

import re

from entente.contracts.values import EventType

_ENDED: frozenset[EventType] = frozenset({"CONSULT", "COOPERATE", "AID", "AGREE", "RETREAT", "SUPPORT"})
_REACH = 36
"""Code points before what is ended in which its verb stands, across two words at most."""
_BEFORE = re.compile(
    r"(?:\b(?:suspend(?:ed|s|ing)?|halt(?:ed|s|ing)?|stop(?:s|ped|ping)?(?! short)|scrap(?:s|ped|ping)?"
    r"|freezes?|freezing|froze|frozen|sever(?:s|ed|ing)?|terminat(?:es?|ed|ing)|discontinu(?:es?|ed|ing)"
    r"|cancel(?:s|l?ed|l?ing)|call(?:s|ed|ing)? off|cut(?:s|ting)? off|break(?:s|ing)? off|broke off"
    r"|no longer|any longer)\b|больше не|более не|більше не"
    r"|приостан\w+|прекра[тщ]\w+|заморо[зж]\w+|переста(?:л|ла|ли|нет|нут)|сверну(?:л|ла|ли)|расторг\w+"
    r"|разорва(?:л|ла|ли)|призупин\w+|припин\w+|згорну\w+|розірва\w+|скасу\w+)(?: [\w'-]+){0,2} ?$"
    r"|(?:暂停|停止|中止|终止|冻结|断绝|叫停|不再)[^，。；]{0,8}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[^,.;]{0,40}\b(?:(?:was|were|is|are|been|be) "
    r"(?:suspended|halted|stopped|frozen|cancelled|canceled|called off|terminated|scrapped)"
    r"|(?:on|upon) (?:ice|hold)\b|приостановлен|прекращен|заморожен|призупинен|припинен)",
    re.IGNORECASE,
)


def is_stopped(text: str, kind: EventType, start: int, end: int) -> bool:
    """Whether a verb before a cue of cooperation, or the cue's own predicate, says that it ends."""
    return kind in _ENDED and (
        _BEFORE.search(text, max(0, start - _REACH), start) is not None or _AFTER.match(text, end) is not None
    )
