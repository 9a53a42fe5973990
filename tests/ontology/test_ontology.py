"""Every word that records use means something, in three languages, and no word is there for nothing."""

from __future__ import annotations

from typing import Any

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

from peercity import ontology
from peercity.graph.iris import ONTOLOGY
from peercity.graph.records import Record

LANGUAGES = {"fr", "es", "en"}
KEYWORDS = {"@version", "id", "type"}
FIELDS = {
    field.alias or name
    for kind in Record.types.values()
    for name, field in kind.model_fields.items()
    if name not in KEYWORDS
}


@pytest.fixture(scope="module")
def terms() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology.PEERCITY)


def short_iri(definition: Any) -> str:
    return definition["@id"] if isinstance(definition, dict) else definition


def prefixes() -> dict[str, str]:
    """Return the context's prefixes, by name."""
    return {name: iri for name, value in ontology.context().items() if (iri := str(short_iri(value)))[-1] in "#/"}


def iri_of(term: str) -> rdflib.URIRef:
    prefix, _, name = short_iri(ontology.context()[term]).partition(":")
    return rdflib.URIRef(prefixes()[prefix] + name)


@pytest.mark.parametrize("path", [ontology.PEERCITY, ontology.CONCEPTS, ontology.SHAPES], ids=lambda path: path.name)
def test_the_turtle_files_parse_without_blank_statements(path: Any) -> None:
    assert len(rdflib.Graph().parse(path)) > 100


def test_the_vocabulary_has_no_node_without_a_name() -> None:
    graph = rdflib.Graph().parse(ontology.PEERCITY).parse(ontology.CONCEPTS)
    assert not [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)]


@pytest.mark.parametrize("kind", Record.types)
def test_every_record_type_is_a_class(kind: str, terms: rdflib.Graph) -> None:
    assert (iri_of(kind), RDF.type, OWL.Class) in terms


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_is_a_term_and_every_own_term_a_property(field: str, terms: rdflib.Graph) -> None:
    term = iri_of(field)
    if term.startswith(ONTOLOGY):
        assert set(terms.objects(term, RDF.type)) & {OWL.ObjectProperty, OWL.DatatypeProperty}


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_reused_property_has_a_name_and_a_definition_for_readers_in_three_languages(field: str) -> None:
    term = iri_of(field)
    reused = rdflib.Graph().parse(ontology.REUSED)
    for said in (RDFS.label, SKOS.definition):
        tags = {text.language for text in reused.objects(term, said)}
        assert tags == (set() if term.startswith(ONTOLOGY) else LANGUAGES)


def test_no_term_of_the_context_is_dead() -> None:
    context = ontology.context()
    used = {short_iri(context[term]).partition(":")[0] for term in [*FIELDS, *Record.types]}
    used |= {"concept", "xsd", "schema"}
    assert set(context) - KEYWORDS == FIELDS | set(Record.types) | used


def test_two_fields_never_share_a_property() -> None:
    iris = [iri_of(field) for field in sorted(FIELDS)]
    assert sorted(set(iris)) == sorted(iris)


def test_no_own_property_is_dead(terms: rdflib.Graph) -> None:
    properties = {
        term
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in terms.subjects(RDF.type, kind)
        if str(term).startswith(ONTOLOGY)
    }
    assert properties == {iri_of(field) for field in FIELDS if iri_of(field).startswith(ONTOLOGY)}


def test_every_own_term_is_labelled_and_defined_in_three_languages(terms: rdflib.Graph) -> None:
    own = {term for term in terms.subjects(RDF.type) if str(term).startswith(ONTOLOGY)}
    assert len(own) > 100
    for term in own:
        for predicate in (RDFS.label, SKOS.definition):
            texts = list(terms.objects(term, predicate))
            assert {text.language for text in texts} == LANGUAGES, (term, predicate)
            assert len(texts) == 3
            assert all(str(text).strip() for text in texts)
