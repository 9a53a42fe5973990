"""A researcher at the query page: runs, shares, saves and takes along a query."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import peercity.api.web
from peercity.api.web.languages import translations

BUILT = Path(str(peercity.api.web.__file__)).parent / "static" / "built" / "query.js"
Open = Callable[..., Any]
said = translations("fr").gettext
PHONE = {"width": 390, "height": 844}
COUNT = "SELECT (COUNT(*) AS ?n) { ?city a pc:City }"

editor = pytest.mark.skipif(not BUILT.is_file(), reason="the editor is not built: pip install . with npm at hand")


def write(page: Any, query: str) -> None:
    page.evaluate("text => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", query)


def run(page: Any) -> None:
    page.get_by_role("button", name=said("Run")).click()
    page.locator("#told", has_text=re.compile(r"\d")).wait_for()


@editor
def test_an_example_runs_and_its_cities_lead_to_their_pages(open_page: Open) -> None:
    page = open_page("/sparql?example=who-learns-with-bilbao", javascript=True)
    run(page)
    assert "2" in page.locator("#told").inner_text()
    rows = page.locator("table.answer tbody tr")
    assert rows.count() == 2
    link = rows.first.locator("a").first
    assert link.inner_text().startswith("city/")
    link.click()
    assert page.locator("h1").inner_text() in ("Bordeaux", "Johannesburg", "Johannesbourg")


@editor
def test_an_empty_answer_says_why_and_an_error_where(open_page: Open) -> None:
    page = open_page("/sparql", javascript=True)
    write(page, 'SELECT ?c { ?c a pc:City ; skos:prefLabel "Bilbao" }')
    run(page)
    assert '"Bilbao"' in page.locator("#result .note").inner_text()
    write(page, "SELECT {")
    run(page)
    assert "line 1, column" in page.locator("#told.problem").inner_text()


@editor
def test_a_shared_query_opens_elsewhere(open_page: Open) -> None:
    page = open_page("/sparql", javascript=True)
    write(page, COUNT)
    page.get_by_role("button", name=said("Share")).click()
    address = page.locator("#told a").get_attribute("href")
    other = open_page(address, javascript=True)
    assert other.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()") == COUNT
    assert COUNT in open_page(address).locator("textarea").input_value()


@editor
def test_a_saved_query_is_there_after_a_reload_and_can_be_deleted(open_page: Open) -> None:
    page = open_page("/sparql", javascript=True)
    page.on("dialog", lambda dialog: dialog.accept("<i>Mes villes</i>"))
    write(page, COUNT)
    page.get_by_role("button", name=said("Save")).click()
    page.reload()
    page.get_by_role("button", name="<i>Mes villes</i>", exact=True).click()
    assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()") == COUNT
    page.get_by_role("button", name=f"{said('Delete')}: <i>Mes villes</i>").click()
    assert page.locator("#saved").is_hidden()


@editor
def test_what_is_copied_runs(open_page: Open, site: Any, tmp_path: Path) -> None:
    page = open_page("/sparql", javascript=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    write(page, f'{COUNT} # it\'s "quoted" \\ here')
    page.locator("#format").select_option("csv")
    page.get_by_role("button", name=said("Copy as curl")).click()
    page.locator("#told", has_text=said("Copied")).wait_for()
    command = page.evaluate("navigator.clipboard.readText()")
    expected = site.client.get("/sparql", params={"query": COUNT, "format": "csv"}).text
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.split() == expected.split()
    page.get_by_role("button", name=said("Copy as Python")).click()
    cell = tmp_path / "cell.py"
    deadline = time.monotonic() + 10
    while "pandas" not in (text := page.evaluate("navigator.clipboard.readText()")) and time.monotonic() < deadline:
        time.sleep(0.05)
    cell.write_text(text + "print(table.n[0])\n")
    done = subprocess.run([sys.executable, str(cell)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == expected.split()[1]


@editor
def test_an_answer_is_downloaded_in_the_chosen_form(open_page: Open) -> None:
    page = open_page("/sparql", javascript=True)
    write(page, COUNT)
    page.locator("#format").select_option("csv")
    with page.expect_download() as download:
        page.get_by_role("button", name=said("Download")).click()
    assert download.value.suggested_filename == "peercity-1.csv"
    assert Path(download.value.path()).read_text().startswith("n\n")


@editor
def test_the_keyboard_reaches_leaves_and_runs_the_editor(open_page: Open) -> None:
    page = open_page("/sparql", javascript=True)
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+Enter")
    page.locator("table.answer").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('.CodeMirror') !== null")


@editor
def test_the_page_fits_a_phone(open_page: Open) -> None:
    page = open_page("/sparql?example=who-learns-with-bilbao", javascript=True, size=PHONE)
    run(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_query_runs_without_javascript(open_page: Open) -> None:
    page = open_page("/sparql?example=who-learns-with-bilbao")
    page.locator("#format").select_option("tsv")
    with page.expect_download() as download:
        page.get_by_role("button", name=said("Run")).click()
    assert "Bordeaux" in Path(download.value.path()).read_text()
