"""The pages over real HTTP: languages, safety and errors."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from peercity.recommender.phrases import phrases

FLOODS = "Comment alerter à temps la population en cas d’inondation ?"
HTML = {"Accept": "text/html"}
PATHS = (
    "/",
    "/sparql",
    "/sparql/about",
    "/ontology",
    "/releases",
    "/releases/1",
    "/releases/1/1",
    "/nowhere",
    f"/?challenge={FLOODS}&city=Bilbao",
    "/?challenge=Tarte+aux+pommes",
    "/id/city/bilbao-es.html",
    "/id/city/bilbo-es",
    "/concept/role/lead.html?type=pc:Participation&through=org:role",
)
ATTACKS = (
    "<script>alert(1)</script> impôts locaux",
    '"><img src=x onerror=alert(1)> taxes',
    "'; alert(1); // taxes locales",
    "</textarea><script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %} taxes",
    "%(number)s taxes %s %d locales",
)


class Tags(HTMLParser):
    """The tags of a page with their attributes, and what is not closed."""

    VOID = frozenset(("meta", "link", "input", "br", "hr", "img"))

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> at {self.getpos()}"


@pytest.mark.parametrize("path", ["/sparql", "/releases", "/releases/1"])
def test_a_page_that_is_a_document_too_varies_by_both(site: Any, path: str) -> None:
    assert site.client.get(path, headers=HTML).headers["vary"] == "Accept, Accept-Language"


@pytest.mark.parametrize(
    ("accept", "query", "language", "title"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.5", "", "fr", "Qui a déjà résolu cela"),
        ("es", "", "es", "¿Quién"),
        ("en-GB", "", "en", "Who has solved this?"),
        ("de,ja;q=0.8", "", "en", "Who has solved this?"),
        ("", "", "en", "Who has solved this?"),
        ("de, es;q=0.5", "", "es", "¿Quién"),
        ("fr", "?lang=es", "es", "¿Quién"),
        ("fr", "?lang=xx", "fr", "Qui a déjà résolu cela"),
    ],
)
def test_the_page_is_in_the_language_of_the_reader(
    site: Any, accept: str, query: str, language: str, title: str
) -> None:
    answer = site.client.get("/" + query, headers={"Accept-Language": accept})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept, Accept-Language"
    assert f'<html lang="{language}">' in answer.text
    assert title in answer.text


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_every_page_is_well_formed_and_its_fields_have_labels(site: Any, path: str, language: str) -> None:
    page = site.client.get(path, headers={**HTML, "Accept-Language": language}).text
    found = Tags(page)
    assert found.open == []
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes.get("for") for tag, attributes in found.tags if tag == "label"}
    for tag, attributes in found.tags:
        if tag in ("textarea", "select", "input") and attributes.get("type") != "hidden":
            assert attributes["id"] in labelled
        assert tag != "script" or (attributes.get("src") or "").startswith("/static/")
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag in ("link", "img", "form", "iframe"):
            addresses = [attributes.get(name) or "" for name in ("href", "src", "action")]
            assert not [address for address in addresses if address.startswith(("http", "//"))]
    assert [tag for tag, _ in found.tags if tag == "h1"] == ["h1"]
    assert not re.search(r"%\(\w+\)s|\{\w*\}", re.sub(r"(?s)<(textarea|pre)\b.*?</\1>", "", page))


def test_a_challenge_is_answered_with_reasons_and_sources(site: Any) -> None:
    page = site.client.get("/", params={"challenge": FLOODS, "city": "Dakar", "lang": "fr"}).text
    assert "La Paz" in page
    assert phrases("fr")["reason.passage"].partition("{")[0] in page
    assert "<cite>" in page


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_typed_is_shown_and_never_run(site: Any, attack: str) -> None:
    for field in ("challenge", "city", "axis", "region", "lang"):
        values = {"challenge": "impôts locaux", field: attack}
        page = site.client.get("/", params=values, headers=HTML).text
        found = Tags(page)
        assert found.open == []
        assert not [tag for tag, _ in found.tags if tag in ("script", "img")]
        assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on")]
    page = site.client.get("/" + attack.replace("?", ""), headers=HTML).text
    assert not [tag for tag, _ in Tags(page).tags if tag in ("script", "img")]


@pytest.mark.parametrize("language", ["fr", "es", "en"])
@pytest.mark.parametrize(
    ("params", "status", "phrase"),
    [
        ({"challenge": ""}, 422, "problem.no_words"),
        ({"challenge": "a" * 3000}, 413, "problem.too_long"),
        ({"challenge": "taxes locales", "city": "Bilbuo"}, 404, "problem.city"),
        ({"challenge": "taxes locales", "axis": "econmy"}, 404, ""),
    ],
)
def test_a_bad_question_is_answered_on_the_page_in_the_language_of_the_reader(
    site: Any, params: dict[str, str], status: int, phrase: str, language: str
) -> None:
    answer = site.client.get("/", params={**params, "lang": language})
    assert answer.status_code == status
    assert '<p class="problem" role="alert">' in answer.text
    assert phrases(language).get(phrase, "").partition("{")[0] in answer.text
    assert ("Bilbao" in answer.text) == (phrase == "problem.city")
    assert f'value="{params.get("city", "")}"' in answer.text


def test_bytes_that_are_no_text_are_answered(site: Any) -> None:
    assert site.client.get("/?challenge=imp%F4ts%ED%A0%80&city=%FF").status_code in (404, 422)
    assert site.client.get("/%ED%A0%80", headers=HTML).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 200), ("GET", "/nowhere", 404), ("GET", "/static/site.css", 200), ("GET", "/static/none", 404),
     ("GET", "/healthz", 200), ("GET", "/openapi.json", 200), ("GET", "/sparql", 200), ("POST", "/", 405),
     ("POST", "/api/v1/ask", 422), ("GET", "/static/../../app.py", 404), ("GET", "/static/%2e%2e/app.py", 404)],
)  # fmt: skip
def test_every_response_has_the_security_headers(site: Any, method: str, path: str, status: int) -> None:
    answer = site.client.request(method, path, headers=HTML)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_a_missing_page_is_a_page_to_a_browser_and_json_to_a_program(site: Any) -> None:
    page = site.client.get("/nowhere", headers={**HTML, "Accept-Language": "fr"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Revenir à la question" in page.text
    answer = site.client.get("/nowhere", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (404, {"error": "There is no page '/nowhere'."})


def test_health_and_description(site: Any) -> None:
    assert site.client.get("/healthz").json() == {"status": "ok", "release": 1}
    described = site.client.get("/openapi.json").json()
    assert "/api/v1/ask" in described["paths"]


def test_the_sparql_page_offers_the_named_queries_and_its_form_runs(site: Any) -> None:
    page = site.client.get("/sparql", headers={**HTML, "Accept-Language": "es"}).text
    examples = re.findall(r'href="/sparql\?example=([\w-]+)', page)
    assert len(examples) >= 10
    for name in examples:
        assert site.client.get("/sparql", params={"example": name}, headers=HTML).status_code == 200
    answer = site.client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?c a pc:City }", "format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert int(answer.text.splitlines()[1]) > 100
    assert answer.headers["x-peercity-release"] == "1"
