"""The tagger beside its rivals: the same texts, the same spellings, the same run, the spans compared."""

from collections.abc import Callable
from datetime import UTC, datetime

from bench.aliases import COUNT, spellings, watchlist
from bench.figures import Figure, Target, figure
from bench.oracle import Oracle, Span, wrong
from bench.rivals import PhraseMatching, flash_text, trie_re
from bench.texts import english, real_news
from bench.timing import microseconds
from entente.reading.automaton import Automaton
from entente.reading.institutions import are_citizens, in_firm, in_institution, is_outlet
from entente.reading.lexicon import Lexicon
from entente.reading.mentions import MentionReader
from entente.reading.normalise import normalise

OURS = "entente"
TRIE_RE, FLASHTEXT, PHRASE_MATCHER = "trie re", "flashtext", "spaCy PhraseMatcher"
TIMES: dict[str, float] = {TRIE_RE: 8, FLASHTEXT: 8, PHRASE_MATCHER: 50}
"""How many times faster than each rival the reader must be."""

_TEXTS = 256
_DAY = datetime(2025, 9, 3, tzinfo=UTC).date()


class Tagger:
    """The reader's own automaton and resolution of names, with nothing else in the automaton."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._scan = Automaton(lexicon.needles, ()).scan
        self._read = MentionReader(lexicon).read

    def __call__(self, text: str) -> list[Span]:
        """Find the names in a normalised text."""
        named = self._read(text, self._scan(text).names, ((0, len(text)),), (), day=_DAY, language="en")
        return [(one.start, one.end) for one in named]


def measure(say: Callable[[str], None]) -> list[Figure]:
    """Measure all taggers on each set of texts."""
    say(f"Compiling {COUNT} aliases for each tagger")
    lexicon = Lexicon(watchlist())
    names = spellings(lexicon)
    ours = Tagger(lexicon)
    phrases = PhraseMatching(names)
    taggers: dict[str, Callable[[str], list[Span]]] = {
        OURS: ours,
        TRIE_RE: trie_re(names),
        FLASHTEXT: flash_text(names),
        PHRASE_MATCHER: phrases,
    }
    oracle = Oracle(names)
    figures: list[Figure] = []
    for title, raw in {"archive": english(_TEXTS), "real news": real_news(_TEXTS)}.items():
        if not raw:
            continue
        say(f"Tagging {len(raw)} texts of 4 kB ({title})")
        # Normalised for all of them: only ours would do that by itself.
        texts = [normalise(text).text for text in raw]
        figures += _compare(title, taggers, oracle, texts)
        docs = [phrases.tokenise(text) for text in texts]
        alone = microseconds({"match": phrases.match}, docs)["match"]
        figures.append(
            figure(f"tagging: {title}", f"{PHRASE_MATCHER}, texts tokenised beforehand", alone, "µs/article")
        )
    return figures


def _compare(
    title: str, taggers: dict[str, Callable[[str], list[Span]]], oracle: Oracle, texts: list[str]
) -> list[Figure]:
    group = f"tagging: {title}"
    right = [_plain(text, oracle(text)) for text in texts]
    figures = [figure(group, "names an article", sum(map(len, right)) / len(texts), "")]
    taken = microseconds(taggers, texts)
    for name, tagger in taggers.items():
        missed, extra = wrong([_plain(text, tagger(text)) for text in texts], right)
        note = f"{missed} missed, {extra} extra of {sum(map(len, right))}"
        figures.append(figure(group, name, taken[name], "µs/article", note=note))
        if name == OURS:
            figures.append(figure(group, "wrong spans", missed + extra, "", target=Target("at most", 0)))
        else:
            times = taken[name] / taken[OURS]
            figures.append(
                figure(
                    group, f"times as fast as {name}", times, "times", target=Target("at least", TIMES[name])
                )
            )
    return figures


def _plain(text: str, spans: list[Span]) -> list[Span]:
    """Leave out names within names of firms and bodies, which no rival is asked to tell from plain ones."""
    return [(start, end) for start, end in spans if not _is_part(text, start, end)]


def _is_part(text: str, start: int, end: int) -> bool:
    return (
        in_institution(text, start, end)
        or in_firm(text, start, end)
        or is_outlet(text, end)
        or are_citizens(text, start, end)
    )
