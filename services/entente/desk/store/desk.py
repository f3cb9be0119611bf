"""What each page asks of Elasticsearch."""

from collections.abc import Sequence
from datetime import date, datetime

from entente.contracts.alerts import Act, Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.signals import Alignment, Signal, Story
from entente.contracts.upkeep import Coverage
from entente.desk.live.board import Board
from entente.desk.store.index import Index

MOST_SIGNALS = 50
MOST_DAYS = 400
MOST_SOURCES = 2_000
MOST_STORIES = 200

ALERTS, ARTICLES, SIGNALS, STORIES = (
    "entente-alerts",
    "entente-articles",
    "entente-signals",
    "entente-stories",
)
ALIGNMENT, ACTS, COVERAGE = "entente-alignment", "entente-acts", "entente-coverage"
_STORY = "entente.story"
_FIRST_AT = f"{_STORY}.first_published_at"


class Store:
    """The desk's questions; each raises what `Index` does."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def alert(self, alert_id: str) -> Alert | None:
        """Give one alert, or null where there is none."""
        return self.index.one(Alert, ALERTS, "entente.alert.id", alert_id)

    def alerts(self, alert_ids: Sequence[str]) -> tuple[Alert, ...]:
        """Give alerts by their ids, in that order; those that there aren't are left out."""
        query = {"terms": {"entente.alert.id": list(alert_ids)}}
        alerts = self.index.messages(Alert, ALERTS, query, size=max(1, len(alert_ids)))
        found = {one.id: one for one in alerts}
        return tuple(found[one] for one in alert_ids if one in found)

    def article(self, article_id: str) -> TaggedArticle | None:
        """Give one article as it was read, or null where there is none."""
        return self.index.one(TaggedArticle, ARTICLES, "entente.tagged_article.article.id", article_id)

    def signals(self, article_id: str, revision: str) -> tuple[Signal, ...]:
        """Give what one revision of an article says, pair by pair: an update may name a pair no more."""
        terms = [
            {"term": {"entente.signal.article_id": article_id}},
            {"term": {"entente.signal.revision": revision}},
        ]
        return self.index.messages(
            Signal,
            SIGNALS,
            {"bool": {"filter": terms}},
            sort=[{"entente.signal.pair": "asc"}],
            size=MOST_SIGNALS,
        )

    def stories(self, pair: str, story_ids: Sequence[str]) -> tuple[Story, ...]:
        """Give stories of a pair by their ids, for the articles they are made of."""
        ids = [f"{pair}/{story}" for story in story_ids][:MOST_STORIES]
        return self.index.messages(
            Story, STORIES, {"ids": {"values": ids}}, sort=[{_FIRST_AT: "desc"}], size=max(1, len(ids))
        )

    def telling(self, pair: str, since: datetime, until: datetime, size: int) -> tuple[Story, ...]:
        """Give a pair's stories of a time that move it most, in either direction."""
        within = _within(_FIRST_AT, since, until)
        found: list[Story] = []
        for order in ("desc", "asc"):
            found += self.index.messages(
                Story,
                STORIES,
                {"bool": {"filter": [{"term": {f"{_STORY}.pair": pair}}, within]}},
                sort=[{f"{_STORY}.score": order}, {_FIRST_AT: "desc"}],
                size=size,
            )
        by_id = {story.id: story for story in found if story.sentences}
        return tuple(sorted(by_id.values(), key=lambda s: (-abs(s.score), -s.voices, s.id))[:size])

    def alignment(self, pair: str, since: date, until: date) -> tuple[Alignment, ...]:
        """Give a pair's index day by day."""
        return self.index.messages(
            Alignment,
            ALIGNMENT,
            {
                "bool": {
                    "filter": [
                        {"term": {"entente.alignment.pair": pair}},
                        {
                            "range": {
                                "entente.alignment.day": {"gte": since.isoformat(), "lt": until.isoformat()}
                            }
                        },
                    ]
                }
            },
            sort=[{"entente.alignment.day": "asc"}],
            size=MOST_DAYS,
        )

    def coverage(self) -> tuple[Coverage, ...]:
        """Give how each source is heard, by name."""
        return self.index.messages(
            Coverage,
            COVERAGE,
            {"match_all": {}},
            sort=[{"entente.coverage.source": "asc"}],
            size=MOST_SOURCES,
        )

    def fill(self, board: Board) -> None:
        """Put all alerts and acts on a board: what is shown while Kafka is away."""
        for alert in self.index.scan(Alert, ALERTS, {"match_all": {}}, "entente.alert.id"):
            board.hear(alert)
        for act in self.index.scan(Act, ACTS, {"match_all": {}}, "entente.act.id"):
            board.hear_act(act)


def _within(field: str, since: datetime, until: datetime) -> dict[str, object]:
    return {"range": {field: {"gte": since.isoformat(), "lt": until.isoformat()}}}
