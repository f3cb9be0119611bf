"""A changed watchlist tried in child processes: checked, run over the last month, published."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.errors import Misconfigured, Transient
from entente.desk.children import Children, Ended
from entente.desk.store.desk import ARTICLES, Store
from entente.detecting import wording

MOST_ARTICLES = 60_000
"""Articles that a trial reads: a month of 2,000 a day, some minutes' work for each side."""
BACKTEST_S = 900.0
BASELINE = timedelta(days=120)
"""What a judgement looks back upon: 112 days of baseline and a week's window."""
_MISTAKES = 1
_DONE = 0


class Told(Struct, frozen=True, kw_only=True):
    """An alert of one side, in a sentence."""

    aloud: str
    since: datetime
    pair: str | None


class Difference(Struct, frozen=True, kw_only=True):
    """Which alerts come, go and stay with a change."""

    come: tuple[Told, ...]
    go: tuple[Told, ...]
    stay: int
    articles: int
    whole: bool
    """Whether all articles of the time were read."""


class Trial:
    """One trial, in a folder that goes with it."""

    def __init__(self, children: Children, store: Store, folder: Path) -> None:
        self._children = children
        self._store = store
        self._folder = folder

    def lay(self, side: str, files: Mapping[str, str]) -> None:
        """Write a side's files."""
        root = (self._folder / side).resolve()
        for name, text in files.items():
            path = (root / name).resolve()
            if not path.is_relative_to(root):
                raise Misconfigured(f"{name} is no file of a watchlist")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def check(self, side: str, within_s: float) -> tuple[str, ...]:
        """Look a side over; gives what is to be mended.

        Raises:
            Transient: the check didn't end in time.
        """
        ended = self._children.run("watchlist", "check", side, within_s=within_s, folder=self._folder)
        if ended.code == _DONE:
            return ()
        found = tuple(line for line in ended.out.splitlines() if line.strip())
        return found or (_last(ended),)

    def difference(self, old: str, new: str, since: datetime, until: datetime) -> Difference:
        """Run both sides over the articles of a time.

        Raises:
            Transient: Elasticsearch is away, or a run didn't end in time.
            Misconfigured: a run refused, with its sentence.
        """
        archive = self._folder / "articles.jsonl"
        count = self._export(archive, since, until)
        before, after = self._alerts(old, archive), self._alerts(new, archive)
        return Difference(
            come=tuple(_told(alert) for name, alert in after.items() if name not in before),
            go=tuple(_told(alert) for name, alert in before.items() if name not in after),
            stay=len(before.keys() & after.keys()),
            articles=count,
            whole=count < MOST_ARTICLES,
        )

    def why(self, side: str, pair: str, at: datetime, within_s: float) -> Ended:
        """Judge a pair again as of an instant, over the articles that its baseline needs.

        Raises:
            Transient: Elasticsearch is away, or the judgement didn't end in time.
        """
        archive = self._folder / "articles.jsonl"
        self._export(archive, at - BASELINE, at + timedelta(days=1))
        asked = ("why", pair, "--at", at.isoformat(), "--archive", str(archive), "--watchlist", side)
        return self._children.run(*asked, within_s=within_s, folder=self._folder)

    def publish(self, side: str, within_s: float) -> str:
        """Publish a side; gives its version.

        Raises:
            Transient: it can't be written now.
            Misconfigured: it is refused.
        """
        ended = self._children.run("watchlist", "publish", side, within_s=within_s, folder=self._folder)
        if ended.code != _DONE:
            raise Transient(f"nothing was published: {_last(ended)}")
        return ended.out.split()[-1]

    def _export(self, archive: Path, since: datetime, until: datetime) -> int:
        count = 0
        with archive.open("wb") as out:
            for tagged in self._articles(since, until):
                out.write(msgspec.json.encode(tagged.article) + b"\n")
                count += 1
                if count >= MOST_ARTICLES:
                    break
        return count

    def _articles(self, since: datetime, until: datetime) -> Iterator[TaggedArticle]:
        span = {"gte": since.isoformat(), "lt": until.isoformat()}
        query = {"bool": {"filter": [{"range": {"@timestamp": span}}]}}
        tie = "entente.tagged_article.article.id"
        return self._store.index.scan(TaggedArticle, ARTICLES, query, tie)

    def _alerts(self, side: str, archive: Path) -> dict[str, Alert]:
        if not archive.stat().st_size:
            return {}
        ended = self._children.run(
            "backtest", str(archive), "--watchlist", side, "--json", within_s=BACKTEST_S, folder=self._folder
        )
        if ended.code not in {_DONE, _MISTAKES}:
            raise Misconfigured(f"the backtest was refused: {_last(ended)}")
        alerts = (msgspec.json.decode(line, type=Alert) for line in ended.out.splitlines() if line)
        return {alert.id: alert for alert in alerts if alert.state != "withdrawn"}


def _told(alert: Alert) -> Told:
    return Told(aloud=wording.aloud(alert), since=alert.window_start_at, pair=alert.pair)


def _last(ended: Ended) -> str:
    lines = ended.talk.strip().splitlines()
    return lines[-1].removeprefix("entente: ")[:500] if lines else f"it ended with code {ended.code}"
