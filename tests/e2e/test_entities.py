"""A researcher at a real browser reads the page of a thing: its statements, their sources, what refers to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peercity.api.web.languages import translations

BILBAO, MEETING = "/id/city/bilbao-es", "/id/event/2013-05-bordeaux-working-meeting.html"
PATHS = [
    f"{BILBAO}.html",
    MEETING,
    "/id/document/2013-report.html",
    "/concept/axis/governance.html",
    "/id/city/bilbo-es",
]
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
Open = Callable[..., Any]


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_from_an_iri_to_a_statement_to_the_document_that_makes_it(open_page: Open, language: str) -> None:
    page = open_page(BILBAO, locale=language)
    assert page.url.endswith(f"{BILBAO}.html")
    assert page.locator("html").get_attribute("lang") == language
    page.locator(".statements .marks a").first.click()
    source = page.locator("li:target")
    assert source.is_visible()
    source.locator("a").first.click()
    assert page.url.endswith("/id/document/geonames.html")


def test_what_refers_to_a_thing_is_read_page_by_page(open_page: Open) -> None:
    page = open_page("/concept/role/lead.html?lang=fr")
    say = translations("fr").gettext
    page.get_by_role("link", name=say("All %(count)s") % {"count": 89}).click()
    first = page.locator(".mentions li").all_inner_texts()
    page.get_by_role("link", name=say("Next")).click()
    second = page.locator(".mentions li").all_inner_texts()
    assert len(first) + len(second) == 89
    assert page.locator("html").get_attribute("lang") == "fr"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_is_wider_than_the_screen(open_page: Open, path: str, size: dict[str, int]) -> None:
    page = open_page(path, size=size, javascript=True)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
