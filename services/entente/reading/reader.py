"""The reader: one pass over an article, and what it makes of what it met."""

from datetime import UTC, date

from entente.contracts.articles import Article, Mention, TaggedArticle
from entente.reading.automaton import Automaton
from entente.reading.datelines import masks
from entente.reading.fingerprint import fingerprint
from entente.reading.language import language_of
from entente.reading.lexicon import Lexicon
from entente.reading.mentions import MentionReader, Named
from entente.reading.normalise import Normalised, normalise
from entente.reading.phrases import PhraseReader
from entente.reading.sentences import ENDERS, split
from entente.reading.themes import themes
from entente.watchlist.model import Watchlist

_TITLE_GAP = 2
"""The blank line between title and body in an article's full text."""


class Reader:
    """Reads articles by one version of the watchlist; compiled once, then pure and safe to share."""

    def __init__(self, watchlist: Watchlist) -> None:
        lexicon = Lexicon(watchlist)
        self.version = watchlist.version
        self._automaton = Automaton(lexicon.needles, ENDERS)
        self._mentions = MentionReader(lexicon)
        self._phrases = PhraseReader(lexicon)
        self._themes = tuple(theme.id for theme in watchlist.themes)

    def read(self, article: Article) -> TaggedArticle:
        """Read an article: whom it names, what it is about."""
        text = normalise(article.full_text)
        title_end = len(normalise(article.title).text) if text.offsets else len(article.title)
        scan = self._automaton.scan(text.text)
        sentences = split(text.text, scan.enders)
        hidden = masks(text.text, title_end + _TITLE_GAP)
        named = self._mentions.read(text.text, scan.names, sentences, hidden, reading_day(article))
        found = self._phrases.read(text.text, scan.phrases)
        powers = {one.power for one in named if one.power is not None}
        return TaggedArticle(
            article=article,
            language=language_of(article.language, text.text),
            sentences=tuple(text.span(*one) for one in sentences),
            mentions=tuple(_mention(article.full_text, text, one) for one in named),
            themes=themes(text, found, self._themes, title_end),
            events=(),
            fingerprint=fingerprint(article.full_text) if len(powers) > 1 else None,
            watchlist_version=self.version,
        )


def reading_day(article: Article) -> date:
    """The day by which tenures are judged: the article's own, or that of its fetching when it has none."""
    return (article.published_at or article.fetched_at).astimezone(UTC).date()


def _mention(full_text: str, text: Normalised, one: Named) -> Mention:
    start, end = text.span(one.start, one.end)
    return Mention(
        actor=one.actor,
        power=one.power,
        surface=full_text[start:end],
        span=(start, end),
        sentence=one.sentence,
        role=one.role,
    )
