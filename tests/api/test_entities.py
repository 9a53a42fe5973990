"""Linked data over real HTTP: what is accepted, the reader's language, RDF, and clear refusals."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.api.web import rdf
from peercity.api.web.languages import translations
from peercity.api.web.rdf import RDF, Syntax
from peercity.graph.entity.description import description
from peercity.graph.iris import BASE, CONCEPT, ENDINGS
from peercity.graph.releases import Release

BILBAO, REPORT, ROLE = "/id/city/bilbao-es", "/id/document/2013-report", "/concept/role/lead"
GRAPH = "/id/graph/public/2013-report"
HTML = {"Accept": "text/html"}
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


class Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]

    def starting(self, start: str) -> str:
        return next(link for link in self.found if link.startswith(start))


def iri_of(path: str) -> str:
    return BASE + path.removeprefix("/id/") if path.startswith("/id/") else CONCEPT + path.removeprefix("/concept/")


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (CHROME, ".html"),
        ("*/*", ".html"),
        ("", ".html"),
        ("text/turtle", ".ttl"),
        ("application/ld+json, text/turtle;q=0.9", ".jsonld"),
        ("text/html;q=0.5, application/rdf+xml", ".rdf"),
        ("text/html;q=0, */*", ".ttl"),
        ("application/n-triples;q=0.2, application/trig;q=0.3", ".trig"),
        ("application/n-quads", ".nq"),
        ("TEXT/TURTLE;q=1.0;x=y", ".ttl"),
        ("text/*", ".html"),
        ("application/*", ".jsonld"),
    ],
)
def test_an_iri_leads_to_the_document_that_is_accepted(site: Any, accept: str, ending: str) -> None:
    response = site.client.get(f"{BILBAO}?lang=fr", headers={"Accept": accept})
    assert response.status_code == 303
    assert response.headers["location"] == f"{BILBAO}{ending}?lang=fr"
    assert response.headers["vary"] == "Accept, Accept-Language"
    followed = site.client.get(response.headers["location"])
    assert followed.status_code == 200
    assert site.client.head(response.headers["location"]).headers["content-type"] == followed.headers["content-type"]


def test_no_thing_can_be_called_as_a_document() -> None:
    assert {syntax.ending for syntax in (rdf.HTML, *RDF)} == set(ENDINGS)


def test_what_cannot_be_given_is_refused_with_what_can(site: Any) -> None:
    response = site.client.get(BILBAO, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.json()["error"]


@pytest.mark.parametrize("path", [BILBAO, REPORT, ROLE, GRAPH])
@pytest.mark.parametrize("syntax", RDF, ids=lambda syntax: syntax.name)
def test_the_document_says_what_the_store_states(
    site: Any, starter_release: Release, path: str, syntax: Syntax
) -> None:
    response = site.client.get(path + syntax.ending)
    assert response.headers["content-type"].partition(";")[0] == syntax.media_type
    assert response.headers["access-control-allow-origin"] == "*"
    address = ox.NamedNode(iri_of(path) + syntax.ending)
    found = {quad for quad in ox.parse(response.content, syntax.rdf) if quad.subject != address}
    quads, _ = description(starter_release.store, iri_of(path))
    assert found == (set(quads) if syntax.has_graphs else {ox.Quad(*quad.triple) for quad in quads})


def test_rdflib_reads_it_too(site: Any) -> None:
    import rdflib

    sizes = {
        len(rdflib.Graph().parse(data=site.client.get(BILBAO + ending).text, format=name))
        for ending, name in ((".ttl", "turtle"), (".rdf", "xml"), (".nt", "nt"), (".jsonld", "json-ld"))
    }
    assert len(sizes) == 1


@pytest.mark.parametrize(
    ("language", "path", "said"),
    [("fr", BILBAO, "(en anglais)"), ("es", BILBAO, "(en inglés)"), ("en", REPORT, "(in French)")],
)
def test_a_page_is_in_the_reader_s_language_and_says_what_is_not(
    site: Any, language: str, path: str, said: str
) -> None:
    response = site.client.get(f"{path}.html", headers={"Accept-Language": language})
    assert response.headers["content-language"] == language
    assert translations(language).gettext("What refers to it") in response.text
    assert said in response.text
    assert f' lang="{"fr" if language == "en" else "en"}">' in response.text


def test_a_date_is_as_precise_as_its_source_and_a_plan_is_as_of_its_date(site: Any) -> None:
    page = site.client.get("/id/event/2013-05-bordeaux-working-meeting.html?lang=en").text
    assert "May 2013" in page
    assert "31 May 2013" in page
    later = site.client.get("/id/event/2014-11-smart-governance-meeting.html?lang=en").text
    assert "planned, as of 2013" in later
    assert "upcoming" not in page + later


def test_links_stay_on_this_server_and_in_the_language_asked_for(site: Any) -> None:
    page = site.client.get(f"{BILBAO}.html?lang=es").text
    assert 'href="/id/country/es.html?lang=es"' in page
    assert f'href="{BASE}' not in page
    assert f"{BASE}city/bilbao-es" in page


def test_the_answer_to_a_question_links_to_the_pages_of_its_items_and_cities(site: Any) -> None:
    page = site.client.get("/?challenge=floods&lang=en").text
    assert 'href="/id/practice/' in page
    assert 'href="/id/city/' in page


@pytest.mark.parametrize("path", [BILBAO, GRAPH])
def test_its_query_waits_on_the_page_of_the_endpoint_and_runs(site: Any, path: str) -> None:
    link = Links(site.client.get(f"{path}.html").text).starting("/sparql?draft=")
    assert f"&lt;{iri_of(path)}&gt;" in site.client.get(link, headers=HTML).text
    query = parse_qs(urlsplit(link).query)["draft"][0]
    assert len(site.client.get("/sparql", params={"query": query}).json()["results"]["bindings"]) > 10


def test_a_wrong_iri_is_a_404_with_the_nearest(site: Any) -> None:
    page = site.client.get("/id/city/bilbo-es", headers=HTML)
    assert page.status_code == 404
    assert f'href="{BILBAO}.html"' in page.text
    other = site.client.get("/id/city/bilbo-es.ttl")
    assert other.status_code == 404
    assert "city/bilbao-es" in other.json()["error"]


@pytest.mark.parametrize(
    "query", ["type=<>", "type=pc:City&through=x y", "type=&page=0", "type=pc:City&page=99999999999"]
)
def test_a_group_that_is_not_there_is_no_error(site: Any, query: str) -> None:
    assert site.client.get(f"{ROLE}.html?{query}").status_code == 200


def test_pages_of_a_group_lead_to_each_other(site: Any) -> None:
    first = site.client.get(f"{ROLE}.html?type=pc:Participation&through=org:role").text
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'rel="prev"' in site.client.get(f"{ROLE}.html?type=pc:Participation&through=org:role&page=2").text


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(["id", "concept"]),
    name=st.one_of(st.text(max_size=60), st.text("./%25ab~ ", max_size=40), st.just("a" * 4_000)),
    ending=st.sampled_from(["", *ENDINGS]),
    accept=st.sampled_from(["text/html", "text/turtle", "*/*"]),
)
def test_no_path_breaks_the_server(site: Any, kind: str, name: str, ending: str, accept: str) -> None:
    path = f"/{kind}/{quote(name, safe='/%', errors='replace')}{ending}"
    assert site.client.get(path, headers={"Accept": accept}).status_code in (303, 307, 400, 404)
