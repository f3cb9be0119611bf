"""The desk in a real browser: pages, keys, live updates, access for all, and hostile texts."""

import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from elasticsearch import Elasticsearch
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from entente.contracts.alerts import Alert
from entente.contracts.articles import TaggedArticle
from entente.contracts.codec import encode, headers
from entente.contracts.signals import Signal, Story
from entente.indexer.documents import document
from entente.local.stack import LocalStack
from entente.runtime.broker import deliver
from entente.runtime.records import Outgoing
from support.browsers import chromium, watched
from support.desk import Desk, fed_by_kafka, served
from support.examples import example
from support.indices import put

ALERT, TAGGED, STORY = example(Alert), example(TaggedArticle), example(Story)
PAGES = (
    "/",
    f"/alerts/{ALERT.id}",
    "/pairs?days=366&until=2025-09-30",
    "/pairs/CHN-RUS?days=60&until=2025-09-30",
    f"/articles/{TAGGED.article.id}",
    "/search?in=stories&q=pipeline",
    "/cases",
    "/handover",
    f"/brief?alert={ALERT.id}",
    "/verdicts",
    "/coverage",
    "/watchlist",
    "/watchlist/edit?file=rules.yaml",
    "/watchlist/opml",
    "/nowhere",
)
HOSTILE = "<script>document.title='owned'</script>\u202e\u2066" + "W" * 10_000
SERIOUS = {"serious", "critical"}
IMPATIENT_MS = 20_000
"""Long enough for a busy machine; what must be fast is measured, not waited for."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with chromium() as started:
        yield started


@pytest.fixture
def full(client: Elasticsearch, desk: Desk) -> Desk:
    """A desk with an alert, its story and its article."""
    put(
        client,
        [
            document(ALERT, key=ALERT.id, offset=1),
            document(STORY, key=f"CHN-RUS/{STORY.id}", offset=1),
            document(TAGGED, key=TAGGED.article.id, offset=1),
            document(example(Signal), key=f"CHN-RUS/{TAGGED.article.id}", offset=1),
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everybody(browser: Browser, full: Desk, scheme: str) -> None:
    """No page has a serious finding of axe-core or an error, nor the main ones in the dark."""
    found = []
    with served(full) as url, browser.new_context(color_scheme=scheme, bypass_csp=True) as context:  # type: ignore[arg-type] # one of two
        page = context.new_page()
        said = watched(page)
        for path in PAGES if scheme == "light" else PAGES[:6]:
            page.goto(url + path, wait_until="load", timeout=IMPATIENT_MS)
            violations = Axe().run(page).response["violations"]
            found += [
                (path, v["id"], v["nodes"][0]["html"][:200]) for v in violations if v["impact"] in SERIOUS
            ]
    assert found == []
    assert [one for one in said if "404" not in one] == []


def test_a_phone_shows_every_page_without_scrolling_sideways(browser: Browser, full: Desk) -> None:
    """At 390 pixels no page is wider than the screen, under the policy as it is, and nothing is blocked."""
    wide = []
    with served(full) as url, browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        said = watched(page)
        for path in PAGES:
            page.goto(url + path, wait_until="load", timeout=IMPATIENT_MS)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 390:
                wide.append((path, width))
    assert wide == []
    assert [one for one in said if "404" not in one] == []


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
    story = replace(
        ALERT.stories[0], headline=HOSTILE, url="javascript:document.title='owned'", source="<b>x</b>"
    )
    alert = replace(ALERT, stories=(story,), labels=("<img src=x onerror=alert(1)>",))
    put(client, [document(alert, key=alert.id, offset=2)])
    client.indices.refresh(index="entente-*")
    desk.hear([alert])
    with served(desk) as url, browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        said = watched(page)
        for path in ("/", f"/alerts/{alert.id}", f"/brief?alert={alert.id}"):
            page.goto(url + path, timeout=IMPATIENT_MS)
            assert "owned" not in page.title()
            assert page.locator("a[href^='javascript']").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert said == []


def _open(page: Page, url: str) -> Page:
    page.goto(url, timeout=IMPATIENT_MS)
    return page
