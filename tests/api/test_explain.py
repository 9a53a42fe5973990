"""Zero rows explained: mistakes that are made, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from json import dumps

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercity.api.sparql.explain import Explanation, explain
from peercity.api.sparql.hints import TERMS
from peercity.graph.iris import BASE, PREFIXES
from peercity.graph.releases import Release

Explain = Callable[[str], Explanation | None]


@pytest.fixture(scope="module")
def ask(starter_release: Release) -> Callable[[str], bool]:
    return lambda text: bool(starter_release.store.query(text, base_iri=BASE, prefixes=PREFIXES))


@pytest.fixture(scope="module")
def explained(starter_release: Release, ask: Callable[[str], bool]) -> Explain:
    """A function that explains an empty answer over the starter data."""
    known = [row["term"].value for row in starter_release.store.query(TERMS, prefixes=PREFIXES)]
    return lambda text: explain(text, ask, lambda _: (3, 120), known=lambda: known)


MISTAKES = [
    # A literal as it is not in the data.
    ('SELECT * { ?c a pc:City ; skos:prefLabel "Bilbao" }', '?c skos:prefLabel "Bilbao"', '"Bilbao"@en'),
    ("SELECT * { ?c skos:prefLabel 'bilbao'@es }", "?c skos:prefLabel 'bilbao'@es", '"Bilbao"@es'),
    ('SELECT * { ?c skos:prefLabel "BILBAO" }', '?c skos:prefLabel "BILBAO"', '"Bilbao"@en'),
    ('SELECT * { ?c skos:notation "es" ; a pc:Country }', '?c skos:notation "es"', '"ES"'),
    ('SELECT * { ?c a pc:Country ; skos:notation "ES"@es }', '?c skos:notation "ES"@es', '"ES"'),
    ("SELECT * { ?p schema:startDate 2013 }", "?p schema:startDate 2013", '"2013"^^xsd:gYear'),
    ('SELECT * { ?p schema:startDate "2013" }', '?p schema:startDate "2013"', '"2013"^^xsd:gYear'),
    ('SELECT * { ?c a pc:City ; pc:coastDistance "152" }', '?c pc:coastDistance "152"', '"152"^^xsd:integer'),
    (
        'SELECT * { ?p a pc:CollaborativeProject ; schema:startDate "2009-01-01"^^xsd:date }',
        '?p schema:startDate "2009-01-01"^^xsd:date',
        '"2009"^^xsd:gYear',
    ),
    (
        'SELECT * { VALUES ?l { "Pau" } ?c a pc:City ; skos:prefLabel ?l }',
        "?c skos:prefLabel ?l",
        '"Pau"@en',
    ),
    ('SELECT * { BIND("Pau" AS ?l) ?c skos:prefLabel ?l }', "?c skos:prefLabel ?l", '"Pau"@en'),
    ('ASK { ?p pc:subjectRead "mobility" }', '?p pc:subjectRead "mobility"', "axis:mobility"),
    # A filter that compares what cannot be compared.
    ("SELECT * { ?p schema:startDate ?d FILTER(?d = 2013) }", "FILTER(?d = 2013)", '"2013"^^xsd:gYear'),
    ('SELECT * { ?c skos:prefLabel ?l FILTER(?l = "Bilbao") }', 'FILTER(?l = "Bilbao")', '"Bilbao"@en'),
    (
        'SELECT * { ?c a pc:City ; skos:prefLabel ?l FILTER(lang(?l) = "EN") }',
        'FILTER(lang(?l) = "EN")',
        '"en"',
    ),
    (
        'SELECT * { ?c a pc:City ; skos:prefLabel ?l . FILTER regex(?l, "^bilbao") }',
        'FILTER regex(?l, "^bilbao")',
        '"^Bilbao"',
    ),
    (
        'SELECT * { FILTER(contains(?l, "bilbao")) ?c a pc:City ; skos:prefLabel ?l }',
        'FILTER(contains(?l, "bilbao"))',
        '"Bilbao"',
    ),
    (
        "SELECT * { ?p a pc:CollaborativeProject ; schema:startDate ?d FILTER(?d > '2012-05-01'^^xsd:date) }",
        "FILTER(?d > '2012-05-01'^^xsd:date)",
        '"2012"^^xsd:gYear',
    ),
    ("SELECT * { ?c pc:population ?n FILTER(?n > 1e9) OPTIONAL { ?c pc:lead ?l } }", "FILTER(?n > 1e9)", None),
    # A term that is none.
    ("SELECT * { ?c a pc:Cities ; skos:prefLabel ?l }", "?c a pc:Cities", "pc:City"),
    ("SELECT * { ?c a pc:city }", "?c a pc:city", "pc:City"),
    ("SELECT * { ?c a schema:City }", "?c a schema:City", "pc:City"),
    ("SELECT * { ?c a <https://w3id.org/peercity/ontology/City> }", None, "pc:City"),
    ("SELECT * { ?c a pc:City ; pc:hasPopulation ?n }", "?c pc:hasPopulation ?n", "pc:population"),
    ("SELECT * { ?p <http://schema.org/startDate> ?d }", None, "schema:startDate"),
    (
        "PREFIX dc: <http://purl.org/dc/elements/1.1/> SELECT * { ?d a pc:Document ; dc:title ?t }",
        "?d dc:title ?t",
        "dcterms:title",
    ),
    ("SELECT * { ?c a pc:City ; rdfs:label ?l }", "?c rdfs:label ?l", "skos:prefLabel"),
    ("SELECT * { ?c a pc:City ; rdfs:label 'Pau' }", "?c rdfs:label 'Pau'", 'skos:prefLabel "Pau"@en'),
    ("SELECT * { ?p a pc:Practice ; pc:subjectRead axis:mobilty }", "?p pc:subjectRead axis:mobilty", "axis:mobility"),
    (
        "SELECT * { ?p pc:implementedBy <https://w3id.org/peercity/id/city/bilbao> }",
        None,
        "<https://w3id.org/peercity/id/city/bilbao-es>",
    ),
    (
        f"SELECT * {{ GRAPH <{BASE}graph/public/2013-reports> {{ ?p a pc:Event }} }}",
        "?p a pc:Event",
        f"<{BASE}graph/public/2013-report>",
    ),
    ("SELECT * { { ?c a pc:Town } UNION { ?c a pc:Cities } }", "{ ?c a pc:Town } UNION { ?c a pc:Cities }", "pc:City"),
    # A property that is one, and leads elsewhere.
    (
        "SELECT * { ?p a pc:Practice ; dcterms:subject axis:mobility }",
        "?p dcterms:subject axis:mobility",
        "pc:subjectRead",
    ),
    (
        f"SELECT * {{ <{BASE}city/bilbao-es> pc:implementedBy ?p }}",
        None,
        f"?p pc:implementedBy <{BASE}city/bilbao-es>",
    ),
    # What follows the pattern.
    ("SELECT * { ?c a pc:City } LIMIT 0", "LIMIT 0", None),
    ("SELECT * { ?c a pc:City } ORDER BY ?c OFFSET 9999 LIMIT 10", "OFFSET 9999", None),
    ("SELECT * { ?c a pc:City } VALUES ?c { <x> }", "VALUES ?c { <x> }", None),
    (
        "SELECT ?c { ?p pc:implementedBy ?c } GROUP BY ?c HAVING (COUNT(?p) > 99)",
        "HAVING (COUNT(?p) > 99)",
        None,
    ),
    ("SELECT * { ?c a pc:City MINUS { ?c a pc:City } }", "MINUS { ?c a pc:City }", None),
    ("SELECT * { ?c a pc:City { SELECT ?c { ?c pc:lead ?l } } }", "{ SELECT ?c { ?c pc:lead ?l } }", None),
    ("SELECT * { { SELECT ?c { ?c a pc:City ; pc:mayor ?m } } }", "?c pc:mayor ?m", None),
    ("SELECT * { ?c a pc:City FILTER NOT EXISTS { ?c a ?t } }", "FILTER NOT EXISTS { ?c a ?t }", None),
]


@pytest.mark.parametrize(("query", "pattern", "instead"), MISTAKES)
def test_a_mistake_is_found_and_put_right(
    explained: Explain, starter_release: Release, query: str, pattern: str | None, instead: str | None
) -> None:
    found = explained(query)
    assert found is not None
    assert found.pattern == pattern or pattern is None
    assert (found.hint.instead if found.hint and found.hint.kind != "unknown" else None) == instead
    if found.hint and instead:
        right = query.replace(found.hint.said, instead)
        answer = starter_release.store.query(right, base_iri=BASE, prefixes=PREFIXES)
        assert bool(answer) if right.startswith("ASK") else any(True for _ in answer)
    assert dumps(found.as_json())
    assert all(found.pattern in said for said in found.sentence.values())


def test_what_is_said_names_the_step_the_rate_and_the_hint(explained: Explain) -> None:
    found = explained('ASK { ?c a pc:City ; skos:prefLabel "Pau" }')
    assert found is not None
    assert (found.property, found.filled, found.of, found.alone) == (f"{PREFIXES['skos']}prefLabel", 3, 120, False)
    assert found.sentence["en"] == (
        'No row is left from the pattern “?c skos:prefLabel "Pau"” on. Even alone it matches nothing in the data. '
        'The property skos:prefLabel is filled in for 3 of 120 records. With "Pau"@en in place of "Pau" there are rows.'
    )


def test_a_term_that_nothing_uses_is_named_with_the_nearest(explained: Explain) -> None:
    found = explained("SELECT * { ?c a pc:City ; pc:country ?x }")
    assert found is not None
    assert found.hint is not None
    assert (found.hint.kind, found.hint.said, found.hint.instead) == ("unknown", "pc:country", "pc:countryCount")


@pytest.mark.parametrize("query", ["CONSTRUCT { ?s ?p ?o } { ?s a pc:Nothing }", "ASK { ?c a pc:City }", "", "ASK {"])
def test_where_there_is_nothing_to_explain_nothing_is_claimed(explained: Explain, query: str) -> None:
    assert explained(query) is None


PATTERNS = (
    *("?a a pc:City", "?a a pc:Practice", "?b a pc:City", "?a pc:implementedBy ?b", "?b pc:population ?n"),
    *("?a pc:subjectRead axis:mobility", "?a dcterms:subject ?t", "?a skos:prefLabel ?l", "?a pc:lead ?m"),
    *("?b schema:containedInPlace ?k", '?k skos:notation "ES"', "?a pc:status status:done", "?x pc:participant ?b"),
    *("?x pc:participatesIn ?a", "?x org:role role:lead", "?a schema:startDate ?d", "?d a pc:City"),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=9, unique=True), st.randoms(use_true_random=False))
def test_the_named_pattern_is_the_first_that_leaves_no_row(ask, explained, patterns, random) -> None:  # type: ignore[no-untyped-def]
    """However triples are written: with full stops, with semicolons, in groups, with comments and filters between."""
    kept = [f"ASK {{ {' . '.join(patterns[:number])} }}" for number in range(len(patterns) + 1)]
    rows = [ask(query) for query in kept]
    found = explained(_written(patterns, random))
    if rows[-1]:
        assert found is None
    else:
        assert found is not None
        assert found.pattern == patterns[rows.index(False) - 1]
        assert found.kind == "pattern"
    assert rows == sorted(rows, reverse=True)


def _written(patterns: list[str], random) -> str:  # type: ignore[no-untyped-def]
    """Return triples as some researcher may write them."""
    text, before = [patterns[0]], patterns[0]
    for before, pattern in pairwise(patterns):
        subject, rest = pattern.split(" ", 1)
        predicate, value = rest.split(" ", 1)
        same = before.split(" ")
        if same[:2] == [subject, predicate] and random.random() < 0.9:
            text.append(f", {value}")
        elif same[0] == subject and random.random() < 0.7:
            text.append(f"; # . }}\n{rest}")
        elif random.random() < 0.3:
            text.append(f". FILTER(true) {pattern}")
        else:
            text.append(f".{pattern}")
    closed = " ".join(text)
    return (
        random.choice(["ASK {%s}", "SELECT * WHERE { { %s . } }", "SELECT ?a { OPTIONAL { ?z a pc:Hub } %s }"]) % closed
    )
