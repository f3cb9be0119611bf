"""The desk in a real browser: pages, keys, live updates, access for all, and hostile texts."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from elasticsearch import Elasticsearch
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect
from starlette.routing import Route

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.codec import encode, headers
from entente.contracts.signals import Alignment, Signal, Story
from entente.contracts.upkeep import Coverage
from entente.indexer.documents import document
from entente.local.stack import LocalStack
from entente.runtime.broker import deliver
from entente.runtime.records import Outgoing
from support.browsers import chromium, watched
from support.desk import PASSWORD, Desk, fed_by_kafka, send, served, written
from support.examples import example
from support.indices import put

ALERT, TAGGED, STORY = example(Alert), example(TaggedArticle), example(Story)
CASE = "beijing-week"
PAGES: dict[str, tuple[str, ...]] = {
    "/": ("/", "/?state=withdrawn", "/?desk=silenced"),
    "/alerts/{alert_id}": (f"/alerts/{ALERT.id}", "/alerts/quiet"),
    "/pairs": ("/pairs?days=366&until=2025-09-30",),
    "/pairs/{pair}": ("/pairs/CHN-RUS?days=60&until=2025-09-30",),
    "/articles/{article_id}": (f"/articles/{TAGGED.article.id}",),
    "/search": (
        "/search",
        "/search?in=stories&q=pipeline",
        f"/search?in=articles&pair=CHN-RUS&q={TAGGED.article.title.split()[0]}",
        "/search?in=signals&pair=CHN-RUS",
    ),
    "/cases": ("/cases",),
    "/cases/{case}": (f"/cases/{CASE}",),
    "/handover": ("/handover?hours=24",),
    "/brief": (f"/brief?alert={ALERT.id}", f"/brief?case={CASE}"),
    "/verdicts": ("/verdicts",),
    "/coverage": ("/coverage",),
    "/watchlist": ("/watchlist",),
    "/watchlist/edit": ("/watchlist/edit?file=rules.yaml",),
    "/watchlist/opml": ("/watchlist/opml",),
    "/watchlist/trials/{trial_id}": ("/watchlist/trials/running", "/watchlist/trials/none"),
    "/why": ("/why", "/why?pair=CHN-RUS&at=2025-09-03T00:00"),
    "/login": ("/login", "/login?ended=1"),
    "nowhere": ("/nowhere",),
}
"""Every page, by the route that makes it; `test_no_page_and_no_action_is_left_out` holds them all here."""
NO_PAGES = {"/events", "/audit.jsonl", "/audit.csv"}
"""What is no page to look at: the stream of events, and files to keep."""
EXPECTED = ("404", "403")
"""What a console says of pages that are refused, as they must be."""
HOSTILE = "<script>document.title='owned'</script>\u202e\u2066" + "W" * 10_000
SERIOUS = {"serious", "critical"}
IMPATIENT_MS = 20_000
"""Long enough for a busy machine; what must be fast is measured, not waited for."""
CHILD_MS = 90_000
"""The same for what waits for a child process."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with chromium() as started:
        yield started


@pytest.fixture
def full(client: Elasticsearch, desk: Desk) -> Desk:
    """A desk with an alert, its story and its article, one that is silenced, judged and in a case."""
    quiet = replace(
        ALERT, id="quiet", kind="coverage", pair=None, source=TAGGED.article.source, labels=(), stories=()
    )
    put(
        client,
        [
            document(ALERT, key=ALERT.id, offset=1),
            document(quiet, key=quiet.id, offset=2),
            document(STORY, key=f"CHN-RUS/{STORY.id}", offset=1),
            document(TAGGED, key=TAGGED.article.id, offset=1),
            document(example(Signal), key=f"CHN-RUS/{TAGGED.article.id}", offset=1),
            document(example(Alignment), key="CHN-RUS/2025-09-02", offset=1),
            document(example(Coverage), key=example(Coverage).source, offset=1),
        ],
    )
    client.indices.refresh(index="entente-*")
    desk.hear(
        [
            ALERT,
            replace(
                ALERT, id="second", pair="IND-PAK", direction="apart", window_end_at=ALERT.window_start_at
            ),
        ]
    )
    return desk


