"""The forms of an English verb or noun, generated, so that a pattern names the word once.

Source: the spelling rules and irregular verbs of Quirk et al., A Comprehensive Grammar of the English
Language, chapters 3 and 5.
"""

from functools import cache
from typing import Literal, NamedTuple

from entente.watchlist.wordlists import listed

Tense = Literal["", "base", "s", "past", "participle", "ing"]

_VOWELS = "aeiou"
_IRREGULAR = {
    "arise": "arose arisen",
    "be": "was been",
    "bear": "bore borne",
    "beat": "beat beaten",
    "become": "became become",
    "begin": "began begun",
    "bet": "bet bet",
    "bid": "bid bid",
    "bind": "bound bound",
    "blow": "blew blown",
    "break": "broke broken",
    "bring": "brought brought",
    "broadcast": "broadcast broadcast",
    "build": "built built",
    "buy": "bought bought",
    "cast": "cast cast",
    "catch": "caught caught",
    "choose": "chose chosen",
    "come": "came come",
    "cut": "cut cut",
    "deal": "dealt dealt",
    "do": "did done",
    "draw": "drew drawn",
    "drive": "drove driven",
    "fall": "fell fallen",
    "feed": "fed fed",
    "fight": "fought fought",
    "find": "found found",
    "fly": "flew flown",
    "forbid": "forbade forbidden",
    "foresee": "foresaw foreseen",
    "forget": "forgot forgotten",
    "forgive": "forgave forgiven",
    "forgo": "forwent forgone",
    "forsake": "forsook forsaken",
    "freeze": "froze frozen",
    "get": "got got",
    "give": "gave given",
    "go": "went gone",
    "grow": "grew grown",
    "have": "had had",
    "hear": "heard heard",
    "hide": "hid hidden",
    "hit": "hit hit",
    "hold": "held held",
    "hurt": "hurt hurt",
    "keep": "kept kept",
    "know": "knew known",
    "lay": "laid laid",
    "lead": "led led",
    "leave": "left left",
    "lend": "lent lent",
    "let": "let let",
    "lose": "lost lost",
    "make": "made made",
    "mean": "meant meant",
    "meet": "met met",
    "mislead": "misled misled",
    "overcome": "overcame overcome",
    "overrun": "overran overrun",
    "oversee": "oversaw overseen",
    "overtake": "overtook overtaken",
    "overthrow": "overthrew overthrown",
    "partake": "partook partaken",
    "pay": "paid paid",
    "put": "put put",
    "quit": "quit quit",
    "read": "read read",
    "rebuild": "rebuilt rebuilt",
    "rethink": "rethought rethought",
    "retake": "retook retaken",
    "ride": "rode ridden",
    "ring": "rang rung",
    "rise": "rose risen",
    "run": "ran run",
    "say": "said said",
    "see": "saw seen",
    "seek": "sought sought",
    "sell": "sold sold",
    "send": "sent sent",
    "set": "set set",
    "shake": "shook shaken",
    "shed": "shed shed",
    "shoot": "shot shot",
    "show": "showed shown",
    "shut": "shut shut",
    "sink": "sank sunk",
    "slay": "slew slain",
    "speak": "spoke spoken",
    "spend": "spent spent",
    "split": "split split",
    "spread": "spread spread",
    "stand": "stood stood",
    "steal": "stole stolen",
    "stick": "stuck stuck",
    "strike": "struck struck",
    "swear": "swore sworn",
    "sweep": "swept swept",
    "take": "took taken",
    "tear": "tore torn",
    "tell": "told told",
    "think": "thought thought",
    "throw": "threw thrown",
    "undergo": "underwent undergone",
    "undertake": "undertook undertaken",
    "undo": "undid undone",
    "uphold": "upheld upheld",
    "wear": "wore worn",
    "win": "won won",
    "withdraw": "withdrew withdrawn",
    "withhold": "withheld withheld",
    "write": "wrote written",
}
_DOUBLES = listed(
    "abet admit allot ban blot bar bid bug chat clap commit compel confer control defer deter dispel drop "
    "enrol equip expel flag get grab hit hug incur infer jam kidnap lag let nab occur overlap patrol permit "
    "plan plot prefer program propel put quit rebel rebut recur refer regret repel rig rip rob rub run scrap "
    "set shed ship shut slam slap split stab step stop submit sum swap tap top transfer transmit trap trim "
    "whip win wrap cut"
)
_EITHER = listed(
    "cancel channel counsel dial equal fuel initial label level marshal model quarrel signal total travel"
)
"""Verbs whose last letter is doubled in Britain and not in America."""
_NEVER_ISE = listed("seize size prize capsize")
_PLURALS = {"man": "men", "woman": "women", "crisis": "crises", "embassy": "embassies"}


class VerbForm(NamedTuple):
    """One written form of a verb; a regular past serves as participle too (tense `past`)."""

    text: str
    tense: Tense


@cache
def verb_forms(lemma: str) -> tuple[VerbForm, ...]:
    """List the written forms of a verb, American and British; of "re-open" the last part is inflected."""
    forms = _forms(lemma)
    if lemma in _EITHER:
        doubled = lemma + lemma[-1]
        return (*forms, VerbForm(doubled + "ing", "ing"), VerbForm(doubled + "ed", "past"))
    if lemma.endswith("ize") and lemma not in _NEVER_ISE:
        return (*forms, *_forms(lemma[:-3] + "ise"))
    return forms


def _forms(lemma: str) -> tuple[VerbForm, ...]:
    head, hyphen, verb = lemma.rpartition("-")
    past, participle = _past(verb)
    forms = [VerbForm(verb, "base"), VerbForm(_third(verb), "s"), VerbForm(_ing(verb), "ing")]
    forms.append(VerbForm(past, "past"))
    if participle != past:
        forms.append(VerbForm(participle, "participle"))
    seen: dict[str, VerbForm] = {}
    for form in forms:
        text = head + hyphen + form.text
        # "cut", "hit", "put" are base and past at once: the past's reading is the rarer in a headline.
        seen.setdefault(text, VerbForm(text, form.tense))
    return tuple(seen.values())


def noun_forms(lemma: str) -> tuple[str, ...]:
    """Write a noun in singular and plural."""
    if lemma in _PLURALS:
        return (lemma, _PLURALS[lemma])
    return (lemma, _third(lemma))


def _third(word: str) -> str:
    if word.endswith("y") and len(word) > 1 and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")) or word in {"go", "do", "veto", "undergo", "embargo"}:
        return word + "es"
    return {"be": "is", "have": "has"}.get(word, word + "s")


def _stem(verb: str) -> str:
    return verb + verb[-1] if verb in _DOUBLES else verb


def _ing(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return verb[:-1] + "ing"
    return _stem(verb) + "ing"


def _past(verb: str) -> tuple[str, str]:
    if verb in _IRREGULAR:
        past, participle = _IRREGULAR[verb].split()
        return past, participle
    if verb.endswith("e"):
        return verb + "d", verb + "d"
    if verb.endswith("y") and len(verb) > 1 and verb[-2] not in _VOWELS:
        return verb[:-1] + "ied", verb[:-1] + "ied"
    return _stem(verb) + "ed", _stem(verb) + "ed"
