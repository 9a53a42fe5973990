"""Whatever is sent to the endpoint, it answers with a sentence or an answer, never with a fault of its own."""

from __future__ import annotations

import string
import sys
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

EXPECTED = {200, 400, 403, 404, 406, 413, 415, 422, 503, 504}
SAID = r"""SELECT ASK CONSTRUCT DESCRIBE WHERE FILTER OPTIONAL UNION MINUS GRAPH SERVICE BIND VALUES LIMIT -1 GROUP BY
HAVING PREFIX pc: pc:City a ?x ?y <http://e/> "x"@fr " ' { } ( ) [ ] << >> . ; , | ^ / * + ! = \u0053 #"""
WORDS = st.sampled_from(SAID.split())
quiet = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@pytest.mark.filterwarnings("ignore")
def test_requests_made_from_the_description_get_what_it_says(site: Any) -> None:
    schema = schemathesis.openapi.from_url(f"{site.url}/openapi.json").include(path="/sparql")
    checks = [not_a_server_error, content_type_conformance, response_schema_conformance]
    for operation in schema.get_all_operations():

        @given(case=operation.ok().as_strategy())
        @quiet
        def holds(case: Any) -> None:
            response = case.call(base_url=site.url)
            assert response.status_code in EXPECTED
            case.validate_response(response, checks=checks if response.status_code < 500 else checks[1:])

        holds()


@quiet
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_words_of_sparql_in_any_order(site: Any, text: str) -> None:
    answer = site.client.post("/sparql", data={"query": text})
    assert answer.status_code in EXPECTED
    if answer.status_code != 200:
        assert list(answer.json()) == ["error"]


@quiet
@given(st.text(), st.sampled_from(["query", "format", "default-graph-uri", "named-graph-uri", "release", "explain"]))
def test_any_text_in_any_parameter(site: Any, text: str, name: str) -> None:
    answer = site.client.post("/sparql", data={"query": "ASK {}"} | {name: text.encode("utf-8", "replace").decode()})
    assert answer.status_code in EXPECTED


@quiet
@given(st.text(st.sampled_from(string.printable), max_size=60))
def test_any_accept_header(site: Any, accept: str) -> None:
    line = "".join(letter for letter in accept if letter.isprintable()).strip()
    assert site.client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": line}).status_code in (200, 406)


HOSTILE = {
    "five megabytes": ("SELECT * { } #" + "x" * 5_000_000, 413),
    "braces": ("ASK " + "{" * 4_000 + "}" * 4_000, 400),
    "parentheses": (f"ASK {{ FILTER({'(' * 40_000}1{')' * 40_000}) }}", 400),
    "negations": (f"ASK {{ FILTER({'!' * 90_000}true) }}", 422),
    "unions": ("ASK { " + "{} UNION " * 9_000 + "{} }", 422),
    "an unknown prefix": ("ASK { ?s dcterm:title ?o }", 400),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of a process; see containment.contain")
@pytest.mark.parametrize("name", HOSTILE)
def test_what_would_end_the_parser_costs_one_query(site: Any, name: str) -> None:
    text, status = HOSTILE[name]
    answer = site.client.post("/sparql", content=text, headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code == status, answer.text
    assert len(answer.json()["error"]) < 500
    assert site.client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