@pytest.fixture
def busy(full: Desk) -> Desk:
    """The same desk in the middle of its work: acts, a source gone quiet, something withdrawn."""
    full.hear(
        [
            replace(ALERT, id="third", pair="GBR-IRN"),
            replace(ALERT, id="gone", pair="DEU-RUS", state="withdrawn"),
            replace(ALERT, id="quiet", kind="coverage", pair=None, source=TAGGED.article.source, labels=()),
        ]
    )
    page = full.browser()
    for deed, fields in {
        "verdict:useful": {},
        "assign": {"value": "ada"},
        "note": {"reason": "Two calls confirm it.\n" + "x" * 300},
        "file": {"case": CASE},
        "acknowledge": {},
    }.items():
        send(page, "/", f"/alerts/{ALERT.id}/acts", deed=deed, **fields)
    send(page, "/", "/alerts/third/acts", deed="silence", until="1d", reason="Planned visit.")
    send(page, "/", "/missed", pair="CHN-RUS", kind="burst", reason="The Tuesday call.")
    return full


@contextmanager
def _everything(busy: Desk, closed: Desk, browser: Browser, **options: Any) -> Iterator["Round"]:  # noqa: ANN401 - a browser's own
    """Serve a desk, and one that asks for a password; gives a page that goes round both."""
    files = busy.frame.watchlist_files()
    trying = send(
        busy.browser(),
        "/watchlist/edit",
        "/watchlist/edit",
        file="rules.yaml",
        text=files["rules.yaml"],
        do="try",
        version="",
    )
    assert 'http-equiv="refresh"' in trying.text
    with served(busy) as url, served(closed) as door, browser.new_context(**options) as context:
        page = context.new_page()
        page.set_default_timeout(IMPATIENT_MS)
        page.route(
            "**/watchlist/trials/running",
            lambda route: route.fulfill(body=trying.text, content_type="text/html"),
        )
        yield Round(page, watched(page), url, door)


@dataclass
class Round:
    """A browser's page that is led from one of the desk's pages to the next."""

    page: Page
    said: list[str]
    url: str
    door: str

    def paths(self) -> Iterator[str]:
        """Open each page there is; gives its path."""
        for route, paths in PAGES.items():
            for path in paths:
                base = self.door if route == "/login" else self.url
                self.page.goto(base + path, wait_until="load", timeout=CHILD_MS)
                yield path

    @property
    def wrong(self) -> list[str]:
        """List what went wrong, but for pages that are refused as they must be."""
        return [one for one in self.said if not any(code in one for code in EXPECTED)]


def _routes(desk: Desk, method: str) -> set[str]:
    found = {
        route.path
        for route in desk.app.routes
        if isinstance(route, Route) and method in (route.methods or ())
    }
    return {path for path in found if not path.startswith("/api/")} - NO_PAGES


def test_no_page_and_no_action_is_left_out() -> None:
    """Every route that answers a GET with a page is gone round here; each that takes a form is acted."""
    desk = Desk(Elasticsearch("http://127.0.0.1:1"))
    assert _routes(desk, "GET") == PAGES.keys() - {"nowhere"}
    assert _routes(desk, "POST") == ACTIONS


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everybody(browser: Browser, busy: Desk, closed: Desk, scheme: str) -> None:
    """No page has a serious finding of axe-core or an error, by day or in the dark."""
    found = []
    with _everything(busy, closed, browser, color_scheme=scheme, bypass_csp=True) as going:
        for path in going.paths():
            violations = Axe().run(going.page).response["violations"]
            found += [
                (path, v["id"], v["nodes"][0]["html"][:200]) for v in violations if v["impact"] in SERIOUS
            ]
        assert found == []
        assert going.wrong == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_every_page_without_scrolling_sideways(
    browser: Browser, busy: Desk, closed: Desk, scheme: str
) -> None:
    """At 390 pixels no page is wider than the screen, under the policy as it is, and nothing is blocked."""
    wide = []
    phone = {"width": 390, "height": 844}
    with _everything(busy, closed, browser, viewport=phone, color_scheme=scheme) as going:
        for path in going.paths():
            width = going.page.evaluate("document.documentElement.scrollWidth")
            if width > phone["width"]:
                wide.append((path, width))
        assert wide == []
        assert going.wrong == []


