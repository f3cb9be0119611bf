"""Sport: who beats whom on a field is at war with nobody."""

import re
from collections.abc import Sequence

from entente.contracts.values import EventType
from entente.reading.likely import Told

_PLAY = re.compile(
    r"\b(?:wickets?|innings|(?:semi|quarter)-?finals?|finalists?|qualifiers?|World Cup|Asian Cup|Davis Cup"
    r"|rugby|cricket|football|soccer|hockey|tennis|basketball|volleyball|goalkeepers?|midfielders?"
    r"|hat-trick|shoot-?out|half-?time|group stage|derby|tournament|championships?|play-?offs?"
    r"|матч\w*|(?:полу|четверть)финал\w*|чемпионат\w*|сборн(?:ая|ой|ую|ые|ых)|пенальти|турнир\w*|тайм[аеу]?"
    r"|(?:пів|чверть)фінал\w*|чемпіонат\w*|збірн(?:а|ої|у|ою|і|их)|пенальті|турнір\w*)\b"
    r"|半决赛|决赛|世预赛|小组赛|世界杯|亚洲杯|男足|女足|女排|男篮|点球|进球|比分"
)
_MEANT: frozenset[EventType] = frozenset({"SANCTION", "PROTEST", "COERCE", "REJECT", "REQUEST", "THREATEN"})
"""What powers do to each other over sport, too: they ban, boycott and stay away."""


def but_for_play(told: Sequence[Told], sentence: str) -> list[Told]:
    """Leave out what a sentence tells of play: "India thrashed Pakistan by seven wickets"."""
    if all(cue.type in _MEANT for cue, _, _ in told) or _PLAY.search(sentence) is None:
        return list(told)
    return [one for one in told if one[0].type in _MEANT]
