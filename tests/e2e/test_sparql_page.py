"""A researcher at the query page: runs, shares, saves and takes along a query."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import peercity.api.web
from peercity.api.web.languages import translations
from peercity.graph.queries import named_query

BUILT = Path(str(peercity.api.web.__file__)).parent / "static" / "built" / "query.js"
Open = Callable[..., Any]
said = translations("fr").gettext
PHONE = {"width": 390, "height": 844}
COUNT = "SELECT (COUNT(*) AS ?n) { ?city a pc:City }"
AWKWARD = f'{COUNT} # it\'s "quoted" \\ with ünïcode, $HOME & 100 %\n#   """'
EXAMPLE = "/sparql?example=who-learns-with-bilbao"

editor = pytest.mark.skipif(not BUILT.is_file(), reason="the editor is not built: pip install . with npm at hand")


@pytest.fixture
def desk(open_page: Open) -> Open:
    """A function that opens the page with its editor."""

    def desk(path: str = "/sparql", query: str = "", **options: Any) -> Any:
        page = open_page(path, javascript=True, **options)
        if query:
            page.evaluate("text => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", query)
        return page

    return desk


def run(page: Any, name: str = said("Run")) -> Any:
    """Run the query and return what the page shows."""
    page.get_by_role("button", name=name, exact=True).click()
    shown = page.locator("#shown > *")
    shown.first.wait_for()
    return page.locator("#shown")


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=said(name), exact=True).click()


def written(page: Any) -> str:
    return str(page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()"))


@editor
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "Lignes : 2 · "), ("es", "Filas: 2 · "), ("en", "Rows: 2 · ")],
)
def test_an_example_runs_in_the_language_of_the_reader(desk: Open, language: str, sentence: str) -> None:
    page = desk(EXAMPLE, locale=language)
    shown = run(page, translations(language).gettext("Run"))
    status = page.locator("#status").inner_text().replace("\xa0", " ").replace("\u202f", " ")
    assert status.startswith(sentence)
    assert status.endswith(" 1")
    assert shown.locator("tbody tr").count() == 2
    assert page.locator("#asked h2").inner_text() == named_query("who-learns-with-bilbao").questions[language]


@editor
def test_a_city_of_an_answer_leads_to_its_page(desk: Open) -> None:
    page = desk(f"{EXAMPLE}&lang=fr")
    link = run(page).locator("tbody a").first
    assert link.inner_text() == "city/bordeaux-fr"
    link.click()
    assert page.locator("h1").inner_text() == "Bordeaux"
    assert page.locator("html").get_attribute("lang") == "fr"
    page.go_back()
    assert "city:bilbao-es" in written(page)


@editor
def test_an_example_is_loaded_with_one_click_and_one_step_back_leads_to_the_one_before(desk: Open) -> None:
    page = desk(EXAMPLE)
    before = written(page)
    page.locator("#desk summary").nth(1).click()
    link = page.locator("details[open] a").first
    question = link.inner_text()
    link.click()
    page.locator("#asked h2", has_text=question).wait_for()
    assert written(page) != before
    assert link.get_attribute("aria-current") == "true"
    page.go_back()
    page.locator("#asked h2", has_text=named_query("who-learns-with-bilbao").questions["fr"]).wait_for()
    assert written(page) == before


@editor
def test_an_empty_answer_says_why(desk: Open) -> None:
    page = desk(query='SELECT ?c { ?c a pc:City ; skos:prefLabel "Bilbao" }')
    assert "Plus aucun résultat" in run(page).locator(".note").inner_text()


@editor
def test_an_error_says_where_and_leads_there(desk: Open) -> None:
    page = desk(query="SELECT *\n{ ?s ?p }")
    problem = run(page).locator(".problem")
    assert said("The query cannot be read.") in problem.inner_text()
    assert "line 2, column" in problem.inner_text()
    problem.get_by_role("button").click()
    place = page.evaluate("(({line, ch}) => [line, ch])(document.querySelector('.CodeMirror').CodeMirror.getCursor())")
    assert place[0] == 1
    assert page.evaluate("document.activeElement.closest('.CodeMirror') !== null")


@editor
def test_truths_and_graphs_are_shown_too(desk: Open) -> None:
    assert run(desk(query="ASK { ?city a pc:City }")).inner_text() == said("Yes")
    page = desk(query="DESCRIBE <https://w3id.org/peercity/id/city/bilbao-es>")
    assert 'prefLabel "Bilbao"@en' in run(page).inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="N-Triples").click()
    assert Path(download.value.path()).read_text().count("bilbao-es> <") > 10


@editor
def test_a_long_answer_shows_its_rows_by_and_by(desk: Open) -> None:
    page = desk(query="SELECT ?a { ?a a pc:City }")
    shown = run(page)
    assert shown.locator("tbody tr").count() == 50
    press(page, "Show more rows")
    assert shown.locator("tbody tr").count() == 100


