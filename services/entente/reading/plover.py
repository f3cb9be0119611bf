"""PLOVER's types: which are hostile, how each names its target, what each is called before it is done.

Source: PLOVER manual, draft 2.0 (Open Event Data Alliance); the prepositions are English grammar.
"""

import re

from entente.contracts.values import EventType
from entente.reading.clauses import CueFound
from entente.reading.moods import Mood
from entente.watchlist.wordlists import listed

LEADS_TO: dict[EventType, frozenset[str]] = {
    "AGREE": listed("with to for of from"),
    "CONSULT": listed("with to in at of into for"),
    "SUPPORT": listed("for to of with"),
    "CONCEDE": listed("to with for on of from against"),
    "COOPERATE": listed("with to from in of for"),
    "AID": listed("to for in of into"),
    "RETREAT": listed("from in to of with"),
    "REQUEST": listed("to from of"),
    "ACCUSE": listed("of against from at with to into by about over"),
    "REJECT": listed("of from by to with"),
    "THREATEN": listed("to against of with on at"),
    "PROTEST": listed("against at in on near"),
    "SANCTION": listed("on against to with from of for"),
    "MOBILIZE": listed("on against to in near toward towards at off"),
    "COERCE": listed("on against in of from for to at"),
    "ASSAULT": listed("on against in at with of into near toward towards across inside upon"),
}
"""The prepositions by which each type names its target, beside the bare object."""
PLACE = listed("in at near inside across off into")
GIVING: frozenset[EventType] = frozenset({"AID", "COOPERATE", "AGREE"})
"""Types that name their target with "to", not beside the verb: "sent Russian tanks to Mali"."""
HOSTILE: frozenset[EventType] = frozenset(
    {"ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
)
JUDGING: frozenset[EventType] = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN", "SUPPORT"})
FORCE: frozenset[EventType] = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE"})
TOWARD = listed("to for against on upon at toward towards")
_AHEAD: dict[EventType, EventType] = {
    **dict.fromkeys(("CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"), "AGREE"),
    **dict.fromkeys(("SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "PROTEST"), "THREATEN"),
}
"""What PLOVER calls a deed while it lies ahead: cooperation is promised, force is threatened."""
_REFUSED: frozenset[EventType] = frozenset(
    {"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"}
)
"""What PLOVER calls REJECT when it will not be done."""
_OBLIGATIONS = frozenset({"must", "should", "ought to", "need to", "needs to", "has to", "have to"})
_RELIEVABLE: frozenset[EventType] = frozenset({"SANCTION", "COERCE"})
_RELIEF = re.compile(
    r"\b(?:reduction|cuts?|lifting|easing|removal|suspension|end|delay|postponement|relief|exemptions?|pause|rollback"
    r"|waivers?|exempting|lower)\b",
    re.IGNORECASE,
)
_UNDOING = re.compile(
    r" ?(?:to )?(?:phase out|abandon|ban|sever|terminate|cut off"
    r"|(?:halt|stop|end|cut|reduce|suspend|freeze) (?:\w+ ){0,3}"
    r"(?:imports|purchases|trade|cooperation|supplies|exports|deliveries|ties|relations|aid|flights))\b",
    re.IGNORECASE,
)


_WILLING = (
    "ready",
    "willing",
    "prepared",
    "want",
    "hop",
    "hope",
    "wish",
    "seek",
    "open to",
    "consider",
    "mull",
    "weigh",
)
_WEIGHED = ("would", "consider", "mull", "weigh", "contemplat", "ready", "prepared", "want")


def as_plover(text: str, cue: CueFound, tells: Mood) -> tuple[EventType, str | None, Mood]:
    """Name an event as PLOVER does: what lies ahead is promised or threatened, what is refused rejected.

    So is what one is willing to do, or considers.
    """
    if cue.undoing:
        return "THREATEN", None, tells
    if cue.stopped:
        cue = cue._replace(type="SANCTION", mode=None)
    elif cue.relieved:
        cue = cue._replace(type="CONCEDE", mode=None)
    if tells.modality == "future" and cue.type in _AHEAD:
        return _AHEAD[cue.type], None, tells
    if tells.modality == "hypothetical" and tells.span is not None and cue.type in _AHEAD:
        word = text[slice(*tells.span)].lower()
        if word.startswith(_WEIGHED if cue.type in HOSTILE else _WILLING):
            return _AHEAD[cue.type], None, tells
    if tells.refused and cue.type in _REFUSED:
        return "REJECT", None, Mood("asserted", tells.span)
    return cue.type, cue.mode, tells


def is_obligation(text: str, tells: Mood) -> bool:
    """Whether a deed is but what somebody should do: whoever says so asks for it."""
    if tells.modality != "hypothetical" or tells.span is None:
        return False
    return text[slice(*tells.span)].lower() in _OBLIGATIONS


def is_relieved(text: str, kind: EventType, start: int, end: int) -> bool:
    """Whether words within a phrase turn it round: "announced a reduction of tariffs"."""
    return kind in _RELIEVABLE and _RELIEF.search(text, start, end) is not None


def is_undoing(text: str, kind: EventType, end: int) -> bool:
    """Whether what is agreed on cuts ties: "agreed to phase out Russian gas"."""
    return kind == "AGREE" and _UNDOING.match(text, end) is not None