def test_the_keys_do_what_they_say(browser: Browser, full: Desk) -> None:
    """J and k choose, a acknowledges, f judges, s asks for a silence, Enter opens, / filters, ? tells."""
    with served(full) as url, browser.new_context() as context:
        page = _open(context.new_page(), url)
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        expect(page.locator(f"#a-{ALERT.id}.selected")).to_be_visible()
        page.keyboard.press("j")
        expect(page.locator("#a-second.selected")).to_be_visible()
        page.keyboard.press("k")
        page.keyboard.press("a")
        expect(page.locator(f"#a-{ALERT.id}")).to_contain_text("taken by duty-desk", timeout=IMPATIENT_MS)
        page.locator("#a-second [data-open]").wait_for()
        page.keyboard.press("j")
        page.keyboard.press("f")
        page.locator("#a-second .verdict-false_alarm").wait_for(timeout=IMPATIENT_MS)
        page.keyboard.press("/")
        expect(page.locator("[data-first]")).to_be_focused()
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.keyboard.press("s")
        page.wait_for_url("**#silence", timeout=IMPATIENT_MS)
        page.goto(url)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/alerts/*", timeout=IMPATIENT_MS)
    assert [act.what for act in full.acts()] == ["acknowledge", "verdict"]


def test_the_keys_work_on_an_alert_too(browser: Browser, full: Desk) -> None:
    """A acknowledges, f judges, s leads to the silence's form, / searches, ? tells; a field takes letters."""
    with served(full) as url, browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(IMPATIENT_MS)
        page.goto(f"{url}/alerts/{ALERT.id}")
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_hidden()
        page.get_by_label("Note").click()
        page.keyboard.type("fa/s?")
        expect(page.get_by_label("Note")).to_have_value("fa/s?")
        page.keyboard.press("Escape")
        page.keyboard.press("s")
        expect(page.locator("#silence select")).to_be_focused()
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        page.get_by_role("button", name="Open again").wait_for()
        page.keyboard.press("f")
        page.locator("button[value='false_alarm'][aria-pressed='true']").wait_for()
        page.keyboard.press("/")
        page.wait_for_url("**/search")
    assert [(act.what, act.value) for act in full.acts()] == [
        ("acknowledge", None),
        ("verdict", "false_alarm"),
    ]


ACTIONS = {
    "/alerts/{alert_id}/acts",
    "/missed",
    "/cases/{case}/notes",
    "/watchlist/edit",
    "/watchlist/opml",
    "/login",
    "/logout",
}


def _act_on_an_alert(page: Page, url: str) -> None:
    """Press each button of an alert's page."""
    body = page.locator("body")
    page.goto(f"{url}/alerts/{ALERT.id}")
    for press in ("Acknowledge", "Open again", "Useful", "Take back"):
        page.get_by_role("button", name=press, exact=True).click()
        expect(body).to_contain_text("Done, and written down.")
    page.get_by_label("For", exact=True).fill("ada")
    page.get_by_role("button", name="Assign").click()
    expect(body).to_contain_text("for ada")
    page.get_by_label("Case", exact=True).fill(CASE)
    page.get_by_role("button", name="Add").click()
    page.get_by_label("Why", exact=True).fill("Planned.")
    page.get_by_role("button", name="Silence", exact=True).click()
    page.get_by_role("button", name="End the silence").click()
    page.get_by_role("button", name="Silence", exact=True).wait_for()


