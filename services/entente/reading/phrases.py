"""The phrases of a text: those of themes everywhere, the others in the sentences that are asked about."""

from collections.abc import Callable, Iterable

from entente.reading.automaton import Automaton, Hit, Scan
from entente.reading.conditions import Holding
from entente.reading.joining import Found, Joiner
from entente.reading.lexicon import Lexicon


class PhraseReader:
    """Reads the phrases of a text: those of themes everywhere, the others in the sentences it is asked about.

    Most of what a text could be found to hold is parts of cues, and most sentences name no two powers that a
    cue could join: those aren't looked at.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._patterns = lexicon.patterns
        self._scans = Automaton(lexicon.telling, ()).scan, Automaton(lexicon.leaning, ()).scan
        self._joiner = Joiner(lexicon)

    def of(self, text: str, hits: Iterable[Hit] = ()) -> "Phrases":
        """Take a text whose phrases will be asked for, with the hits of its themes."""
        return Phrases(text, hits, self._scans, self._joiner)

    def pattern(self, number: int) -> str:
        """Write the phrase of a number, as the watchlist has it (normalised)."""
        return self._patterns[number].text


class Phrases:
    """The phrases of one text, put together when they are asked for; in text order, overlapping ones too."""

    def __init__(
        self,
        text: str,
        hits: Iterable[Hit],
        scans: tuple[Callable[[str], Scan], Callable[[str], Scan]],
        joiner: Joiner,
    ) -> None:
        self._text = text
        self._hits = hits
        self._telling, self._leaning = scans
        self._joiner = joiner
        self._holds = Holding(text)

    def themes(self) -> list[Found]:
        """List the phrases of themes in the whole text."""
        return self._joiner.join(self._text, self._hits, self._holds)

    def telling(self, bounds: tuple[int, int] | None = None) -> list[Found]:
        """List the cues and the phrases of the reader's grammar that a sentence (None: the text) holds."""
        return self._within(self._telling, bounds)

    def leaning(self, bounds: tuple[int, int] | None = None) -> list[Found]:
        """List the weak cues that a sentence (None: the text) holds."""
        return self._within(self._leaning, bounds)

    def _within(self, scan: Callable[[str], Scan], bounds: tuple[int, int] | None) -> list[Found]:
        start, end = bounds or (0, len(self._text))
        hits = scan(self._text[start:end]).phrases
        placed = [(a + start, b + start, key, n) for a, b, key, n in hits]
        return self._joiner.join(self._text, placed, self._holds, end)
