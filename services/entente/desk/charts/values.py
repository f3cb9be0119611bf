"""What charts draw."""

from msgspec import Struct


class Cell(Struct, frozen=True):
    """A pair's stories of a time: how many, closer and apart, and their index."""

    pair: str
    n: int
    closer: int
    apart: int
    index: float
