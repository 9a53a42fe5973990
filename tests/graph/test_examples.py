"""The named queries as RDF: an editor that knows only the endpoint finds them all."""

from __future__ import annotations

from typing import Any

import pytest
import rdflib
from rdflib import DCTERMS, SDO, Literal, URIRef

from peercity.graph.examples import LICENCE, examples
from peercity.graph.iris import PREFIXES
from peercity.graph.queries import named_queries

ENDPOINT = "https://example.org/sparql"
LANGUAGES = {"fr", "es", "en"}

# Which examples there are, as the READMEs of sib-swiss/sparql-editor (sh:describe) and sparql-examples (spex:describe)
# ask an endpoint.
FIND = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
SELECT DISTINCT ?example ?comment ?query {
  ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|%s:describe ?query .
} ORDER BY ?example"""
# Which prefixes it knows, as the README of sparql-editor asks.
FIND_PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix"""
FIND_EXPECTED = """
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#>
PREFIX void: <http://rdfs.org/ns/void#>
SELECT ?example ?expected { ?example mf:result/(rs:size|rs:boolean|void:triples) ?expected }"""


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return examples(ENDPOINT)


def name(iri: Any) -> str:
    return str(iri).removeprefix(f"{ENDPOINT}/.well-known/sparql-examples/")


@pytest.mark.parametrize("vocabulary", ["sh", "spex"])
def test_editors_find_every_query_with_its_question_in_three_languages(graph: rdflib.Graph, vocabulary: str) -> None:
    found = {
        (name(row.example), row.comment.language): (str(row.comment), str(row.query))
        for row in graph.query(FIND % vocabulary)
    }
    assert found == {
        (query.name, language): (question, query.text)
        for query in named_queries()
        for language, question in query.questions.items()
    }


def test_an_example_has_one_text_per_property_and_its_class(graph: rdflib.Graph) -> None:
    for query in named_queries():
        form = query.form.lower()
        (found,) = graph.query(
            f"""PREFIX sh: <http://www.w3.org/ns/shacl#>
            SELECT ?text {{ ?example a sh:SPARQL{form.title()}Executable ; sh:{form} ?text ;
              <{DCTERMS.identifier}> "{query.name}" }}"""
        )
        assert str(found.text) == query.text


def test_an_example_states_what_the_query_gives(graph: rdflib.Graph) -> None:
    found = {name(row.example): row.expected.toPython() for row in graph.query(FIND_EXPECTED)}
    assert found == {query.name: query.rows for query in named_queries()}


def test_an_example_names_its_endpoint_topic_and_licence(graph: rdflib.Graph) -> None:
    for example in graph.subjects(DCTERMS.identifier):
        assert list(graph.objects(example, SDO.target)) == [URIRef(ENDPOINT)]
        assert list(graph.objects(example, DCTERMS.license)) == [LICENCE]
        topics = list(graph.objects(example, SDO.keywords))
        assert {topic.language for topic in topics if isinstance(topic, Literal)} == LANGUAGES
        assert len(topics) == 3


def test_the_prefixes_of_the_endpoint_and_of_the_queries_are_declared_once(graph: rdflib.Graph) -> None:
    found = [(str(row.prefix), str(row.namespace)) for row in graph.query(FIND_PREFIXES)]
    declared = dict(found)
    assert len(declared) == len(found)
    assert PREFIXES.items() <= declared.items()
    for query in named_queries():
        for line in query.text.splitlines():
            if line.startswith("PREFIX "):
                _, prefix, iri = line.split()
                assert declared[prefix.rstrip(":")] == iri[1:-1]


def test_nothing_is_without_a_name_so_that_it_is_written_alike_each_time(graph: rdflib.Graph) -> None:
    assert not [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)]
    assert examples(f"{ENDPOINT}/").serialize(format="nt").count("sparql//") == 0
