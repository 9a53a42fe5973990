"""The codebook says what the ontology defines and what the release holds."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from peercity import ontology
from peercity.graph.codebook import Codebook, codebook
from peercity.graph.coverage import fields
from peercity.graph.iris import ONTOLOGY, last_part
from peercity.graph.releases import Release


@pytest.fixture(scope="module", params=["fr", "es", "en"])
def book(request: Any, starter_release: Release) -> Codebook:
    return codebook(starter_release, language=request.param)


def test_every_term_of_the_ontology_is_there_with_its_definition(book: Codebook) -> None:
    terms = rdflib.Graph().parse(ontology.PEERCITY)
    defined = {str(term) for term in terms.subjects(rdflib.RDF.type) if str(term).startswith(ONTOLOGY)}
    classes = {one.iri: one for _, members in book.groups for one in members}
    properties = {term.iri: term for term in book.terms}
    assert {iri for iri in (*classes, *properties) if iri.startswith(ONTOLOGY)} == defined
    assert {name for _, name in fields()} <= set(properties)
    for one in (*classes.values(), *properties.values()):
        assert one.definition is not None
        assert one.definition.language == one.label.language
        assert one.definition.text


def test_every_example_is_in_the_release(book: Codebook, starter_release: Release) -> None:
    store, count = starter_release.store, 0
    for cls in (one for _, members in book.groups for one in members):
        for field in cls.fields:
            if field.example:
                count += 1
                record, name = ox.NamedNode(field.example.record), ox.NamedNode(field.path)
                values = {quad.object.value for quad in store.quads_for_pattern(record, name, None, None)}  # type: ignore[union-attr]
                assert field.example.value in values
            else:
                assert not field.coverage or field.coverage.filled == 0 or field.name.startswith("geo:")
    assert count > 150


def test_what_a_field_takes_is_what_its_shape_says(book: Codebook) -> None:
    practice = next(one for _, members in book.groups for one in members if one.name == "Practice")
    takes = {field.name: field.takes for field in practice.fields}
    assert takes["pc:status"] == ("https://w3id.org/peercity/concept/status",)
    assert [last_part(scheme) for scheme in takes["dcterms:subject"]] == ["axis", "theme", "strand"]
    assert takes["pc:recognitionKind"] == ("https://w3id.org/peercity/concept/kind",)
    assert takes["skos:prefLabel"] == (str(rdflib.RDF.langString),)
    assert set(takes["schema:startDate"]) == {str(rdflib.XSD[name]) for name in ("gYear", "gYearMonth", "date")}


def test_a_text_that_stands_once_in_each_language_is_not_several(book: Codebook) -> None:
    practice = next(one for _, members in book.groups for one in members if one.name == "Practice")
    many = {field.name: field.many for field in practice.fields}
    assert (many["skos:prefLabel"], many["schema:keywords"], many["pc:status"]) == (False, True, False)


def test_the_concepts_of_a_list_are_those_of_its_scheme(book: Codebook) -> None:
    axes = next(scheme for scheme in book.schemes if scheme.iri.endswith("/axis"))
    assert len(axes.concepts) == 6
    assert sum(concept.uses for concept in axes.concepts) > 100
