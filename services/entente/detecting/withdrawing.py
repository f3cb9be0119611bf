"""Why an alert no longer stands: what became of the stories that it carried."""

from collections import defaultdict
from collections.abc import Iterable

from entente.contracts.alerts import Alert, AlertStory, Withdrawal
from entente.contracts.signals import Story
from entente.grouping.copies import REACH
from entente.grouping.stories import story_id


def withdrawal(alert: Alert, stories: Iterable[Story]) -> Withdrawal:
    """Count what became of an alert's stories.

    A story is named by its first article, so one that is told no more is found again by that article: as a
    member of the report that it turned out to be a copy of.

    Args:
        alert: as it was published last.
        stories: those that stand; of other pairs and times, too.
    """
    since, until = alert.window_start_at - REACH, alert.window_end_at + REACH
    told = [s for s in stories if s.pair == alert.pair and since <= s.first_published_at <= until]
    by_name = {story_id(s.pair, m.published_at, m.article_id): s for s in told for m in s.members}
    now: defaultdict[str, list[AlertStory]] = defaultdict(list)
    gone = 0
    for story in alert.stories:
        if story.id in by_name:
            now[by_name[story.id].id].append(story)
        else:
            gone += 1
    reports = {i: were for i, were in now.items() if len(were) > 1}
    by_id = {s.id: s for s in told}
    alone = [(by_id[i], were[0]) for i, were in now.items() if i not in reports]
    standing = [(story, was) for story, was in alone if _supports(story, alert)]
    return Withdrawal(
        stories=len(alert.stories),
        joined=sum(len(were) for were in reports.values()),
        reports=len(reports),
        wires=sum(any(m.source_class == "wire" for m in by_id[i].members) for i in reports),
        corrected=sum(_corrected(by_id[i], were) for i, were in reports.items()),
        earlier=sum(story.id != was.id for story, was in standing),
        turned=len(alone) - len(standing),
        gone=gone,
    )


def _corrected(report: Story, were: Iterable[AlertStory]) -> bool:
    """Tell whether the very article that tells a report had other words when the alert carried it."""
    words = (report.headline, report.sentences)
    return any(
        one.url is not None and one.url == report.url and (one.headline, one.sentences) != words
        for one in were
    )


def _supports(story: Story, alert: Alert) -> bool:
    return alert.direction in {story.direction, "attention"} and (
        alert.theme is None or alert.theme in story.themes
    )
