"""Conformance with real receivers: HTTP and SMTP on loopback, as webhooks and through Apprise."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import pytest

from entente.contracts.alerts import Alert
from entente.contracts.errors import Misconfigured
from entente.notifier.declared import FAILURES
from entente.notifier.grouping import Batch
from entente.notifier.message import Message, compose
from entente.notifier.news import News, Published, What
from entente.notifier.retry import TAKEN, Fate
from entente.notifier.targets.chat import Chat
from entente.notifier.targets.webhook import Webhook
from entente.runtime.clock import HandClock
from support.examples import example
from support.notifying import AT_ONCE, Ear, Newsroom
from support.receivers import Mailbox, Receiver, mailbox, receiver
from support.rig import T0

KEY = bytes(range(32))


@pytest.fixture
def hook() -> Iterator[Receiver]:
    """A receiver."""
    with receiver() as made:
        yield made


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mail server."""
    with mailbox() as made:
        yield made


def _webhook(hook: Receiver, *, private: bool = True, timeout_s: float = 5) -> Webhook:
    return Webhook(hook.url, KEY, HandClock(T0), private=private, timeout_s=timeout_s)


def _message() -> Message:
    news = News(Published(example(Alert), 0, T0), What.FIRING)
    return compose(Batch("group", (news,)), "hook", T0, "http://desk.example")


def test_a_webhook_is_signed_and_its_receiver_can_check_it(hook: Receiver) -> None:
    """Id, time and signature in headers, over the very bytes that came; the alert in the body."""
    message = _message()
    assert _webhook(hook).deliver(message) == TAKEN
    (request,) = hook.requests
    assert request.headers["webhook-id"] == message.id
    assert request.headers["host"] == hook.url.split("/")[2]
    assert int(request.headers["webhook-timestamp"]) == int(T0.timestamp())
    signed = f"{message.id}.{request.headers['webhook-timestamp']}.".encode() + request.body
    wanted = base64.b64encode(hmac.digest(KEY, signed, hashlib.sha256)).decode()
    assert request.headers["webhook-signature"] == f"v1,{wanted}"
    body = json.loads(request.body)
    assert body["type"] == "entente.notice.v1"
    assert body["data"]["alerts"][0]["url"] == f"http://desk.example/alerts/{example(Alert).id}"


@pytest.mark.parametrize(
    ("status", "headers", "fate", "asked"),
    [
        (503, {"retry-after": "90"}, Fate.AWAY, timedelta(seconds=90)),
        (302, {"location": "http://169.254.169.254/"}, Fate.REFUSED, None),
        (410, {}, Fate.GONE, None),
        (400, {}, Fate.REFUSED, None),
    ],
)
def test_what_a_receiver_answers_is_understood(
    hook: Receiver, status: int, headers: dict[str, str], fate: Fate, asked: timedelta | None
) -> None:
    """A redirect is not followed; how long to wait is read; a huge answer is not read to its end."""
    hook.status, hook.headers, hook.body = status, headers, b"x" * 1_000_000
    answer = _webhook(hook).deliver(_message())
    assert (answer.fate, answer.retry_after) == (fate, asked)
    assert len(answer.why) < 400
    assert len(hook.requests) == 1


def test_a_receiver_that_never_answers_is_given_up_in_time(hook: Receiver) -> None:
    """It counts as away, and what it took may come again under the same id."""
    hook.silent = True
    answer = _webhook(hook, timeout_s=0.2).deliver(_message())
    assert answer.fate is Fate.AWAY
    assert "Timeout" in answer.why


def test_nobody_there_and_no_such_host_are_passing_troubles() -> None:
    """Named with the host."""
    for url in ("http://127.0.0.1:1/", "http://no-such-host.invalid/"):
        answer = Webhook(url, KEY, HandClock(T0), private=True, timeout_s=1).deliver(_message())
        assert answer.fate is Fate.AWAY
        assert "can't be reached" in answer.why


def test_a_private_address_is_never_connected_to_unless_allowed(hook: Receiver) -> None:
    """The answer says how to allow it; nothing has come."""
    answer = _webhook(hook, private=False).deliver(_message())
    assert answer.fate is Fate.REFUSED
    assert "127.0.0.1 is at 127.0.0.1, no public address" in answer.why
    assert "private: true" in answer.why
    assert hook.requests == []


def test_a_refused_private_address_is_a_line_of_the_log_and_holds_up_nobody(
    hook: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    """Which target, and why: an operator's file named it, so it is in the notifier's log and metric."""
    room, other = Newsroom(routes="[" + AT_ONCE % "ear, other" + "]"), Ear()
    room.publish("a")
    room.run(ear=_webhook(hook, private=False), other=other)
    assert hook.requests == []
    assert other.said == [("a", "firing")]
    lines = [
        cast("dict[str, str]", record.msg) for record in caplog.records if "not taken" in str(record.msg)
    ]
    assert [(line["target"], line["fate"]) for line in lines] == [("ear", "refused")]
    assert "no public address; to notify it write `private: true` at its target" in lines[0]["why"]
    assert room.metrics.value(FAILURES.name, target="ear", fate="refused") == 1


def test_one_id_across_retries_and_each_try_signed_anew(hook: Receiver) -> None:
    """Down, then busy, then well: the same id and body, another time and signature."""
    room = Newsroom()
    target = Webhook(hook.url, KEY, room.clock, private=True, timeout_s=5)
    loop, end = room.notifier(ear=target)
    room.publish("a")
    hook.status = 500
    room.pass_by(loop, 20, every=2)
    hook.status = 200
    room.pass_by(loop, 120, every=5)
    end()
    assert len(hook.requests) >= 3
    assert len({request.headers["webhook-id"] for request in hook.requests}) == 1
    assert len({request.body for request in hook.requests}) == 1
    assert len({request.headers["webhook-signature"] for request in hook.requests}) == len(hook.requests)
    assert [one.alert_id for one in room.sent()] == ["a"]


def test_mail_carries_the_sentence_the_stories_and_the_link(box: Mailbox) -> None:
    """As HTML with a plain text beside it, through Apprise and a real SMTP server."""
    assert Chat("mail", box.url, private=True).deliver(_message()) == TAKEN
    (mail,) = box.mails
    assert mail["to"] == "duty@desk.example"
    assert "CHN-RUS closer" in mail["subject"]
    for kind in ("html", "plain"):
        part = mail.get_body(preferencelist=(kind,))
        assert part is not None
        body = part.get_content()
        assert "independent stories" in " ".join(body.split())
        assert example(Alert).stories[0].headline.split()[0] in body
        assert f"http://desk.example/alerts/{example(Alert).id}" in body


def test_a_mail_server_on_a_private_address_is_refused_unless_allowed(box: Mailbox) -> None:
    """Like a webhook's."""
    answer = Chat("mail", box.url, private=False).deliver(_message())
    assert answer.fate is Fate.REFUSED
    assert "it is at 127.0.0.1, no public address; to notify it write `private: true`" in answer.why
    assert box.mails == []


@pytest.mark.parametrize("url", ["nonsense", "nosuch://host/secret", "slack://"])
def test_a_url_that_apprise_does_not_know_is_refused_without_repeating_it(url: str) -> None:
    """It may hold a secret."""
    with pytest.raises(Misconfigured, match=r"targets\.chat: Apprise can make nothing of the URL") as caught:
        Chat("chat", url, private=False)
    assert "secret" not in str(caught.value)
