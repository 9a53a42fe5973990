"""The pages of the releases in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("locale", ["fr-FR", "es-ES", "en-GB"])
@pytest.mark.parametrize("path", ["/releases", "/releases/1", "/releases/1/1"])
def test_a_phone_scrolls_down_and_never_sideways(open_page: Any, path: str, locale: str) -> None:
    page = open_page(path, size=PHONE, locale=locale)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_parts_of_the_site_stand_in_one_line_on_a_phone(open_page: Any) -> None:
    page = open_page("/", size=PHONE)
    links = page.locator("nav.parts a")
    assert links.count() >= 2
    assert len({link.bounding_box()["y"] for link in links.all()}) == 1


def test_a_citation_unfolds_as_bibtex(open_page: Any) -> None:
    page = open_page("/releases/1")
    assert not page.locator("pre").is_visible()
    page.locator("details summary").click()
    assert "@misc{peercity-1," in page.locator("pre").inner_text()
