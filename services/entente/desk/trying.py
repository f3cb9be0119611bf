"""A changed watchlist tried in child processes: checked, run over the last month, published."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.errors import Misconfigured, Transient
from entente.desk.children import Children, Ended
from entente.desk.store.desk import ARTICLES, Store
from entente.detecting import wording

MOST_ARTICLES = 60_000
"""Articles that a trial reads: a month of 2,000 a day, some minutes' work."""
BACKTEST_S = 900.0
BASELINE = timedelta(days=120)
"""What a judgement looks back upon: 112 days of baseline and a week's window."""
_SAID_EVERY = 1_000
_MISTAKES = 1
_DONE = 0


class Told(Struct, frozen=True, kw_only=True):
    """An alert of one side, in a sentence."""

    aloud: str
    since: datetime
    pair: str | None


class Difference(Struct, frozen=True, kw_only=True):
    """Which alerts a change brings, takes away, moves in time, or makes say something else."""

    come: tuple[Told, ...]
    go: tuple[Told, ...]
    move: tuple[Told, ...]
    revised: tuple[Told, ...]
    days: int
    """Looked at: fewer than were asked for where these have more articles than a trial reads."""
    before: int
    """Days before these that were read, too: they teach what is usual."""
    articles: int


class _Change(Struct, frozen=True):
    """What `entente backtest --against` writes of an alert."""

    change: Literal["came", "went", "moved", "revised"]
    alert: Alert


class Trial:
    """One trial, in a folder that goes with it."""

    def __init__(
        self,
        children: Children,
        store: Store,
        folder: Path,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._children = children
        self._store = store
        self._folder = folder
        self._say = say

    def lay(self, side: str, files: Mapping[str, str]) -> None:
        """Write a side's files."""
        lay(self._folder / side, files)

    def check(self, side: str, within_s: float) -> tuple[str, ...]:
        """Look a side over; gives what is to be mended.

        Raises:
            Transient: the check didn't end in time.
        """
        self._say("Checking the change")
        ended = self._children.run("watchlist", "check", side, within_s=within_s, folder=self._folder)
        if ended.code == _DONE:
            return ()
        found = tuple(line for line in ended.out.splitlines() if line.strip())
        return found or (_last(ended),)

    def difference(self, old: str, new: str, days: int, until: datetime) -> Difference:
        """Run both sides over the articles of the last days, and over as many before as a trial can read.

        Raises:
            Transient: Elasticsearch is away, or the run didn't end in time.
            Misconfigured: the run refused, with its sentence.
        """
        archive = self._folder / "articles.jsonl"
        read = self._days(until, days)
        looked_at = min(days, read)
        count = self._export(archive, until - timedelta(days=read), until)
        since = until - timedelta(days=looked_at)
        self._say(f"Judging {looked_at} days by both versions, over {count:,} articles")
        found = [c for c in self._changes(old, new, archive) if c.alert.window_end_at > since]
        told = {
            kind: tuple(_told(c.alert) for c in found if c.change == kind)
            for kind in ("came", "went", "moved", "revised")
        }
        return Difference(
            come=told["came"],
            go=told["went"],
            move=told["moved"],
            revised=told["revised"],
            days=looked_at,
            before=read - looked_at,
            articles=count,
        )

    def _days(self, until: datetime, days: int) -> int:
        """Count the newest days whose articles a trial can read, one at least; none without articles."""
        since = until - timedelta(days=days) - BASELINE
        each = {
            "days": {"date_histogram": {"field": "@timestamp", "fixed_interval": "1d", "min_doc_count": 1}}
        }
        found = self._store.index.aggregate(ARTICLES, _between(since, until), each)
        read, articles = 0, 0
        for bucket in reversed(_buckets(found)):
            articles += bucket.doc_count
            if articles > MOST_ARTICLES and read:
                break
            read = (until - datetime.fromtimestamp(bucket.key / 1000, UTC)).days + 1
        return read

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
                if count % _SAID_EVERY == 0:
                    self._say(f"Reading articles: {count:,}")
                if count >= MOST_ARTICLES:
                    break
        return count

    def _articles(self, since: datetime, until: datetime) -> Iterator[TaggedArticle]:
        tie = "entente.tagged_article.article.id"
        return self._store.index.scan(TaggedArticle, ARTICLES, _between(since, until), tie)

    def _changes(self, old: str, new: str, archive: Path) -> Sequence[_Change]:
        if not archive.stat().st_size:
            return ()
        asked = ("backtest", str(archive), "--watchlist", new, "--against", old, "--json")
        ended = self._children.run(*asked, within_s=BACKTEST_S, folder=self._folder)
        if ended.code not in {_DONE, _MISTAKES}:
            raise Misconfigured(f"the backtest was refused: {_last(ended)}")
        return [msgspec.json.decode(line, type=_Change) for line in ended.out.splitlines() if line]


def lay(folder: Path, files: Mapping[str, str]) -> None:
    """Write a watchlist's files into a folder.

    Raises:
        Misconfigured: a name leads out of it.
    """
    root = folder.resolve()
    for name, text in files.items():
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise Misconfigured(f"{name} is no file of a watchlist")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


class _Day(Struct, frozen=True):
    key: int
    doc_count: int


def _buckets(found: Mapping[str, Any]) -> Sequence[_Day]:
    return msgspec.convert(found.get("days", {}).get("buckets", []), list[_Day])


def _between(since: datetime, until: datetime) -> dict[str, object]:
    span = {"gte": since.isoformat(), "lt": until.isoformat()}
    return {"bool": {"filter": [{"range": {"@timestamp": span}}]}}


def _told(alert: Alert) -> Told:
    return Told(aloud=wording.aloud(alert), since=alert.window_start_at, pair=alert.pair)


def _last(ended: Ended) -> str:
    lines = ended.talk.strip().splitlines()
    return lines[-1].removeprefix("entente: ")[:500] if lines else f"it ended with code {ended.code}"
