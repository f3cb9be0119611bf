"""The report of a backtest: one file that fetches nothing and in which hostile words are only words."""

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

from entente.backtest import Archives, Backtest, backtest_archives
from entente.backtest.change import Change
from entente.backtest.report import Asked, link, report
from entente.contracts.alerts import Alert
from entente.ingest.field_map import FieldMap
from support.small_archive import NOW, lines, watched

ASKED = Asked(("archive.jsonl",), "mine", None, datetime(2026, 1, 1, tzinfo=UTC))
HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}"


class Page(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    """What the small archive comes to."""
    path: Path = tmp_path_factory.mktemp("archive") / "whole.jsonl"
    path.write_bytes(b"".join(lines()))
    return backtest_archives(Archives((path,), FieldMap(), NOW), [watched()])[0]


def hostile(alert: Alert) -> Alert:
    """Make all that strangers wrote on an alert hostile."""
    stories = [replace(s, headline=HOSTILE, source=HOSTILE, url="javascript:alert(1)") for s in alert.stories]
    return replace(alert, stories=tuple(stories))


def test_it_shows_timeline_weeks_themes_map_and_alerts_with_their_sentences(found: Backtest) -> None:
    """A pair's card has its charts, and each alert its gates, stories and the sentences that told them."""
    page = Page(report(found, found.judgement.alerts, None, ASKED))
    assert page.tags.count("svg") >= 3
    for words in (
        "CHN-RUS",
        "Index by week and bloc",
        "stories",
        "passed",
        "signed an agreement on project 0",
    ):
        assert words in page.text
    assert page.tags.count("li") >= 6 + len(found.judgement.alerts[0].stories)
    assert "brings and takes away" not in page.text


def test_nothing_is_fetched_and_only_its_own_style_may_run(found: Backtest) -> None:
    """No script, no image, no inline style; the policy names the one style sheet by its hash."""
    text = report(found, found.judgement.alerts, None, ASKED)
    page = Page(text)
    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert all(not name.startswith("on") and name not in {"src", "style"} for name, _ in page.attributes)
    style = text.split("<style>")[1].split("</style>")[0]
    named = b64encode(sha256(style.encode()).digest()).decode()
    assert (
        "content",
        f"default-src 'none'; style-src 'sha256-{named}'; base-uri 'none'; form-action 'none'",
    ) in (page.attributes)
    assert "url(" not in style
    assert "@import" not in style


def test_hostile_words_are_only_words(found: Backtest) -> None:
    """A title can't open a tag or a link, whatever it holds."""
    alerts = [hostile(a) for a in found.judgement.alerts]
    page = Page(report(found, alerts, None, replace(ASKED, archives=(HOSTILE,))))
    assert not {"script", "img"} & set(page.tags)
    assert not [v for name, v in page.attributes if name == "href" and not v.startswith("#")]
    assert HOSTILE in page.text


def test_it_says_what_another_watchlist_brings_and_takes_away(found: Backtest) -> None:
    """Each kind of change has its list, with what the alert was before."""
    (alert,) = found.judgement.alerts
    changes = [Change(change="went", alert=alert), Change(change="moved", alert=alert, was=alert)]
    page = Page(report(found, [], changes, replace(ASKED, against="old")))
    for words in ("brings and takes away", "Comes", "Goes", "Covers other time", "was: "):
        assert words in page.text


def test_an_archive_without_a_pair_has_a_report_too(tmp_path: Path) -> None:
    """Nothing to show is said, not an error."""
    path = tmp_path / "quiet.jsonl"
    path.write_bytes(b'{"source": "a.example", "title": "Cod prices", "text": "They rose."}\n')
    (quiet,) = backtest_archives(Archives((path,), FieldMap(), NOW), [watched()])
    assert "No pair has a story." in Page(report(quiet, [], None, ASKED)).text


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://a.example/x", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_links_to_the_web_are_links(url: str | None, followed: bool) -> None:  # noqa: FBT001
    """Other schemes are shown as text."""
    assert link(url) == (url if followed else None)
