"""When reporting on a pair says more than chance: baselines, windows, alerts. Pure."""

from entente.detecting.difference import difference
from entente.detecting.judge import Judge
from entente.detecting.judgement import Judgement, judge
from entente.detecting.pairjudge import PairJudgement
from entente.detecting.polarity import flagged
from entente.detecting.volumes import Volumes, Written
from entente.detecting.why import Judged, Why, why

__all__ = [
    "Judge",
    "Judged",
    "Judgement",
    "PairJudgement",
    "Volumes",
    "Why",
    "Written",
    "difference",
    "flagged",
    "judge",
    "why",
]
