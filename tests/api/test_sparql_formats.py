"""Negotiation of formats, and answers that are cut between two rows."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from peercity.api.sparql.errors import BadQuery, NotAcceptable, NotAllowed
from peercity.api.sparql.formats import FORMATS, Format, by_name, formats, negotiate
from peercity.api.sparql.text import look, require_query

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        (None, "json", "turtle"),
        ("", "json", "turtle"),
        ("*/*", "json", "turtle"),
        ("application/*", "json", "ntriples"),
        ("text/*", "csv", "turtle"),
        ("application/json", "json", "jsonld"),
        ("application/sparql-results+xml, application/rdf+xml", "xml", "rdfxml"),
        (
            "text/csv;q=0.5, text/tab-separated-values, application/n-triples;q=0.2, text/turtle;q=0.1",
            "tsv",
            "ntriples",
        ),
        ("TEXT/CSV; charset=utf-8, TEXT/TURTLE", "csv", "turtle"),
        ("text/csv, application/json, application/ld+json", "csv", "jsonld"),
        ("application/sparql-results+json;q=0, text/turtle;q=0, */*", "xml", "ntriples"),
        (BROWSER, "xml", "rdfxml"),
        ("json", "json", "jsonld"),
        ("XML", "xml", "rdfxml"),
    ],
)
def test_negotiation(accept: str | None, table: str, graph: str) -> None:
    assert negotiate(accept, "table").name == table
    assert negotiate(accept, "graph").name == graph


@pytest.mark.parametrize("accept", ["text/html", "image/*", "text/turtle", "turtle", "*/*;q=0", "nonsense"])
def test_what_cannot_be_given_is_refused_with_the_valid_ones(accept: str) -> None:
    with pytest.raises(NotAcceptable, match=r"json.*xml.*csv.*tsv") as refusal:
        negotiate(accept, "table")
    assert accept in str(refusal.value)
    assert refusal.value.status == 406


def test_short_names() -> None:
    assert [by_name(known.name, known.kind) for known in FORMATS] == list(FORMATS)
    assert by_name("ttl", "graph").media_type == "text/turtle"


NASTY = (
    '},{ "}',
    ']},{"@id":"',
    "a\r\nb",
    "a .\nb",
    '"',
    '""',
    "\\",
    '\\"',
    "</result>",
    "</rdf:Description>",
    "",
    "ñ 😀",
)


def _whole(form: Format) -> bytes:
    store = ox.Store()
    for number, text in enumerate(NASTY * 3):
        subject = ox.NamedNode(f"http://example.org/{number}")
        for word in (text, f"{text}{number}"):
            store.add(ox.Quad(subject, ox.NamedNode("http://example.org/says"), ox.Literal(word)))
    if form.kind == "graph":
        triples: Any = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
        rdf = ox.RdfFormat.from_media_type(form.media_type)
        assert rdf
        return ox.serialize(triples, format=rdf, prefixes={"e": "http://example.org/"}) or b""
    results: Any = store.query("SELECT ?s ?o ?none { ?s ?p ?o }")
    written: bytes = results.serialize(format=ox.QueryResultsFormat.from_media_type(form.media_type))
    return written


def _rows(form: Format, answer: bytes) -> Sequence[object]:
    """Read an answer strictly; the rows, or the triples in their order."""
    if form.name == "json":
        return list(json.loads(answer)["results"]["bindings"])
    if form.name == "xml":
        results = ElementTree.fromstring(answer)[1]
        return [ElementTree.tostring(row) for row in results]
    if form.name == "csv":
        text = answer.decode()
        assert text.endswith("\r\n")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:]
    if form.name == "tsv":
        assert answer.endswith(b"\n")
        return list(answer.decode().split("\n")[1:-1])
    return [str(quad.triple) for quad in ox.parse(answer, format=ox.RdfFormat.from_media_type(form.media_type))]


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_cut_answer_is_valid_and_holds_the_first_rows(form: Format) -> None:
    whole = _whole(form)
    all_rows = _rows(form, whole)
    assert len(all_rows) == 2 * 3 * len(NASTY)
    longest = 0
    for length in range(0, len(whole), 7):
        cut = form.cut(whole[:length])
        if cut is not None:
            rows = _rows(form, cut)
            assert rows == all_rows[: len(rows)]
            assert len(rows) >= longest, "a longer piece holds no fewer rows"
            longest = len(rows)
    assert longest >= len(all_rows) - 4


@pytest.mark.parametrize("form", [form for form in FORMATS if form.quotes != "never"], ids=lambda form: form.name)
def test_a_cut_takes_time_linear_in_the_length(form: Format) -> None:
    row = {"json": b'{"a":"1"},{"a":"', "csv": b'1\r\n"', "jsonld": b'{"@id":"1","p":[]},{"@id":"'}[form.name]
    written = row + form.boundary * 500_000
    started = time.process_time()
    cut = form.cut(written)
    assert time.process_time() - started < 2
    assert cut is not None
    assert len(cut) < 30
    assert form.cut(written + b'"' + form.boundary) != cut


def test_formats_of_a_kind_begin_with_the_usual_one() -> None:
    assert formats("table")[0].name == "json"
    assert formats("graph")[0].name == "turtle"


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <http://e/> { ?s ?p ?o } }",
        "ASK{service<http://e/>{?s ?p ?o}}",
        "PREFIX e: <http://e/> ASK{SERVICEe:x{?s ?p ?o}}",
        "PREFIX e: <http://e/> ASK{SERVICESILENTe:x{?s ?p ?o}}",
        "ASK { ?s ?p ?o.SERVICE ?s { ?a ?b ?c } }",
        "ASK { ?s ?p 'it''s'SERVICE ?s { ?a ?b ?c } }",
        "ASK { FILTER(1<2)SERVICE ?s { FILTER(2>1) } }",
    ],
)
def test_service_is_seen(text: str) -> None:
    with pytest.raises(NotAllowed, match="SERVICE is refused"):
        require_query(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?service $service 'service' }",
        'ASK { ?s ?p """a "SERVICE" \\""" service""" } # service',
        "ASK { <http://service/> e:service e:my.service }",
        "PREFIX services: <http://e/> ASK { services:a ?p ?o }",
        "PREFIX from: <http://e/> SELECT ?from { ?from from:a 'from' }",
        "SELECT * { ?s ?p ?o } # INSERT DATA FROM",
        "BASE <http://insert/> SELECT (1 AS ?insert) {}",
    ],
)
def test_what_only_looks_like_a_keyword_is_let_through(text: str) -> None:
    require_query(text)
    assert not look(text).service


@pytest.mark.parametrize(
    "text", ["INSERT DATA { <a:b> <a:b> 1 }", "PREFIX e: <e:> delete where { ?s ?p ?o }", "DROP ALL"]
)
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(NotAllowed, match="only reads"):
        require_query(text)


@pytest.mark.parametrize("opening", ["{", "(", "["])
def test_nesting_has_a_limit(opening: str) -> None:
    require_query("ASK " + opening * 200)
    with pytest.raises(BadQuery, match="nests braces or brackets 201 deep; at most 200"):
        require_query("ASK " + opening * 201)
    require_query(f"ASK {{ ?s ?p '{opening * 500}' }}")


def test_what_looks_like_an_iri_hides_no_nesting() -> None:
    """`<((?b>` is a comparison with a bracket for the engine."""
    with pytest.raises(BadQuery, match="401 deep"):
        require_query("ASK{FILTER(?a<" + "(" * 399 + "?b>1" + ")" * 400 + "}")
    require_query("ASK { ?s ?p " + ", ".join(f"<http://e/city_({number})>" for number in range(300)) + " }")
