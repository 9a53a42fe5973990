"""The ontology: a page for a person, RDF for machines, a table for statistics."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
import rdflib

from peercity import ontology
from peercity.api.web.diagram import EDGES, diagram
from peercity.graph.catalogue.statistics import statistics
from peercity.graph.iris import ONTOLOGY, short_name
from peercity.graph.releases import Release

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_every_term_has_its_place_on_the_page(site: Any, language: str) -> None:
    page = site.client.get("/ontology", params={"lang": language}, headers=HTML).text
    places = set(re.findall(r'\bid="([^"]+)"', page))
    terms = rdflib.Graph().parse(ontology.PEERCITY)
    names = {str(term).removeprefix(ONTOLOGY) for term in terms.subjects(rdflib.RDF.type) if ONTOLOGY in str(term)}
    assert names <= places
    labels = [text for text in terms.objects(None, rdflib.RDFS.label) if text.language == language]  # type: ignore[union-attr]
    assert len(labels) > 100
    assert [str(label) for label in labels if str(label) not in page.replace("&#39;", "'")] == []


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_every_link_within_the_page_leads_somewhere_and_no_place_is_there_twice(site: Any, language: str) -> None:
    page = site.client.get("/ontology", params={"lang": language}, headers=HTML).text
    places = re.findall(r'\bid="([^"]+)"', page)
    assert len(set(places)) == len(places)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)


@pytest.mark.parametrize("path", ["", ".csv", ".ttl", "/shapes", "/context.jsonld"])
def test_what_can_be_read_can_be_asked_about(site: Any, path: str) -> None:
    answer = site.client.head(f"/ontology{path}")
    assert (answer.status_code, answer.content) == (200, b"")


def test_rdf_by_negotiation_and_by_ending(site: Any) -> None:
    expected = len(rdflib.Graph().parse(ontology.PEERCITY))
    for headers, path in (({"Accept": "text/turtle"}, "/ontology"), ({}, "/ontology.ttl")):
        answer = site.client.get(path, headers=headers)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert len(rdflib.Graph().parse(data=answer.text, format="turtle")) == expected
    assert len(rdflib.Graph().parse(data=site.client.get("/ontology.rdf").text, format="xml")) == expected
    assert len(rdflib.Graph().parse(data=site.client.get("/ontology/shapes").text, format="turtle")) > 500
    assert "@context" in json.loads(site.client.get("/ontology/context.jsonld").text)
    assert site.client.get("/ontology.docx").status_code == 404


def test_the_codebook_is_a_table_too(site: Any) -> None:
    answer = site.client.get("/ontology.csv", params={"lang": "es"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) > 300
    country = next(row for row in rows if (row["class"], row["property"]) == ("City", "schema:containedInPlace"))
    assert (country["label"], country["takes"]) == ("país", "iri")
    assert int(country["filled"]) <= int(country["records"])
    assert all(row["definition"] for row in rows)


def test_examples_in_the_table_are_in_its_language(site: Any) -> None:
    texts = set()
    for language in ("fr", "es", "en"):
        answer = site.client.get("/ontology.csv", params={"lang": language})
        rows = {(row["class"], row["property"]): row for row in csv.DictReader(io.StringIO(answer.text))}
        texts.add(rows["Practice", "dcterms:description"]["example"])
    assert len(texts) == 3


def test_every_line_of_the_drawing_is_in_the_data(starter_release: Release) -> None:
    found = statistics(starter_release).properties_of
    for one, name, other in EDGES:
        leads = {short_name(iri): count.classes for iri, count in found[ONTOLOGY + one].items()}
        assert ONTOLOGY + other in leads[name], (one, name, other)


def test_boxes_of_the_drawing_do_not_overlap() -> None:
    names = {name for one, _, other in EDGES for name in (one, other)}
    drawn = diagram({ONTOLOGY + name: name for name in names})
    places = [(box.x, box.y) for box in drawn.boxes]
    assert len(set(places)) == len(places) == len(names)
    assert all(x < drawn.width and y < drawn.height for x, y in places)
