"""`make screenshots`: the README's pictures of the desk, out of the demo's own data; each page on demand."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from playwright.sync_api import Browser, Page

from entente.demo.run import Steps, demo
from entente.ingest.field_map import parse_field_map
from support.browsers import chromium

README = {"alerts": "/", "alert": "", "pair": "/pairs/CHN-RUS?days=90"}
"""What the README shows, by the picture's name; no path: the alert that is told of."""
SIZE = {"width": 1280, "height": 900}
LOOKS = {
    "light": {"color_scheme": "light", "viewport": SIZE},
    "dark": {"color_scheme": "dark", "viewport": SIZE},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
}
TOLD = "CHN-RUS closer, energy"
"""How the alert begins that the README shows."""
HIGHEST = 2_600
"""Pixels of a page that are kept where all pages are taken."""

_IMAGES = Path(__file__).parents[1] / "docs" / "img"
_MINUTE_MS = 60_000


def main(
    *,
    all_pages: Annotated[
        Path | None, typer.Option("--all", help="Put every page in here, too: light, dark and as on a phone.")
    ] = None,
) -> None:
    """Run the demo, and take pictures of its desk."""
    quiet = Steps(says=typer.echo, sends=lambda _: None, lies_ahead=lambda _: None)
    with (
        tempfile.TemporaryDirectory(prefix="entente-screenshots-", ignore_cleanup_errors=True) as folder,
        demo(Path(folder) / "demo", None, parse_field_map(""), quiet) as (result, _),
        chromium() as browser,
    ):
        alert = _told(browser, result.desk_url)
        with browser.new_context(color_scheme="light", viewport=SIZE) as context:  # type: ignore[arg-type] # a browser's own
            page = context.new_page()
            for name, path in README.items():
                _open(page, result.desk_url + (path or alert))
                page.screenshot(path=_IMAGES / f"{name}.png")
        if all_pages is not None:
            all_pages.mkdir(parents=True, exist_ok=True)
            _everything(browser, result.desk_url, alert, all_pages)


def _told(browser: Browser, url: str) -> str:
    """Find the alert that the README shows; gives its path."""
    with browser.new_context() as context:
        page = context.new_page()
        _open(page, url + "/?pair=CHN-RUS")
        link = page.locator("[data-open]", has_text=TOLD).first
        return str(link.get_attribute("href"))


def _everything(browser: Browser, url: str, alert: str, folder: Path) -> None:
    for look, options in LOOKS.items():
        with browser.new_context(**options) as context:  # type: ignore[arg-type] # a browser's own
            page = context.new_page()
            for name, path in _pages(page, url, alert).items():
                page.set_viewport_size(options["viewport"])  # type: ignore[arg-type]
                _open(page, url + path)
                height = min(HIGHEST, int(page.evaluate("document.documentElement.scrollHeight")))
                page.set_viewport_size({"width": options["viewport"]["width"], "height": height})  # type: ignore[index]
                page.screenshot(path=folder / f"{look}-{name}.png")


def _pages(page: Page, url: str, alert: str) -> dict[str, str]:
    _open(page, url + alert)
    article = page.locator("a[href^='/articles/']").first.get_attribute("href") or "/"
    return {
        "alerts": "/",
        "withdrawn": "/?state=withdrawn",
        "alert": alert,
        "pairs": "/pairs?days=160",
        "pair": "/pairs/CHN-RUS?days=90",
        "search": "/search?in=articles&q=gas",
        "search-stories": "/search?in=stories&q=gas",
        "search-signals": "/search?in=signals&pair=CHN-RUS",
        "article": article,
        "cases": "/cases",
        "handover": "/handover?hours=72",
        "brief": f"/brief?alert={alert.rpartition('/')[2]}",
        "verdicts": "/verdicts",
        "coverage": "/coverage",
        "watchlist": "/watchlist",
        "edit": "/watchlist/edit?file=rules.yaml",
        "opml": "/watchlist/opml",
        "why": "/why?pair=CHN-RUS",
        "nowhere": "/nowhere",
    }


def _open(page: Page, address: str) -> None:
    page.goto(address, timeout=_MINUTE_MS)
    page.wait_for_timeout(200)


if __name__ == "__main__":
    typer.run(main)
