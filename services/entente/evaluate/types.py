"""PLOVER's types by their class: what is measured in two, four and fifteen kinds."""

from entente.contracts.values import EventType, Modality

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
_CONVERTED: dict[tuple[EventType, str | None], EventType] = {
    ("SANCTION", "discontinue"): "COERCE",
    ("SANCTION", "convict"): "ACCUSE",
}
_CONFLICT_FROM = 3


def root_of(kind: EventType | None) -> str | None:
    """Name a type as sets of fifteen do: YIELD for CONCEDE and RETREAT."""
    return "YIELD" if kind in {"CONCEDE", "RETREAT"} else kind


def as_converted(kind: EventType, mode: str | None, modality: Modality) -> EventType:
    """Name an event as sets do whose types were converted from CAMEO codes and know no modality.

    Imposed sanctions are COERCE there, convictions ACCUSE, cooperation that is denied is refused.
    Source: CAMEO2PLOVER of 17 September 2021, codes 163 and 116; the manual, draft 2.0, has both as SANCTION.
    """
    if modality == "negated" and not is_conflict(CLASSES[kind]):
        return "REJECT"
    return _CONVERTED.get((kind, mode), kind)


def is_conflict(penta: int) -> bool:
    """Whether a class is one of conflict."""
    return penta >= _CONFLICT_FROM
