"""Cues that are but the content of another: what is condemned, threatened or refused isn't done."""

import re

from entente.contracts.values import EventType
from entente.reading.clauses import CueFound, Sentence, clause_of, is_declining
from entente.reading.neighbours import owner_of

_OUTWEIGHS: frozenset[EventType] = frozenset({"AGREE", "REJECT", "THREATEN", "REQUEST", "ACCUSE", "CONCEDE"})
"""Types whose verb takes what follows as its content: "refused to hold talks" is no talks."""
_CONFLICT: frozenset[EventType] = frozenset({"ACCUSE", "REJECT", "THREATEN", "REQUEST", "SANCTION", "COERCE"})
_GOVERNED_REACH = 60
_ASIDE = re.compile(
    r"(?:ask|declin|request|insist|refus)\w* (?:for anonymity|anonymity|not to be"
    r"|to (?:be|stay|remain|give|comment)\b|that (?:he|she|they|his|her|their)\b)"
    r"|(?:проси|попроси|просить|вимага)\w* "
    r"(?:об анонимности|анонимности|таємниці|анонімності|их не|не назыв|не назив)"
    r"|要求匿名"
    r"|sign(?:s|ed|ing)? (?:an? |the |into )?(?:new )?(?:executive order|law|bill|decree|legislation)\b"
    r"|подписал\w* (?:указ|закон|распоряжение)|підписа\w+ (?:указ|закон)"
    r"|签署(?:行政令|行政命令|法案|法令|总统令|命令)"
    r"|(?<=when )asked\b|ask(?:ed|s)? (?:about|if|whether)\b|should be able\b"
)
"""What says nothing of a pair: what sources ask for themselves ("asked not to be named"), a question ("when
asked"), a law that is signed.
"""


def governor_of(sentence: Sentence, cue: CueFound) -> CueFound | None:
    """The verb whose content a cue is: "condemned China's support", "threatened to impose sanctions"."""
    for other in sentence.cues:
        if other.start >= cue.start:
            break
        if (
            (other.noun and sentence.inflected)
            or other.type not in _OUTWEIGHS | _CONFLICT
            or cue.start - other.end > _GOVERNED_REACH
        ):
            continue
        if any(
            m.kind in {"clause", "relative", "and"} and other.end <= m.start and m.end <= cue.start
            for m in sentence.marks
            if m.word != "that"
        ):
            continue
        between = sentence.text[other.end : cue.start].lower()
        if cue.noun or between.rstrip(" ").endswith(("to", "of", "for", "from", "not to", "against")):
            return other
    return None


def is_owned(sentence: Sentence, cue: CueFound) -> bool:
    """Whether a governed cue has an owner of its own: else it is but the content of its governor."""
    return cue.noun and owner_of(sentence, cue, clause_of(sentence, cue.start, cue.end)) is not None


def tells_nothing(sentence: Sentence, cue: CueFound, *, cut: bool) -> bool:
    """Whether a noun says too little: cooperation that goes down, or a sentence whose verb was cut off.

    In Chinese, too, a verb before 的 only colours what follows.
    """
    if sentence.text.startswith("的", cue.first_end) or _ASIDE.match(sentence.text, cue.start):
        return True
    return cue.noun and (
        (cue.type == "COOPERATE" and is_declining(sentence, cue)) or (cut and sentence.inflected)
    )
