"""Signals of a pair to stories: copies of one report are counted once. Pure: no I/O."""

from entente.grouping.grouper import PairGrouper, Regrouped
from entente.grouping.stories import stories

__all__ = ["PairGrouper", "Regrouped", "stories"]
