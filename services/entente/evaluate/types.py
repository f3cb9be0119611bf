"""PLOVER's types by their class: what is measured in two, four and fifteen kinds."""

from entente.contracts.values import EventType

CLASSES: dict[EventType, int] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), 1),
    **dict.fromkeys(("CONCEDE", "COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
"""Classes 1 to 4 (PLOVER manual, draft 2.0; conceding is counted with retreating, as YIELD, in class 2)."""
CLASS_NAMES = {
    1: "1 verbal cooperation",
    2: "2 material cooperation",
    3: "3 verbal conflict",
    4: "4 material conflict",
}
_CONFLICT_FROM = 3


def root_of(kind: EventType | None) -> str | None:
    """Name a type as sets of fifteen do: YIELD for CONCEDE and RETREAT."""
    return "YIELD" if kind in {"CONCEDE", "RETREAT"} else kind


def is_conflict(penta: int) -> bool:
    """Whether a class is one of conflict."""
    return penta >= _CONFLICT_FROM
