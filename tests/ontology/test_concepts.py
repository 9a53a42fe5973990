"""The concepts: named and defined in three languages, each in its scheme, none missing that the data uses."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import RDF, SKOS

from peercity import ontology
from peercity.graph.check import concepts as known_concepts
from peercity.graph.iris import CONCEPT, concept
from peercity.graph.sources import SourceFile

LANGUAGES = {"fr", "es", "en"}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology.CONCEPTS)


def test_every_concept_is_named_and_defined_in_three_languages(graph: rdflib.Graph) -> None:
    found = {*graph.subjects(RDF.type, SKOS.Concept), *graph.subjects(RDF.type, SKOS.ConceptScheme)}
    assert len(found) > 100
    for term in found:
        for predicate in (SKOS.prefLabel, SKOS.definition):
            texts = list(graph.objects(term, predicate))
            assert {text.language for text in texts} == LANGUAGES, (term, predicate)
            assert len(texts) == 3, (term, predicate)


def test_every_concept_is_in_the_scheme_of_its_name(graph: rdflib.Graph) -> None:
    for term in graph.subjects(RDF.type, SKOS.Concept):
        scheme = str(term).removeprefix(CONCEPT).partition("/")[0]
        assert list(graph.objects(term, SKOS.inScheme)) == [rdflib.URIRef(CONCEPT + scheme)]
        assert (rdflib.URIRef(CONCEPT + scheme), RDF.type, SKOS.ConceptScheme) in graph


def test_no_two_concepts_of_a_scheme_have_the_same_name(graph: rdflib.Graph) -> None:
    seen: dict[tuple[object, str, str], object] = {}
    for term in graph.subjects(RDF.type, SKOS.Concept):
        for text in graph.objects(term, SKOS.prefLabel):
            key = (graph.value(term, SKOS.inScheme), text.language, str(text).casefold())
            assert seen.setdefault(key, term) == term, key


def test_links_between_concepts_lead_to_concepts(graph: rdflib.Graph) -> None:
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    for predicate in (SKOS.broader, SKOS.narrower, SKOS.related):
        assert {target for _, target in graph.subject_objects(predicate)} <= concepts


def test_the_six_axes_of_the_2013_report_are_there(graph: rdflib.Graph) -> None:
    names = {
        str(label)
        for term in graph.subjects(SKOS.inScheme, rdflib.URIRef(CONCEPT + "axis"))
        for label in graph.objects(term, SKOS.prefLabel)
        if label.language == "fr"
    }
    assert names == {"Économie", "Gouvernance", "Citoyenneté", "Mobilité", "Environnement", "Qualité de vie"}


def test_gestion_is_another_name_of_the_axis_governance(graph: rdflib.Graph) -> None:
    others = {
        str(text).casefold() for text in graph.objects(rdflib.URIRef(concept("axis", "governance")), SKOS.altLabel)
    }
    assert "gestion" in others
    assert "gestion" not in {str(text).casefold() for _, text in graph.subject_objects(SKOS.prefLabel)}


THEMES = {
    "talent",
    "emerging-sectors",
    "business-spaces",
    "entrepreneurship",
    "participation",
    "citizen-services",
    "smart-administration",
    "online-public-services",
}


def test_the_themes_of_the_two_reports_are_there_under_an_axis(graph: rdflib.Graph) -> None:
    for name in THEMES:
        assert f"concept:theme/{name}" in known_concepts()
        broader = [str(axis) for axis in graph.objects(rdflib.URIRef(concept("theme", name)), SKOS.broader)]
        assert broader
        assert all(axis.startswith(CONCEPT + "axis/") for axis in broader)


def test_the_strategic_priorities_run_from_a_to_e(graph: rdflib.Graph) -> None:
    names = sorted(name.rpartition("/")[2] for name in known_concepts() if name.startswith("concept:priority/"))
    assert [name[:2] for name in names] == ["a-", "b-", "c-", "d-", "e-"]


def test_a_role_and_a_status_can_stay_not_stated() -> None:
    assert {"concept:role/not-stated", "concept:status/not-stated"} <= known_concepts()


def test_every_concept_that_the_starter_data_names_exists(starter: list[SourceFile]) -> None:
    named: set[str] = set()
    waiting: list[object] = [list(file.records) for file in starter]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and value.startswith("concept:"):
            named.add(value)
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    assert len(named) > 50
    assert named <= known_concepts()
