"""A real browser at a real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install playwright"
    )
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Any, site: Any) -> Iterator[Any]:
    """A function that opens a path of the site; afterwards nothing was asked of another host and nothing went wrong."""
    contexts, hosts, complaints = [], set[str](), list[str]()

    def open_page(path: str, *, size: dict[str, int] = DESKTOP, locale: str = "fr-FR", javascript: bool = False) -> Any:
        context = browser.new_context(viewport=size, locale=locale, java_script_enabled=javascript, base_url=site.url)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert hosts <= {urlsplit(site.url).netloc}
    # The browser itself notes every page with a status of 4xx.
    assert not [text for text in complaints if "the server responded with a status of 4" not in text]