def _write_elsewhere(page: Page, url: str) -> None:
    """Write about a case, take an alert out of it, report what was missed."""
    body = page.locator("body")
    page.goto(f"{url}/cases/{CASE}")
    page.get_by_label("About the case").fill("Ask the embassy.")
    page.get_by_role("button", name="Write").click()
    expect(body).to_contain_text("Ask the embassy.")
    page.get_by_role("button", name="Take out").click()
    expect(body).to_contain_text("No alert belongs to it yet.")
    page.goto(f"{url}/verdicts")
    page.get_by_label("Pair", exact=True).fill("CHN-RUS")
    page.get_by_label("What, and when").fill("The Tuesday call.")
    page.get_by_role("button", name="Report").click()
    expect(body).to_contain_text("The Tuesday call.")


def _change_the_watchlist(page: Page, url: str) -> None:
    """Check and try a change; look at feeds and download them."""
    body = page.locator("body")
    page.goto(f"{url}/watchlist/edit?file=rules.yaml")
    page.get_by_role("button", name="Check").click()
    expect(body).to_contain_text("Nothing to mend.", timeout=CHILD_MS)
    page.get_by_role("button", name="Try on").click()
    page.wait_for_url("**/watchlist/trials/*")
    expect(body).to_contain_text("articles were read", timeout=CHILD_MS)
    page.goto(f"{url}/watchlist/opml")
    feeds = b'<opml version="2.0"><body><outline text="b" xmlUrl="https://b.example/feed"/></body></opml>'
    for press in ("Look at it", "Download feeds.yaml"):
        page.get_by_label("OPML file").set_input_files(
            {"name": "f.opml", "mimeType": "text/xml", "buffer": feeds}
        )
        if press == "Look at it":
            page.get_by_role("button", name=press).click()
            expect(body).to_contain_text("https://b.example/feed")
        else:
            with page.expect_download() as kept:
                page.get_by_role("button", name=press).click()
            assert kept.value.suggested_filename == "feeds.yaml"


def _log_in_and_out(page: Page, door: str) -> None:
    """Come in by a password, and leave."""
    page.goto(f"{door}/verdicts")
    page.get_by_label("Name").fill("analyst")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{door}/verdicts")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("script", [True, False])
def test_every_action_is_a_form_that_works(browser: Browser, full: Desk, closed: Desk, script: bool) -> None:  # noqa: FBT001
    """Each button there is, pressed by hand, with and without JavaScript: it is shown and written down."""
    with (
        served(full) as url,
        served(closed) as door,
        browser.new_context(java_script_enabled=script) as context,
    ):
        page = context.new_page()
        page.set_default_timeout(CHILD_MS)
        said, sent = watched(page), list[str]()
        page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
        for acts in (_act_on_an_alert, _write_elsewhere, _change_the_watchlist):
            acts(page, url)
        _log_in_and_out(page, door)
    done = [(act.what, act.value if act.what != "silence" else bool(act.value)) for act in full.acts()]
    assert done == [
        ("acknowledge", None),
        ("acknowledge", "undo"),
        ("verdict", "useful"),
        ("verdict", "none"),
        ("assign", "ada"),
        ("note", None),
        ("silence", False),
        ("silence", True),
        ("note", None),
        ("note", "undo"),
        ("verdict", "missed"),
    ]
    assert [act.value for act in written(closed, 2) if act.what == "login"] == ["in", "out"]
    assert {_shape(one.removeprefix(url).removeprefix(door)) for one in sent} == ACTIONS
    assert said == []


def _shape(path: str) -> str:
    """Give the route that a path is of."""
    return next(one for one in ACTIONS if re.fullmatch(re.sub(r"{\w+}", "[^/]+", one), path))


