"""A query cut into its parts."""

from __future__ import annotations

import re
import time
from typing import Any

import pyoxigraph as ox
import pytest

from peercity.api.sparql.cutting import cut
from peercity.graph.iris import BASE, ONTOLOGY, PREFIXES
from peercity.graph.queries import named_queries
from peercity.graph.releases import Release

FUNCTIONS = {ox.NamedNode(ONTOLOGY + name): lambda *_: ox.Literal(1) for name in ("relevance", "contextSimilarity")}


def steps(text: str) -> list[tuple[str, str]]:
    query = cut(text)
    assert query is not None
    return [(query.pieces[place].kind, query.pieces[place].text) for place in query.steps]


def test_each_kind_of_step_is_told_apart() -> None:
    text = """PREFIX : <x:> BASE <y:> SELECT ?a (COUNT(?b) AS ?n) FROM <g> FROM NAMED <h> {
      ?a :p/(:q|^:r)*/!(:s|^:t) 'a . b'@fr , \"\"\" ; \" \"\"\"^^<z> ; a :C . # comment . }
      FILTER(?a < 3 && ?b > 4) FILTER NOT EXISTS { ?a :x ?y } filter :f(?a)
      OPTIONAL { ?a :o ?o FILTER(?o) } MINUS { ?a :m 1 } BIND(1 + 1 AS ?two) VALUES (?v ?w) { (1 UNDEF) }
      { ?u :u 1. } UNION { ?u :v 2.5 } { ?i :i true } GRAPH ?g { ?j :j [ :k 3 ; :l ( 4 5 ) ] } [ :m 1 ] :n 2 ; :o 3 .
      { SELECT ?z { ?z ?z ?z } } _:b :p -1.
    } GROUP BY ?a HAVING (COUNT(?b) > 1) ORDER BY ?a LIMIT 5 OFFSET 1 VALUES ?a { :v }"""
    query = cut(text)
    assert query is not None
    assert steps(text) == [
        ("pattern", "?a :p/(:q|^:r)*/!(:s|^:t) 'a . b'@fr"),
        ("pattern", '?a :p/(:q|^:r)*/!(:s|^:t) """ ; " """^^<z>'),
        ("pattern", "?a a :C"),
        ("optional", "OPTIONAL { ?a :o ?o FILTER(?o) }"),
        ("minus", "MINUS { ?a :m 1 }"),
        ("bind", "BIND(1 + 1 AS ?two)"),
        ("values", "VALUES (?v ?w) { (1 UNDEF) }"),
        ("union", "{ ?u :u 1. } UNION { ?u :v 2.5 }"),
        ("pattern", "?i :i true"),
        ("pattern", "?j :j [ :k 3 ; :l ( 4 5 ) ]"),
        ("pattern", "[ :m 1 ] :n 2 ; :o 3"),
        ("subselect", "{ SELECT ?z { ?z ?z ?z } }"),
        ("pattern", "_:b :p -1"),
        ("filter", "FILTER(?a < 3 && ?b > 4)"),
        ("filter", "FILTER NOT EXISTS { ?a :x ?y }"),
        ("filter", "filter :f(?a)"),
    ]
    assert query.dataset == "FROM <g> FROM NAMED <h>"
    assert list(query.tail) == ["group", "having", "order", "limit", "offset", "values"]


@pytest.mark.parametrize("name", [query.name for query in named_queries()])
def test_every_prefix_of_a_named_query_is_a_query(name: str, starter_release: Release) -> None:
    text = next(query.text for query in named_queries() if query.name == name)
    query = cut(text)
    if query is None:  # Its answer is a graph.
        assert re.search(r"^(CONSTRUCT|DESCRIBE)\b", text, re.MULTILINE)
        return
    setting: Any = {"base_iri": BASE, "prefixes": PREFIXES, "custom_functions": FUNCTIONS}
    for place in query.steps:
        for asked in (query.until(place), query.alone(place)):
            ox.Store().query(asked, **setting)
    answer = starter_release.store.query(text, **setting)
    has_rows = bool(answer) if isinstance(answer, ox.QueryBoolean) else any(True for _ in answer)
    assert bool(starter_release.store.query(query.until(query.steps[-1]), **setting)) == has_rows


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <x> { ?s ?p ?o } }",
        "SELECT * { << ?s ?p ?o >> ?q ?r }",
        "SELECT * { ?s ?p 'a\\u007Db' }",
        "SELECT * { ?s ?p ?o",
        "SELECT * { ?s ?p }",
        "SELECT * { ?s ?p ?o ) }",
        "DESCRIBE ?s { ?s ?p ?o }",
        "ASK { ?s ?p ?o } GROUP BY ?s",
        "SELECT",
    ],
)
def test_what_is_not_known_is_not_cut(text: str) -> None:
    assert cut(text) is None


@pytest.mark.parametrize(
    "piece",
    ["{", "(", '"', "'''\n\\", "'''x\\", "<a", "#", "a.", "a..", "@", "é", "-1e", "'a' ", "?s ?p ?o . ", "{ } UNION "],
)
def test_a_hostile_text_is_cut_in_time(piece: str) -> None:
    started = time.process_time()
    cut("ASK { " + piece * (100_000 // len(piece)) + " }")
    assert time.process_time() - started < 2
