"""Copies of one story in a stream: the layouts of scoop_dedup and cnn_stream_2024.

An object a line, either {label: {story_gt_id}, item: {canonical_url, title, body_text, published_at}} or
{story_gt, title, body, published}. Items get their articles' names as ingest names them, so that another
capture of one page is an update of it; all are grouped, as if of one pair, by the detector's own grouping.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from entente.contracts.errors import Misconfigured
from entente.contracts.identity import article_id, text_revision
from entente.contracts.signals import Signal
from entente.detecting.holding import greatest
from entente.evaluate.files import records
from entente.evaluate.report import Asked, Report, Task
from entente.evaluate.scores import Counts
from entente.evaluate.texts import day_of
from entente.grouping import stories
from entente.grouping.copies import REACH
from entente.reading.fingerprint import fingerprint

PAIR = "CHN-RUS"
"""Any pair: copies are told by their texts and times alone."""


class Item(NamedTuple):
    """One captured article with its label, and where it stands among the items."""

    number: int
    signal: Signal
    story: str


def evaluate(asked: Asked) -> Report:
    """Group all items and hold the pairs joined against the pairs labelled."""
    items = load(asked)
    label = {i.number: i.story for i in items}
    found = stories(list(greatest(i.signal for i in items).values()), {})
    story_of = {m.article_id: s.id for s in found for m in s.members}
    group = {i.number: story_of[i.signal.article_id] for i in items}
    pairs = _pairs(label, group)
    near = _within_reach(items, group)
    return Report(
        figures={
            "items": len(items),
            "stories": len(set(label.values())),
            "groups": len(found),
            "precision": round(pairs.precision, 4),
            "recall": round(pairs.recall, 4),
            "f1": round(pairs.f1, 4),
            "versions": near.right + near.missed,
            "versions_joined": round(near.recall, 4),
            "different_joined": round(pairs.wrong / _different(label), 6),
        },
        errors=tuple(_told(items, label, group))[: asked.errors],
    )


def load(asked: Asked) -> list[Item]:
    """Read the items of files and folders.

    Raises:
        Misconfigured: no file has one of the two layouts, or an item has no date.
    """
    try:
        rows = records(asked.paths, ("label", "item"))
        named = [(where, row["item"], row["label"].get("story_gt_id")) for where, row in rows]
        return [_item(n, *one) for n, one in enumerate(named)]
    except Misconfigured as error:
        if "has rows with" not in str(error):
            raise
    rows = records(asked.paths, ("story_gt", "title", "body", "published"))
    return [_item(n, where, _as_item(row), row["story_gt"]) for n, (where, row) in enumerate(rows)]


def _as_item(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": row["title"], "body_text": row["body"], "published_at": row["published"]}


def _item(number: int, where: str, item: Mapping[str, Any], story: object) -> Item:
    if not story or not item.get("published_at"):
        raise Misconfigured(f"{where}: an item needs a story's label and published_at")
    title, text = str(item.get("title") or ""), str(item.get("body_text") or "")
    at = day_of(where, item["published_at"])
    source = str(item.get("source_domain") or "evaluate")
    return Item(
        number,
        Signal(
            pair=PAIR,
            article_id=article_id(item.get("canonical_url"), source, title or text[:200], at.date()),
            revision=text_revision(title, text),
            watchlist_version="",
            published_at=at,
            published_precision="second",
            fetched_at=at,
            source=source,
            language="en",
            title=title,
            url=None,
            events=(),
            themes=(),
            alignment=0.0,
            fingerprint=fingerprint(f"{title}\n\n{text}"),
            sentences=(),
        ),
        str(story),
    )


def _pairs(label: Mapping[int, str], group: Mapping[int, str]) -> Counts:
    """Count pairs of items joined rightly, wrongly, and not joined."""
    right = _choose_two(Counter((label[i], group[i]) for i in label))
    joined = _choose_two(Counter(group.values()))
    labelled = _choose_two(Counter(label.values()))
    return Counts(right, joined - right, labelled - right)


def _within_reach(items: Iterable[Item], group: Mapping[int, str]) -> Counts:
    """Count the pairs of one story's different texts that are near enough in time to be joined."""
    by_story: dict[str, list[Item]] = {}
    for item in items:
        by_story.setdefault(item.story, []).append(item)
    right = missed = 0
    for versions in by_story.values():
        for i, one in enumerate(versions):
            for other in versions[i + 1 :]:
                if one.signal.revision != other.signal.revision and _near(one.signal, other.signal):
                    same = group[one.number] == group[other.number]
                    right, missed = right + same, missed + (not same)
    return Counts(right, 0, missed)


def _near(one: Signal, other: Signal) -> bool:
    if one.published_at is None or other.published_at is None:
        return False
    return abs(one.published_at - other.published_at) <= REACH


def _different(label: Mapping[int, str]) -> int:
    n = len(label)
    return max(1, n * (n - 1) // 2 - _choose_two(Counter(label.values())))


def _choose_two(counts: Mapping[object, int]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())


def _told(items: Iterable[Item], label: Mapping[int, str], group: Mapping[int, str]) -> Iterable[str]:
    """Tell the groups that hold several stories, largest first."""
    members: dict[str, list[Item]] = {}
    for item in items:
        members.setdefault(group[item.number], []).append(item)
    mixed = [m for m in members.values() if len({label[i.number] for i in m}) > 1]
    for several in sorted(mixed, key=len, reverse=True):
        titles = sorted({f"{i.signal.title} [{i.story}]" for i in several})
        yield f"{len(several)} items of several stories joined: " + "; ".join(titles)


TASK = Task("stories", "a folder with scoop_dedup's or cnn_stream_2024's items", evaluate)
