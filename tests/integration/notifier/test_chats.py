"""What Apprise makes of a notice, at local receivers that are as strict as Slack, Teams and Telegram are."""

import json
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram
from msgspec.structs import replace

from entente.contracts.alerts import Alert
from entente.notifier.grouping import Batch
from entente.notifier.message import Message, compose, sentence
from entente.notifier.news import News, Published, What
from entente.notifier.pulse import Standstill
from entente.notifier.retry import TAKEN, Answer, Fate
from entente.notifier.standstill import StandstillNotice
from entente.notifier.targets.chat import TEAMS_ROOM, Chat
from entente.notifier.targets.guard import Forbidden, address_of
from entente.notifier.targets.target import Notice
from support.examples import example
from support.notifying import DESK, Newsroom
from support.receivers import Mailbox, Receiver, certificate, mailbox, receiver
from support.rig import T0

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#watch"
TELEGRAM = "tgram://123456789:abcdefg_hijklmnop/12315544/?format=html"
TELEGRAM_TAGS = frozenset({"a", "b", "code", "i", "pre", "s", "u"})
"""Those that come into question. Source: Telegram's Bot API, "HTML style"."""
TELEGRAM_MOST = 4096
TEAMS_BYTES = 28 * 1024
HOSTILE = (
    "<!channel> *bold* _it_ <b>x</b> & <script>x</script> [l](http://evil.example) <at>all</at> `c` \u202eRLO"
)


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


@pytest.fixture
def slack(hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> Chat:
    """Slack's plugin, which speaks to the receiver; it answers as Slack does."""
    monkeypatch.setattr(NotifySlack, "webhook_url", hook.url)
    hook.body = b"ok"
    return Chat("slack", SLACK, private=True)


@pytest.fixture
def telegram(hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> Chat:
    """Telegram's plugin, which speaks to the receiver."""
    monkeypatch.setattr(NotifyTelegram, "notify_url", f"{hook.url}/bot")
    hook.body = b'{"ok": true}'
    return Chat("telegram", TELEGRAM, private=True)


@pytest.fixture
def teams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Chat, Receiver]]:
    """The plugin of Teams, whose URL names the host; it speaks HTTPS alone."""
    trusted = certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    with receiver(certificate=trusted) as made:
        made.status = 202
        address = made.url.split("/")[2]
        yield Chat("teams", f"workflows://{address}/643a8c4ab1/ioPmYgU", private=True), made


def _notice(count: int = 1, title: str = HOSTILE) -> Message:
    story = replace(example(Alert).stories[0], headline=title)
    news = [
        News(
            Published(
                example(Alert, id=f"a{n}", pair=f"AAA-B{n % 90:02}", stories=(story,) * 3, story_count=7),
                0,
                T0,
            ),
            What.FIRING,
        )
        for n in range(count)
    ]
    return compose(Batch("group" if count == 1 else "storm", tuple(news)), "chat", T0, DESK)


def _standstill() -> StandstillNotice:
    standing = Standstill(since=T0, closed=("0-1",), ways=4)
    return StandstillNotice(target="chat", at=T0 + timedelta(minutes=5), standstill=standing, over=False)


def _bodies(hook: Receiver) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in hook.requests]


def test_slack_shows_the_sentence_its_stories_and_links_and_calls_nobody(slack: Chat, hook: Receiver) -> None:
    """In Slack's marks; a title's own marks, tags and calls for a whole channel are only letters."""
    assert slack.deliver(_notice()) == TAKEN
    (body,) = _bodies(hook)
    (shown,) = body["attachments"]
    assert body["channel"] == "#watch"
    assert shown["title"] == "AAA-B00 closer, energy"
    assert f"*{sentence(_notice().news[0])}*" in shown["text"]
    assert f"<{DESK}/alerts/a0|{DESK}/alerts/a0>" in shown["text"]
    assert "&lt;!channel&gt; \\*bold\\* \\_it\\_ &lt;b&gt;" in shown["text"]
    assert "<!" not in shown["text"]
    assert "\u202e" not in shown["text"]
    assert "Apprise" not in hook.requests[0].body.decode()


