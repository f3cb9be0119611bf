"""From what was judged of a pair to the records that make the topics say it, and no more than changed."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from entente.contracts.codec import encode, headers
from entente.contracts.registry import Message
from entente.contracts.signals import Alignment
from entente.detecting import coverage
from entente.detecting.coverage import told
from entente.detecting.difference import difference, said
from entente.detecting.hearing import Hearing
from entente.detecting.judge import Judge
from entente.detecting.pairjudge import PairJudgement
from entente.detecting.times import calendar_day, day_of, second_of
from entente.detector.standing import Standing
from entente.runtime.records import Outgoing

SERVICE = "detector"


def changes(judgement: PairJudgement, judge: Judge, standing: Standing, now: datetime) -> list[Outgoing]:
    """Write what changed of a pair since it was last judged."""
    gone = [_story_key(judgement.pair, story) for story in judgement.gone]
    empty = [_alignment_key(one) for one in judgement.alignments if one.n == 0]
    return [
        *_told(judgement, judge, standing, now),
        *_tombstones(gone, empty),
        *_alerts(judgement, judge, standing, now),
    ]


def corrections(judge: Judge, pair: str, standing: Standing, now: datetime) -> list[Outgoing]:
    """Write what makes the topics say all that stands of a pair, and nothing else above the floor."""
    whole = judge.whole(pair)
    since = None if judge.floor is None else calendar_day(day_of(judge.floor))
    stories = standing.keys("stories", pair, since) - {_story_key(pair, story) for story in whole.made}
    days = standing.keys("alignment", pair, since) - {_alignment_key(one) for one in whole.alignments}
    return [
        *_told(whole, judge, standing, now),
        *_tombstones(sorted(stories), sorted(days)),
        *_alerts(whole, judge, standing, now),
    ]


def silences(standing: Standing, hearing: Hearing, version: str, now: datetime) -> list[Outgoing]:
    """Write which sources have gone quiet, and which are heard again."""
    found = coverage.changes(standing.coverage, hearing, version, second_of(now))
    return [one for alert in found for one in _written("alerts", alert.id, alert, standing, now)]


def _told(judgement: PairJudgement, judge: Judge, standing: Standing, now: datetime) -> Iterator[Outgoing]:
    for story in judgement.made:
        told = judge.story(judgement.pair, story)
        yield from _written("stories", _story_key(judgement.pair, story), told, standing, now)
    for one in judgement.alignments:
        if one.n:
            yield from _written("alignment", _alignment_key(one), one, standing, now)


def _tombstones(stories: Iterable[str], days: Iterable[str]) -> Iterator[Outgoing]:
    yield from (Outgoing(topic="stories", key=key.encode(), value=None) for key in stories)
    yield from (Outgoing(topic="alignment", key=key.encode(), value=None) for key in days)


def _alerts(judgement: PairJudgement, judge: Judge, standing: Standing, now: datetime) -> Iterator[Outgoing]:
    known = standing.alerts(judgement.pair)
    judged = [told(alert, standing.coverage.values()) for alert in judgement.alerts]
    for alert in difference(
        known, judged, judge.newest, judge.closed_before, lambda: judge.stories(judgement.pair)
    ):
        yield from _written("alerts", alert.id, alert, standing, now)


def _written(topic: str, key: str, message: Message, standing: Standing, now: datetime) -> Iterator[Outgoing]:
    value = encode(message)
    if not standing.says(topic, key, value):
        yield Outgoing(
            topic=topic,
            key=key.encode(),
            value=value,
            headers=headers(message, event_id=f"{key}/{said(value)}", source=SERVICE, at=now),
        )


def _story_key(pair: str, story: str) -> str:
    return f"{pair}/{story}"


def _alignment_key(one: Alignment) -> str:
    return f"{one.pair}/{one.day.isoformat()}"
