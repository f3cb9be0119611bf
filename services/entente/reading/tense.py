"""What verbs tell of a noun's deed, in Russian and Ukrainian of their own too: it lies ahead, may be, isn't.

A perfective verb in the present means the future ("подпишет", "введе"); which verbs are perfective is told
by their prefix, where the stem is no imperfective one (Shvedova, Russian Grammar, 1980, on aspect). A noun is
done by a verb of little meaning of its own: talks "will be held", "могут пройти", "не состоялись".
"""

import re
from typing import NamedTuple

from entente.contracts.values import Modality

_PREFIX = (
    r"(?:вы|за|на|об|обо|от|ото|пере|по|под|при|про|раз|рас|со|у|до|из|ис|воз|вос|вз|вс|недо|пред"
    r"|ви|від|віді|пере|під|роз|з|ско|спро)"
)
_IMPERFECTIVE = (
    r"(?:ход|вод|воз[ия]|вож|нос|прос|стоит|стоят|содерж|вис[ия]|гляд|помн|знач|служ|слыш|люб|звуч|говор|вид[ия]т"
    r"|след[ия]т|хвал[ия]т)"
)
_NO_VERB = (
    r"(?:бит|(?:при|за|под|от|пере|по)нят|профицит|дефицит|ритет|нитет|ситет|[мс]овет|совет|ответ|привет|завет"
    r"|[лрчк][её]т|предмет|визит|кредит|лимит|транзит)"
)
"""Nouns and participles that end as such verbs do: "разбит", "расчёт", "приоритет"."""
_BARE = r"(?:вступ|введ|внес|войд|куп|реш|скаж|стан|сяд|сним|соглас|сдел|смож|сойд|сокра|верн|начн|втор)\w*?"
_AHEAD = re.compile(
    rf"(?!\w*{_IMPERFECTIVE})(?!\w*{_NO_VERB}\Z)(?:{_PREFIX}\w+?|{_BARE})"
    r"(?:(?<![аяуюыиеёэоіїє])(?:ет|ёт|ют|ут|уть|ють)(?:ся)?|(?:ит|ят|[жчшщ]ат|ить|ять|[жчшщ]ать)(?:ся)?)\Z"
    r"|\w*да(?:ст|дут|сть|дуть)(?:ся)?\Z|\w{3,}тим(?:е|уть)(?:ться)?\Z|(?:будет|будут|буде|будуть)\Z"
    r"|(?:внесе|введе|проведе|візьме|поїде|прийде|прибуде|почне|стане|підпише|надішле|вийде|увійде|піде|відбуде)"
    r"(?:ться)?\Z|состо[ия]тся\Z",
)
_INFINITIVE = re.compile(r"(?:ать|ять|ить|еть|уть|ыть|ти|чь)(?:ся)?\Z")
_UKRAINIAN = re.compile("[іїєґ]")
_MAY = re.compile(r"(?:может|могут|може|можуть|могло|могла|могли|міг|могла)\Z")
_NONE = re.compile(r"(?:нет|немає|нема)\Z")
_LIGHT = re.compile(
    r"(?:состо|провод|провед|провел|провёл|пройд|прош|нач|подпи|заключ|вве[дл]|ввод|объяв|видн|был|буд|стан|планир"
    r"|получ|постав|нанес|нанёс|вел|вёл|продолж|возобнов|заверш|останов|отбу|відбу|бул|підпи|укла|прове|почн|поча"
    r"|завд|трив|откр|відкр|созда|створ|разверн|розгорн|може|мож|могут|нет|немає|готов|назнач|намеч|запланир|признач)"
)
_WORD = re.compile(r"(?:\b(?P<no>не|ні|ни)\s)?\b(?P<word>[а-яёіїєґ']{3,})\b", re.IGNORECASE)
_REACH = 70
"""Code points between a noun and the verb that does it."""
_NOBODY = re.compile(r"\b(?:никак\w+|жодн\w+|ніяк\w+|ни одн\w+|без)\s(?:\w+\s)?\Z", re.IGNORECASE)
_HAPPEN = r"(?:be|take place|begin|start|resume|happen|follow|become|go|come|continue|proceed|open|occur)"
_ENGLISH = re.compile(
    rf"\b(?:(?P<future>will|shall|(?:is|are) (?:due|set|scheduled|planned|expected|slated|to)\b)"
    rf"|(?P<hypothetical>may|might|could|would))(?P<no> not| never)?"
    rf"(?: (?:soon|also|even|now|then|again|well|still|yet))?(?: {_HAPPEN}\b| in\b| for\b| on\b| before\b)"
)
_NEVER = re.compile(
    r"\b(?:did not|didn't|has not|have not|hasn't|haven't|had not|hadn't|never)(?: yet| ever)? "
    r"(?:take place|taken place|took place|happen(?:ed)?|materiali[sz]ed?|beg[aiu]n|come off|came off"
    r"|start(?:ed)?|resumed?|occur(?:red)?)\b"
)


class Told(NamedTuple):
    """A modality and the words that tell it."""

    modality: Modality
    start: int
    end: int


def lies_ahead(word: str) -> bool:
    """Tell whether a Russian or Ukrainian verb speaks of what will be: perfective present, or "буде"."""
    word = word.lower()
    if _INFINITIVE.search(word) and not (_UKRAINIAN.search(word) and not word.endswith(("ти", "тися"))):
        return False
    return _AHEAD.match(word) is not None


def of_noun(text: str, cue: tuple[int, int], bounds: tuple[int, int]) -> Told | None:
    """Tell what the verb that does a noun says of it: "talks could begin", "визит состоится"; None: nothing.

    Args:
        text: the normalised text.
        cue: the noun's place.
        bounds: its clause.
    """
    start, end = cue
    before = _NOBODY.search(text, max(bounds[0], start - 24), start)
    if before is not None:
        return Told("negated", before.start(), before.end() - 1)
    first, last = max(bounds[0], start - _REACH), min(bounds[1], end + _REACH)
    never = _NEVER.search(text, end, last)
    if never is not None and not any(stop in text[end : never.start()] for stop in ",;"):
        return Told("negated", never.start(), never.end())
    match = _ENGLISH.search(text, end, last)
    if match is not None and not any(stop in text[end : match.start()] for stop in ",;"):
        kind: Modality = "negated" if match["no"] else "future" if match["future"] else "hypothetical"
        return Told(kind, match.start(), match.end())
    nearest: Told | None = None
    for match in _WORD.finditer(text, first, last):
        ahead = match.start() >= end
        if not ahead and match.end() > start:
            continue
        told = _verb(match, led=not ahead)
        gap = text[end : match.start()] if ahead else text[match.end() : start]
        if told is not None and not any(stop in gap for stop in ',;:"'):
            if ahead:
                return nearest or told
            nearest = told
    return nearest


def _verb(match: re.Match[str], *, led: bool) -> Told | None:
    """Judge a word near a noun; `led`: it stands before it, so that the noun may be what is done."""
    word = match["word"].lower()
    light = _LIGHT.match(word) is not None
    if _NONE.match(word) or (match["no"] and light):
        return Told("negated", match.start(), match.end())
    if _MAY.match(word):
        return Told("hypothetical", match.start(), match.end())
    if (light or led) and lies_ahead(word):
        return Told("negated" if match["no"] else "future", match.start(), match.end())
    return None