class _Markup(HTMLParser):
    """Reads a message as Telegram does: a tag that it doesn't know, or one never closed, is refused."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.letters = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag."""
        assert tag in TELEGRAM_TAGS, f"unsupported start tag {tag}"
        self.open.append(tag)
        self.links += [str(value) for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep letters."""
        self.letters += data


def _as_telegram_reads(text: str) -> _Markup:
    read = _Markup()
    read.feed(text)
    read.close()
    assert read.open == []
    assert len(text) <= TELEGRAM_MOST
    return read


@pytest.mark.parametrize("notice", [_notice(), _notice(100), _notice(title="x" * 10_000), _standstill()])
def test_telegram_takes_what_it_is_sent(telegram: Chat, hook: Receiver, notice: Notice) -> None:
    """Tags that it knows, each closed, and no longer than it allows; a storm and a long title too."""
    assert telegram.deliver(notice) == TAKEN
    (body,) = _bodies(hook)
    assert body["parse_mode"] == "HTML"
    read = _as_telegram_reads(body["text"])
    assert notice.subject in read.letters
    if isinstance(notice, Message):
        assert f"{DESK}/alerts/a0" in read.links
        assert "7 independent stories in 24 h" in read.letters
        assert "evil.example" not in "".join(read.links)


@pytest.mark.parametrize("count", [1, 100])
def test_teams_gets_one_card_that_it_has_room_for(teams: tuple[Chat, Receiver], count: int) -> None:
    """With links; a title calls nobody, and a storm of titles in Cyrillic is no more than Teams takes."""
    chat, hook = teams
    assert chat.deliver(_notice(count, title=HOSTILE if count == 1 else "Ж" * 300)) == TAKEN
    (body,) = _bodies(hook)
    card = body["attachments"][0]["content"]
    (shown,) = [block["text"] for block in card["body"] if block.get("id") == "body"]
    assert "entities" not in card["msteams"]
    assert f"{DESK}/alerts/a0" in shown
    assert "7 independent stories in 24 h" in shown
    assert len(shown) <= TEAMS_ROOM
    assert len(hook.requests[0].body) <= TEAMS_BYTES
    if count == 1:
        assert "\\<at\\>all\\</at\\>" in shown
    else:
        assert "alerts more: " in shown


def test_mail_shows_no_titles_markup(box: Mailbox) -> None:
    """Neither as HTML nor as text, and one line is the subject."""
    assert Chat("mail", box.url, private=True).deliver(_notice()) == TAKEN
    (mail,) = box.mails
    html, plain = (mail.get_body(preferencelist=(kind,)) for kind in ("html", "plain"))
    assert html is not None
    assert plain is not None
    assert "<script>" not in html.get_content()
    assert "\u202e" not in html.get_content() + plain.get_content()
    assert mail["subject"] == "AAA-B00 closer, energy"


def test_a_service_that_shows_no_marks_gets_text(hook: Receiver) -> None:
    """Every line of it, as it would stand on the console."""
    chat = Chat("json", hook.url.replace("http://", "json://"), private=True)
    assert chat.deliver(_notice()) == TAKEN
    (body,) = _bodies(hook)
    assert body["title"] == _notice().subject
    assert body["message"].split() == _notice().text.split()


def test_what_a_service_is_there_for_and_does_not_take_is_refused(slack: Chat, hook: Receiver) -> None:
    """Apprise says no more than that; another notice may be taken."""
    hook.status = 400
    assert slack.deliver(_notice()) == Answer(Fate.REFUSED, "Slack did not take it")
    nobody = Chat("json", "json://127.0.0.1:1/", private=True)
    assert nobody.deliver(_notice()) == Answer(Fate.AWAY, "JSON did not take it")


def test_a_notice_that_a_chat_refuses_holds_up_no_other(slack: Chat, hook: Receiver) -> None:
    """It is tried again by itself; what comes after it is told."""
    room = Newsroom()
    loop, end = room.notifier(ear=slack)
    hook.status = 400
    room.publish("a")
    room.pass_by(loop)
    hook.status = 200
    room.publish("b", pair="CHN-USA")
    room.pass_by(loop)
    assert [one.alert_id for one in room.sent()] == ["b"]
    room.pass_by(loop, 20)
    end()
    assert [one.alert_id for one in room.sent()] == ["b", "a"]


def test_no_redirect_is_followed(hook: Receiver) -> None:
    """What is signed for one address goes to no other."""
    with receiver() as other:
        hook.status, hook.headers = 307, {"location": other.url}
        chat = Chat("json", hook.url.replace("http://", "json://"), private=True)
        assert chat.deliver(_notice()).fate is Fate.REFUSED
        assert (len(hook.requests), other.requests) == (1, [])


def _resolve_to(*addresses: str) -> Callable[..., list[Any]]:
    def resolve(_host: str, port: int, *_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return resolve


def test_a_name_that_means_a_private_address_is_refused(
    hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it meant when somebody looked before: the address that is connected to counts."""
    monkeypatch.setattr(socket, "getaddrinfo", _resolve_to("127.0.0.1"))
    port = hook.url.split(":")[2].partition("/")[0]
    answer = Chat("json", f"json://hooks.example:{port}/", private=False).deliver(_notice())
    assert answer.fate is Fate.REFUSED
    assert "it is at 127.0.0.1, no public address" in answer.why
    assert hook.requests == []
    monkeypatch.setattr(socket, "getaddrinfo", _resolve_to("93.184.216.34", "127.0.0.1"))
    with pytest.raises(Forbidden, match=r"hooks\.example is at 127\.0\.0\.1"):
        address_of("hooks.example", 443, private=False)
