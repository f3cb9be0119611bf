"""When reporting on a pair says more than chance: baselines, windows, alerts. Pure."""

from entente.detecting.difference import difference
from entente.detecting.judge import Judge
from entente.detecting.judgement import Judgement, judge
from entente.detecting.pairjudge import PairJudgement
from entente.detecting.volumes import Volumes, Written

__all__ = ["Judge", "Judgement", "PairJudgement", "Volumes", "Written", "difference", "judge"]
