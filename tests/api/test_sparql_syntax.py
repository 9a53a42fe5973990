"""Mistakes in the syntax of a query, and what is said of them."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest

from peercity.api.sparql.syntax import syntax_error
from peercity.graph.iris import BASE, PREFIXES


def said(text: str) -> str:
    with pytest.raises(SyntaxError) as error:
        ox.Store().query(text, base_iri=BASE, prefixes=PREFIXES)
    return str(syntax_error(text, error.value))


MISTAKES = [
    ("SELECT ?x {", "column 12, at its end: '}' is missing there."),
    ("SELECT ?x { ?x a pc:City # all\n", "line 2, column 1, at its end: '}' is missing there."),
    ("SELECT { ?x a ?y }", "column 8, near '{ ?x a ?y }': a variable or '*' is missing there."),
    ("SELECT * {\n ?x a ?y\n ?x pc:lead ?z\n}", "line 3, column 2, near '?x pc:lead ?z': '.' is missing there."),
    ("SELECT * { ?x pc:lead 'é😀' ?x a ?y }", "column 28, near '?x a ?y }': '.' is missing there."),
    ("SELECT * { ?x a ?y FILTER(?x = (1 + 2) }", "column 40, near '}': ')' is missing there."),
    ("SELECT * { ?x a ?y FILTER ?x > 1 }", "column 27, near '?x > 1 }': valid there: an <IRI> or '('."),
    ("SELECT * { ?x a ?y FILTER(?x = 1 AND ?y = 2) }", "near 'AND ?y = 2) }': valid there: ')', '*', '&&' or '||'."),
    ("SELECT * {} LIMIT 5 ORDER BY ?x", "column 21, near 'ORDER BY ?x': valid there: 'OFFSET' or 'VALUES'."),
    ("SELECT * {} LIMIT", "at its end: a number is missing there."),
    ("SELECT ?x { ?x a ?y } GROUP ?x", "near '?x': 'BY' is missing there."),
    ("SELECT (COUNT(?x) ?n) { ?x a ?y }", "near '?n) { ?x a ?y }': 'AS' is missing there."),
    ("SELECT COUNT(?x) { ?x a ?y }", "column 8, near 'COUNT(?x) { ?x a ?y }': valid there: a variable, '(' or '*'."),
    ("SELECT ?x, ?y { ?x a ?y }", "near ', ?y { ?x a ?y }': ',' is one too many."),
    ("SELECT * { ?x a ?y } }", "column 22, near '}': '}' is one too many."),
    ("SELECT * { ?x a City }", "near 'City }': valid there: a variable, an <IRI>, a text, a number, '(' or '*'."),
    ("SELECT * { ?x a }", "near '}': a variable, an <IRI>, a text or a number is missing there."),
    ('SELECT * { ?x a "Pau }', "column 17, near '\"Pau }': the text that begins there is not closed."),
    ("SELECT * { ?x a <a b> }", "an IRI is not valid."),
    ("PREFIX e: <http://e/ SELECT * {}", "an IRI is not closed by '>'."),
    (
        "PREFIX e <http://e/> SELECT * {}",
        "near 'e <http://e/> SELECT * {}': valid there: a prefix with its ':'.",
    ),
    ("PREFIX e: http://e/ SELECT * {}", "near 'http://e/ SELECT * {}': valid there: an <IRI>."),
    ("SELECT * {\n?s foo:bar ?o }", "line 2, column 4, near 'foo:bar ?o }': the prefix 'foo:' is not declared; known"),
    ("SELECT (COUNT(*) AS ?n) ?s { ?s ?p ?o }", "SELECT names a variable that is neither grouped nor aggregated."),
    ("SELECT (1 AS ?s) { ?s ?p ?o }", "AS names a variable that has a value already."),
    ("SELEC * {}", "line 1, column 1, near 'SELEC * {}': valid there: 'SELECT', 'ASK', 'CONSTRUCT', 'DESCRIBE',"),
    ("\0", "line 1, column 1"),
    (" # \n", "The query is empty. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE."),
]


@pytest.mark.parametrize(("text", "words"), MISTAKES)
def test_a_mistake_is_told_where_it_is_and_what_would_be_right(text: str, words: str) -> None:
    assert words in said(text)


@pytest.mark.parametrize("piece", ["?a ?b ?c . ", "{} UNION ", "OPTIONAL { ?a ?b ?c } ", "?x = 1 "])
def test_a_long_query_costs_little_more_than_reading_it(piece: str) -> None:
    """No candidate makes a query that the engine would plan, which takes it minutes for the longest ones."""
    started = time.process_time()
    assert "line 1, column" in said("SELECT * { " + piece * (100_000 // len(piece)))
    assert time.process_time() - started < 5