@editor
def test_a_query_can_be_stopped(desk: Open) -> None:
    page = desk(query="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    press(page, "Run")
    press(page, "Stop")
    assert page.locator("#status").inner_text() == said("The query was stopped.")


@editor
def test_a_shared_query_opens_elsewhere_with_its_title(desk: Open, open_page: Open) -> None:
    page = desk(EXAMPLE)
    query = written(page)
    press(page, "Share")
    address = page.locator("#beside pre").inner_text()
    other = desk(address)
    assert written(other) == query
    assert other.locator("#asked h2").inner_text() == named_query("who-learns-with-bilbao").questions["fr"]
    assert open_page(address).locator("textarea").input_value().strip() == query.strip()


@editor
def test_a_saved_query_is_there_after_a_reload_and_can_be_deleted(desk: Open) -> None:
    page = desk(query=COUNT)
    press(page, "Save")
    page.get_by_label(said("Title")).fill("<i>Mes villes</i>")
    page.keyboard.press("Enter")
    page.goto("/sparql")
    page.get_by_role("button", name="<i>Mes villes</i>", exact=True).click()
    assert written(page) == COUNT
    page.get_by_role("button", name=f"{said('Delete')}: <i>Mes villes</i>").click()
    assert page.locator("#kept").is_hidden()


@editor
def test_what_is_taken_along_runs_in_a_shell_and_in_a_notebook(desk: Open, site: Any, tmp_path: Path) -> None:
    count = site.client.get("/sparql", params={"query": COUNT, "format": "csv"}).text.split()[1]
    for query in (AWKWARD, COUNT):
        page = desk(query=query)
        press(page, "As curl")
        command = page.locator("#beside pre").inner_text()
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["n", count]
        press(page, "As Python")
        assert python(page.locator("#beside pre").inner_text(), tmp_path) == f"         n\n0  {count:>8}".split()


@editor
@pytest.mark.parametrize(
    ("query", "expected"),
    [("ASK { ?city a pc:City }", ["True"]), ("DESCRIBE <https://w3id.org/peercity/id/city/bilbao-es>", [])],
)
def test_a_cell_of_a_truth_or_a_graph_runs_too(desk: Open, tmp_path: Path, query: str, expected: list[str]) -> None:
    page = desk(query=query)
    press(page, "As Python")
    printed = python(page.locator("#beside pre").inner_text(), tmp_path)
    assert printed == expected or "rdfg:Graph" in " ".join(printed)


def python(cell: str, folder: Path) -> list[str]:
    """Run a notebook cell and return the words of what it shows."""
    lines = cell.rstrip().splitlines()
    (folder / "cell.py").write_text("\n".join([*lines[:-1], f"print({lines[-1]})"]), encoding="utf-8")
    done = subprocess.run([sys.executable, str(folder / "cell.py")], capture_output=True, text=True, check=True)
    return done.stdout.split()


@editor
def test_the_whole_answer_is_downloaded(desk: Open) -> None:
    page = desk(query="SELECT ?a { ?a a pc:City }")
    run(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "peercity-1.csv"
    assert len(Path(download.value.path()).read_text().splitlines()) > 100


@editor
def test_terms_of_this_endpoint_complete_what_is_typed(desk: Open) -> None:
    page = desk(query="SELECT * { ?a a pc:Prac")
    page.evaluate("(cm => { cm.focus(); cm.setCursor(0, 99) })(document.querySelector('.CodeMirror').CodeMirror)")
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint", has_text="pc:Practice").wait_for()
    page.keyboard.press("Enter")
    assert "?a a pc:Practice" in written(page)
    page.keyboard.type(" ; pc:popul")
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint", has_text="pc:population").first.wait_for()


@editor
def test_known_prefixes_are_no_error_and_unknown_ones_are(desk: Open) -> None:
    marks = desk(f"/sparql?draft={COUNT}").locator(".parseErrorIcon")
    assert marks.count() == 0
    page = desk(query="ASK { ?a a unknown:City }")
    assert page.locator(".parseErrorIcon").get_attribute("title") == said("This line is not valid SPARQL.")


@editor
def test_a_prefix_gets_its_line_when_it_is_typed(desk: Open) -> None:
    page = desk(query=" ")
    page.locator("#ask label").first.click()
    page.keyboard.type("ASK { ?a a pc:City }")
    page.locator(".cm-keyword", has_text="PREFIX").wait_for()
    assert written(page).startswith("PREFIX pc: <https://w3id.org/peercity/ontology#>")


@editor
def test_what_could_not_be_saved_or_shared_is_told(desk: Open) -> None:
    page = desk(query=COUNT)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') } }")
    press(page, "Save")
    page.get_by_label(said("Title")).fill("x")
    page.keyboard.press("Enter")
    assert page.locator("#beside").inner_text() == said("This browser keeps nothing for this page.")
    page.route("**/api/v1/queries", lambda route: route.fulfill(status=429))
    press(page, "Share")
    page.locator("#beside", has_text=said("Many links were made from here; please try again later.")).wait_for()


@editor
def test_the_keyboard_runs_and_leaves_the_editor(desk: Open) -> None:
    page = desk()
    page.locator("#ask label").first.click()
    page.keyboard.press("Control+Enter")
    page.locator("#shown table").wait_for()
    inside = "document.activeElement.closest('.CodeMirror') !== null"
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not page.evaluate(inside)


@editor
def test_edits_survive_a_change_of_language(desk: Open) -> None:
    page = desk(EXAMPLE, query=COUNT)
    page.get_by_role("link", name="Español").click()
    page.locator("html[lang=es] .CodeMirror").wait_for()
    assert written(page) == COUNT


@editor
def test_the_page_with_its_answer_fits_a_phone(desk: Open) -> None:
    page = desk(EXAMPLE, size=PHONE)
    run(page)
    press(page, "As Python")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@editor
def test_editor_and_page_weigh_less_than_300_kb() -> None:
    weight = sum(len(gzip.compress(path.read_bytes())) for path in (BUILT, BUILT.with_suffix(".css")))
    assert weight < 300_000


def test_a_query_runs_without_javascript(open_page: Open) -> None:
    page = open_page(EXAMPLE)
    page.locator("#format").select_option("tsv")
    with page.expect_download() as download:
        page.get_by_role("button", name=said("Run")).click()
    assert "Bordeaux" in Path(download.value.path()).read_text()


def test_a_link_that_was_cut_says_so_and_offers_an_example(open_page: Open) -> None:
    page = open_page("/sparql?q=none")
    assert page.locator("#asked .problem").is_visible()
    assert page.locator("textarea").input_value()
