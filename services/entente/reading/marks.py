"""The small words and stops of a sentence that tell who acts on whom, found by an automaton of their own."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from entente.reading.automaton import casings
from entente.watchlist.wordlists import listed

MarkWord = Literal[
    "be",
    "by",
    "prep",
    "between",
    "and",
    "comma",
    "clause",
    "relative",
    "cause",
    "pronoun",
    "negated",
    "hypothetical",
    "future",
]


class SmallWord(NamedTuple):
    """A small word: its kind, the word in small letters (a preposition in English), its place."""

    kind: MarkWord
    word: str
    start: int
    end: int


_ENGLISH: dict[MarkWord, frozenset[str]] = {
    "be": listed("is are was were be been being gets got"),
    "by": listed("by"),
    "between": listed("between among"),
    "prep": listed(
        "with to against on upon for from of in at into inside near toward towards onto via through under "
        "off across within alongside like"
    ),
    "and": listed("and or & plus"),
    "clause": listed("that while whereas but although though when whenever unless until once whether as"),
    "relative": listed("which who whose whom where"),
    "cause": listed(
        "over about amid after before despite during following because since without "
        "regarding concerning than ahead"
    ),
    "pronoun": listed("he she it they we i his her its their him them our"),
    "negated": listed("not never no neither nor cannot can't won't"),
    "hypothetical": listed("may might could would should can must if perhaps maybe likely"),
    "future": listed("will shall"),
}
_RUSSIAN: dict[MarkWord, frozenset[str]] = {
    "be": listed("был была были было будет будут"),
    "between": listed("между=between"),
    "prep": listed(
        "с=with со=with к=to ко=to в=in во=in на=on против=against для=for у=from от=from из=from по=on"
    ),
    "and": listed("и или"),
    "clause": listed("что чтобы но а хотя когда пока как"),
    "relative": listed("который которая которые которое которого которой которым"),
    "cause": listed("из-за после до перед о об обо без ради несмотря"),
    "pronoun": listed("он она они мы его её их"),
    "negated": listed("не ни нет"),
    "hypothetical": listed("может могут мог могла могли бы"),
}
_UKRAINIAN: dict[MarkWord, frozenset[str]] = {
    "be": listed("був була були було буде будуть"),
    "between": listed("між=between"),
    "prep": listed("з=with із=with зі=with до=to в=in у=in на=on проти=against для=for від=from по=on"),
    "and": listed("і й та або"),
    "clause": listed("що щоб але а хоча якщо коли поки як"),
    "relative": listed("який яка які яке якого якої яким"),
    "cause": listed("через після перед про без"),
    "pronoun": listed("він вона вони ми його її їх"),
    "negated": listed("не ні немає"),
    "hypothetical": listed("може можуть міг могли"),
}
_CHINESE: dict[MarkWord, frozenset[str]] = {
    "by": listed("被=by 遭=by 受到=by"),
    "prep": listed(
        "与=with 同=with 跟=with 对=toward-verb 向=toward-verb 给=toward-verb 针对=toward-verb "
        "把=toward-verb 为=for 在=in 从=from"
    ),
    "between": listed("之间=between"),
    "and": listed("和 及 以及 、"),
    "clause": listed("但 如果 虽然 若 尽管"),
    "cause": listed("因 因为 由于 关于 就"),
    "pronoun": listed("他 她 它 他们 我们"),
    "negated": listed("不 没 没有 未 不会 不再"),
    "hypothetical": listed("可能 或将 或许 也许"),
}
_STOPS: dict[str, MarkWord] = {
    ",": "comma",
    "，": "comma",
    ";": "clause",
    "；": "clause",
    ":": "clause",
    "：": "clause",
    '"': "clause",
    "\u2014": "clause",
    "\u2013": "clause",
    " - ": "clause",
    "--": "clause",
    "(": "clause",
    ")": "clause",
    "\u300c": "clause",
    "\u300d": "clause",
}


class SmallWords:
    """Finds the small words of one language."""

    def __init__(self, words: dict[MarkWord, frozenset[str]], *, spaced: bool) -> None:
        table: dict[str, tuple[MarkWord, str]] = {stop: (kind, stop) for stop, kind in _STOPS.items()}
        for kind, group in words.items():
            for entry in group:
                word, _, meaning = entry.partition("=")
                for form in casings(word, name=False) if spaced else (word,):
                    table[f" {form} " if spaced else form] = (kind, meaning or word)
        # Words are met with the blanks around them, which are no part of their place.
        self._rows = [
            (kind, word, int(spaced and form[0] == " " and word != " - "))
            for form, (kind, word) in table.items()
        ]
        self._find = AhoCorasick(
            table, matchkind=MatchKind.Standard, implementation=Implementation.DFA
        ).find_matches_as_indexes

    def find(self, text: str, start: int, end: int) -> list[SmallWord]:
        """List the small words and stops of a sentence, in order; places are the text's."""
        shift = start - 1
        piece = f" {text[start:end]} "
        rows = self._rows
        found = []
        for row, first, last in self._find(piece, overlapping=True):
            kind, word, blank = rows[row]
            found.append(SmallWord(kind, word, first + shift + blank, last + shift - blank))
        found.sort(key=_place)
        return found


def _place(mark: SmallWord) -> tuple[int, int]:
    return (mark.start, -mark.end)


def small_words() -> dict[str, SmallWords]:
    """Compile the small words of every language that has some; English stands for the rest."""
    return {
        "en": SmallWords(_ENGLISH, spaced=True),
        "ru": SmallWords(_RUSSIAN, spaced=True),
        "uk": SmallWords(_UKRAINIAN, spaced=True),
        "zh": SmallWords(_CHINESE, spaced=False),
    }


def last_before(marks: Iterable[SmallWord], at: int) -> SmallWord | None:
    """Find the last mark that ends at or before a place."""
    found = None
    for mark in marks:
        if mark.end > at:
            break
        found = mark
    return found
