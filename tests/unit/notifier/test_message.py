"""A notice in words, for people and for programs."""

import json
from datetime import UTC, datetime

from msgspec.structs import replace

from entente.contracts.alerts import Alert
from entente.notifier.grouping import Batch
from entente.notifier.message import LISTED, Message, compose
from entente.notifier.news import News, Published, What
from support.examples import example

T0 = datetime(2025, 9, 3, 12, tzinfo=UTC)
DESK = "http://desk.example/"


def _news(name: str, what: What = What.FIRING, **changes: object) -> News:
    return News(Published(example(Alert, id=name, **changes), 0, T0), what)


def _message(*news: News, desk: str | None = DESK, now: datetime = T0) -> Message:
    return compose(Batch("group", news), "hook", now, desk)


def test_a_notice_carries_the_sentence_its_stories_and_the_desks_page() -> None:
    """As text and as HTML."""
    message = _message(_news("a1"))
    story = example(Alert).stories[0]
    assert message.subject.startswith("CHN-RUS closer")
    for body in (message.text, message.html):
        assert "independent stories in" in body
        assert "http://desk.example/alerts/a1" in body
        assert story.headline in body or story.headline.replace("'", "&#39;") in body


def test_the_id_follows_from_what_is_said() -> None:
    """Composed again after a restart it is the same; another revision, target or repetition has another."""
    first = _message(_news("a"), _news("b"))
    assert first.id == _message(_news("b"), _news("a"), now=T0.replace(hour=13)).id
    assert first.id != _message(_news("a"), _news("b", revision="cd" * 16)).id
    assert first.id != compose(Batch("group", first.news), "other", T0, DESK).id
    again = _news("a", What.REPEATED)
    assert _message(again).id != _message(again, now=T0.replace(hour=13)).id


def test_hostile_titles_are_harmless() -> None:
    """Markup is escaped in HTML, a script's address is no link, no line is broken in text or subject."""
    alert = example(Alert)
    hostile = replace(
        alert.stories[0], headline="<script>x</script>\r\nBcc: a\u202e", url="javascript:alert(1)"
    )
    message = _message(_news("a", stories=(hostile,)))
    assert "<script>" not in message.html
    assert "&lt;script&gt;" in message.html
    assert "javascript:" not in message.html
    assert "\nBcc" not in message.text
    assert len(message.subject.splitlines()) == 1


def test_a_storm_is_listed_and_then_counted_by_pair() -> None:
    """The first alerts whole, the next in a sentence, the rest as a number; programs get every id."""
    many = [_news(f"a{number}", pair=f"AAA-B{number % 30}") for number in range(1000)]
    message = compose(Batch("storm", tuple(many)), "hook", T0, DESK)
    assert message.subject == "Many at once: 1000 alerts on 30 pairs"
    assert f"and {1000 - LISTED} alerts more: " in message.text
    assert "and 20 pairs more" in message.text
    assert len(message.text) < 60_000
    data = json.loads(message.data)["data"]
    assert len(data["alert_ids"]) == data["count"] == 1000
    assert len(data["alerts"]) == LISTED


def test_ends_and_repetitions_say_what_they_are() -> None:
    """Over, withdrawn, still, more: in the subject."""
    assert _message(_news("a", What.RESOLVED, state="resolved")).subject.startswith("Over: ")
    assert _message(_news("a", What.WITHDRAWN, state="withdrawn")).subject.startswith("Withdrawn: ")
    assert _message(_news("a", What.REPEATED)).subject.startswith("Still: ")
    assert _message(_news("a", What.ESCALATED), desk=None).text.startswith("More: ")
