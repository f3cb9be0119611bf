"""What is known of whether a deed was done."""

from typing import NamedTuple

from entente.contracts.values import Modality


class Mood(NamedTuple):
    """A modality, the place that tells it (None: nothing does), and whether it is a refusal: "will not"."""

    modality: Modality
    span: tuple[int, int] | None
    refused: bool = False


ASSERTED = Mood("asserted", None)
