"""The tests of the SPARQL 1.1 Protocol, as far as they concern queries, on the running server.

Written from the text of https://www.w3.org/TR/sparql11-protocol/ and the list of W3C's own tests of it. Left out are
the tests of updates, which this endpoint refuses: that it does is tested. W3C's tests of datasets name graphs that a
server is to fetch; ours never fetches, so they name graphs of the release.
"""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

GRAPH = "https://w3id.org/peercity/id/graph/public/"
ONE, OTHER, THIRD = f"{GRAPH}2013-report", f"{GRAPH}2020-2021-report", f"{GRAPH}urbact-networks"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
TABLE = "application/sparql-results+json"
SELECT = "SELECT (1 AS ?value) {}"


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.body = response.status, response.read().decode()
        self.media_type = response.headers["Content-Type"].partition(";")[0]

    @property
    def is_true(self) -> bool:
        assert self.status == 200, self.body
        return '"boolean":true' in self.body


@pytest.fixture
def ask(site: Any) -> Any:
    def ask(method: str, parameters: Any = "", body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
        target = "/sparql" + (f"?{urlencode(parameters, doseq=True)}" if parameters else "")
        connection.request(method, target, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    return ask


def post(ask: Any, form: Any, **headers: str) -> Answer:
    found: Answer = ask("POST", "", urlencode(form, doseq=True).encode(), Content_Type=FORM, Accept=TABLE, **headers)
    return found


def test_query_via_get(ask: Any) -> None:
    answer = ask("GET", {"query": "ASK {}"}, Accept=TABLE)
    assert answer.is_true
    assert answer.media_type == TABLE


def test_query_via_post_form(ask: Any) -> None:
    assert post(ask, {"query": "ASK {}"}).is_true


def test_query_via_post_directly(ask: Any) -> None:
    assert ask("POST", "", b"ASK {}", Content_Type=DIRECT, Accept=TABLE).is_true


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_default_graphs_are_merged(ask: Any, way: str) -> None:
    """Each statement of the named ones is in the default graph, and of no other one."""
    text = "ASK { { ?s dcterms:title ?a } FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
    dataset = {"default-graph-uri": [ONE, OTHER]}
    assert in_dataset(ask, way, text, dataset).is_true
    assert in_dataset(ask, way, count_is(ask, ONE, OTHER), dataset).is_true


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_named_graphs_are_those_named(ask: Any, way: str) -> None:
    text = f"ASK {{ GRAPH <{ONE}> {{ ?s ?p ?o }} GRAPH <{OTHER}> {{ ?a ?b ?c }} FILTER NOT EXISTS {{ ?x ?y ?z }} }}"
    dataset = {"named-graph-uri": [ONE, OTHER]}
    assert in_dataset(ask, way, text, dataset).is_true
    assert not in_dataset(ask, way, f"ASK {{ GRAPH <{THIRD}> {{ ?s ?p ?o }} }}", dataset).is_true


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_a_full_dataset_has_both(ask: Any, way: str) -> None:
    dataset = {"default-graph-uri": [THIRD], "named-graph-uri": [ONE]}
    text = f"ASK {{ ?s ?p ?o GRAPH ?g {{ ?a ?b ?c }} FILTER(?g = <{ONE}>) }}"
    assert in_dataset(ask, way, text, dataset).is_true
    assert in_dataset(ask, way, count_is(ask, THIRD), dataset).is_true


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_dataset_of_the_protocol_overrides_that_of_the_query(ask: Any, way: str) -> None:
    counting = count_is(ask, ONE).replace("ASK", f"ASK FROM <{THIRD}>")
    assert in_dataset(ask, way, counting, {"default-graph-uri": [ONE]}).is_true


def in_dataset(ask: Any, way: str, text: str, dataset: dict[str, list[str]]) -> Answer:
    if way == "get":
        found: Answer = ask("GET", {"query": text, **dataset}, Accept=TABLE)
        return found
    if way == "form":
        return post(ask, {"query": text, **dataset})
    direct: Answer = ask("POST", dataset, text.encode(), Content_Type=DIRECT, Accept=TABLE)
    return direct


def count_is(ask: Any, *graphs: str) -> str:
    """Return an ASK for whether the default graph holds as many different statements as some graphs together.

    Different ones: the engine matches a statement once for each graph of a merge that holds it.
    """
    union = " UNION ".join(f"{{ GRAPH <{graph}> {{ ?s ?p ?o }} }}" for graph in graphs)
    text = f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ {union} }} }}"
    count = int(ask("GET", {"query": text}, Accept="text/csv").body.split()[1])
    return f"ASK {{ {{ SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT * {{ ?s ?p ?o }} }} }} FILTER(?n = {count}) }}"


@pytest.mark.parametrize(
    ("query", "accept", "valid"),
    [
        (SELECT, "", ("application/sparql-results+xml", TABLE, "text/tab-separated-values", "text/csv")),
        ("ASK {}", "", ("application/sparql-results+xml", TABLE)),
        ("DESCRIBE <http://example.org/>", "", ("application/rdf+xml", "application/rdf+json", "text/turtle")),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", "", ("application/rdf+xml", "application/rdf+json", "text/turtle")),
        (SELECT, "application/sparql-results+xml", ("application/sparql-results+xml",)),
        ("ASK {}", "application/sparql-results+xml, text/csv;q=0.5", ("application/sparql-results+xml",)),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", "application/rdf+xml", ("application/rdf+xml",)),
    ],
)
def test_the_content_type_fits_the_form_of_the_query(ask: Any, query: str, accept: str, valid: tuple[str, ...]) -> None:
    answer = ask("GET", {"query": query}, **({"Accept": accept} if accept else {}))
    assert answer.status == 200
    assert answer.media_type in valid


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_fail(ask: Any, method: str) -> None:
    assert 400 <= ask(method, {"query": "ASK {}"}, b"").status < 500


def test_two_queries_fail(ask: Any) -> None:
    assert ask("GET", {"query": ["ASK {}", "SELECT * {}"]}).status == 400
    assert post(ask, {"query": ["ASK {}", "SELECT * {}"]}).status == 400


def test_a_wrong_or_missing_media_type_fails(ask: Any) -> None:
    assert ask("POST", "", b"ASK {}", Content_Type="text/plain").status == 415
    assert ask("POST", "", b"query=ASK%20%7B%7D", Content_Type="").status == 415
    assert ask("POST", "", b"ASK {}", Content_Type="").status == 415


def test_a_query_that_is_not_utf_8_fails(ask: Any) -> None:
    encoded = "SELECT (1 AS ?é) {}".encode("utf-16")
    assert ask("POST", "", encoded, Content_Type=f"{DIRECT}; charset=UTF-16").status == 400


def test_a_query_that_is_no_sparql_fails_with_400(ask: Any) -> None:
    assert ask("GET", {"query": "ASK"}).status == 400


def test_updates_are_refused(ask: Any) -> None:
    clear = "CLEAR ALL"
    assert ask("POST", "", clear.encode(), Content_Type="application/sparql-update").status == 403
    assert post(ask, {"update": clear}).status == 403
    assert ask("GET", {"update": clear}).status == 403
    assert post(ask, {"query": clear}).status == 403
