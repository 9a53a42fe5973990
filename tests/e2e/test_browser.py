"""A city officer at a real browser: asks, reads why, switches language, on a desktop and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peercity.api.web.languages import translations
from peercity.recommender.phrases import phrases

FLOODS = "Comment alerter à temps la population en cas d’inondation ?"
ANSWER = f"/?challenge={FLOODS}&city=Dakar"
PRACTICE = "/id/practice/bilbao-as-fabrik.html"
PATHS = ["/", ANSWER, "/?challenge=Tarte+aux+pommes", "/?challenge=taxes&city=Bilbuo", "/sparql", "/nowhere", PRACTICE]
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
Open = Callable[..., Any]
said = translations("fr").gettext


def test_a_city_asks_without_javascript_and_reads_why(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_label(said("Your challenge")).fill(FLOODS)
    page.get_by_label(said("Your city")).fill("Dakar")
    page.get_by_role("button", name=said("Ask")).click()
    assert page.locator("h2#answer").is_visible()
    items = page.locator(".items article")
    assert 1 <= items.count() <= 6
    assert phrases("fr")["reason.passage"].partition("{")[0].strip() in items.first.inner_text()
    assert items.first.locator("cite").first.is_visible()
    assert page.locator("h2#cities").is_visible()
    assert "Dakar" in page.locator("section[aria-labelledby=cities] .cities").inner_text()
    assert page.get_by_label(said("Your challenge")).input_value() == FLOODS


def test_the_language_is_switched_and_the_question_stays(open_page: Open) -> None:
    page = open_page(ANSWER)
    page.get_by_role("link", name="Español").click()
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator("#challenge").input_value() == FLOODS
    assert page.locator(".items article").count()
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("textbox", name="Your city").input_value() == "Dakar"


def test_an_example_is_asked_with_one_click(open_page: Open) -> None:
    page = open_page("/", locale="es-ES")
    page.locator(".examples a").first.click()
    assert page.locator(".items article").count()
    assert phrases("es")["reason.passage"].partition("{")[0] in page.locator(".items").inner_text()


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_every_example_of_the_first_page_has_an_answer(open_page: Open, language: str) -> None:
    page = open_page(f"/?lang={language}")
    for address in page.locator(".examples a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        page.goto(address)
        assert page.locator(".items article").count(), address
        assert phrases(language)["reason.passage"].partition("{")[0] in page.locator(".items").inner_text()


@pytest.mark.parametrize("path", PATHS)
def test_a_phone_shows_every_page_without_scrolling_sideways(open_page: Open, path: str) -> None:
    page = open_page(path, size=PHONE, javascript=True)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    small = page.locator("button, select, input:not([type=hidden]), textarea").evaluate_all(
        """fields => fields.filter(field => field.checkVisibility() && !field.closest('.CodeMirror'))
            .filter(field => field.getBoundingClientRect().height < 24).map(field => field.outerHTML)"""
    )
    assert small == []


@pytest.mark.parametrize("path", PATHS)
def test_the_keyboard_reaches_everything_from_top_to_bottom_and_shows_where_it_is(open_page: Open, path: str) -> None:
    page = open_page(path, javascript=True)
    seen = []
    for _ in range(200):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at.closest('.CodeMirror') ?? at);
                const fields = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
                const every = [...document.querySelectorAll(fields)].filter(field => field.checkVisibility());
                const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
                return [every.indexOf(at), every.length, outlined || style.boxShadow !== 'none', at.outerHTML];
            }"""
        )
        if here[0] < 0 or (seen and here[0] <= seen[-1]):
            break
        seen.append(here[0])
        assert here[2], f"no visible focus: {here[3]}"
    assert seen == list(range(here[1]))


def test_the_skip_link_comes_first_and_leads_to_the_content(open_page: Open) -> None:
    page = open_page("/", javascript=True)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


@pytest.mark.parametrize("path", ["/", ANSWER])
def test_a_page_weighs_less_than_150_kb(open_page: Open, path: str) -> None:
    page = open_page("about:blank")
    weights = []
    page.on("response", lambda response: weights.append(len(response.body())))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert len(weights) >= 2
    assert sum(weights) < 150_000


@pytest.mark.parametrize("path", [ANSWER, PRACTICE, "/sparql"])
@pytest.mark.parametrize(("size", "name"), [(DESKTOP, "desktop"), (PHONE, "phone")])
def test_text_is_large_and_dark_enough(
    open_page: Open, path: str, size: dict[str, int], name: str, tmp_path: Path
) -> None:
    """Contrast of at least 4.5 to 1 (WCAG 2.2 AA) and 12 pixels, for every text of a page."""
    page = open_page(path, size=size, javascript=True)
    poor = page.evaluate(
        """() => {
            const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
            const linear = c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
            const light = ([r, g, b]) => [r, g, b].map(linear)
                .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
            const behind = node => {
                for (; node; node = node.parentElement) {
                    const found = rgb(getComputedStyle(node).backgroundColor);
                    if (found.length < 4 || found[3] > 0) return found;
                }
                return [255, 255, 255];
            };
            const poor = [];
            for (const node of document.querySelectorAll('body *')) {
                const own = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
                if (!own || !node.checkVisibility() || node.tagName === 'OPTION' || node.className === 'skip') continue;
                const style = getComputedStyle(node), [a, b] = [light(rgb(style.color)), light(behind(node))];
                const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
                if (contrast < 4.5 || parseFloat(style.fontSize) < 12)
                    poor.push([contrast, style.fontSize, node.outerHTML.slice(0, 120)]);
            }
            return poor;
        }"""
    )
    assert poor == []
