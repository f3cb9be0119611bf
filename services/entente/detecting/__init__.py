"""When reporting on a pair says more than chance: baselines, windows, alerts. Pure."""

from entente.detecting.judgement import Judgement, judge
from entente.detecting.volumes import Volumes, Written

__all__ = ["Judgement", "Volumes", "Written", "judge"]