def test_an_alert_appears_by_itself(browser: Browser, full: Desk, stack: LocalStack) -> None:
    """Two seconds after an alert stands on Kafka at most, an open page lists and counts it."""
    with (
        fed_by_kafka(full, stack) as (_, producer),
        served(full) as url,
        browser.new_context() as context,
    ):
        page = _open(context.new_page(), url)
        page.locator("[data-live-mark].on").wait_for(timeout=IMPATIENT_MS)
        waits = []
        for number in range(3):
            alert = replace(ALERT, id=f"new-{number}")
            about = headers(alert, event_id=alert.id, source="test", at=full.clock.now())
            begun = time.monotonic()
            deliver(producer, [Outgoing("alerts", alert.id.encode(), encode(alert), about)])
            page.locator(f"#a-new-{number}").wait_for(timeout=IMPATIENT_MS)
            waits.append(time.monotonic() - begun)
        expect(page).to_have_title("(3) Alerts · Entente")
    assert min(waits) < 2.0, waits


def test_everything_works_without_script(browser: Browser, full: Desk) -> None:
    """Acknowledging, noting and silencing are forms; the list still renews itself."""
    with served(full) as url, browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{url}/alerts/{ALERT.id}", timeout=IMPATIENT_MS)
        page.get_by_role("button", name="Acknowledge").click()
        expect(page.locator("body")).to_contain_text("Done, and written down.")
        page.get_by_label("Note").fill("By hand.")
        page.get_by_role("button", name="Write").click()
        expect(page.locator("body")).to_contain_text("By hand.")
        page.get_by_label("Why").fill("Planned.")
        page.get_by_role("button", name="Silence").click()
        expect(page.locator("body")).to_contain_text("silenced until")
        page.goto(url)
        assert 'http-equiv="refresh"' in page.content()
    assert [act.what for act in full.acts()] == ["acknowledge", "note", "silence"]


def test_hostile_titles_do_no_harm(browser: Browser, client: Elasticsearch, desk: Desk) -> None:
    """A script in a headline is text, marks of direction stay in it, ten thousand letters break no page."""
    told = replace(
        ALERT.stories[0], headline=HOSTILE, url="javascript:document.title='owned'", source="<b>x</b>"
    )
    alert = replace(ALERT, stories=(told,), labels=("<img src=x onerror=alert(1)>",))
    story = replace(STORY, headline=HOSTILE)
    article = replace(TAGGED, article=replace(TAGGED.article, title=HOSTILE, url="javascript:alert(1)"))
    signal = replace(example(Signal), title=HOSTILE)
    put(
        client,
        [
            document(alert, key=alert.id, offset=2),
            document(story, key=f"CHN-RUS/{story.id}", offset=2),
            document(article, key=article.article.id, offset=2),
            document(signal, key=f"CHN-RUS/{article.article.id}", offset=2),
        ],
    )
    client.indices.refresh(index="entente-*")
    desk.hear([alert])
    send(desk.browser(), "/", f"/alerts/{alert.id}/acts", deed="note", reason=HOSTILE[:3000])
    send(desk.browser(), "/", f"/alerts/{alert.id}/acts", deed="file", case=CASE)
    paths = (
        "/",
        f"/alerts/{alert.id}",
        f"/brief?alert={alert.id}",
        f"/articles/{article.article.id}",
        "/pairs/CHN-RUS?days=60&until=2025-09-30",
        "/search?in=articles&pair=CHN-RUS",
        "/search?in=stories&pair=CHN-RUS",
        "/search?in=signals&pair=CHN-RUS",
        "/handover?hours=24",
        f"/cases/{CASE}",
    )
    with served(desk) as url, browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        said = watched(page)
        for path in paths:
            page.goto(url + path, timeout=IMPATIENT_MS)
            assert page.title() != "owned"
            assert page.locator("a[href^='javascript']").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    assert said == []


def _open(page: Page, url: str) -> Page:
    page.goto(url, timeout=IMPATIENT_MS)
    return page
