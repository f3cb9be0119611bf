"""What charts draw."""

from datetime import date

from msgspec import Struct


class Day(Struct, frozen=True):
    """A day's stories of one bloc: how many, and their index."""

    day: date
    n: int
    index: float


class Cell(Struct, frozen=True):
    """A pair's stories of a time: how many, closer and apart, and their index."""

    pair: str
    n: int
    closer: int
    apart: int
    index: float
