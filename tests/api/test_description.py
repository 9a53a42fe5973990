"""The endpoint explains itself: to a machine by links alone, to a person on a page."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any
from urllib.parse import urljoin

import pytest
import rdflib
from rdflib import RDF, RDFS, SH, URIRef

from peercity.graph.catalogue.names import DCAT, DCTERMS, FOAF, SD, SPDX, VOID
from peercity.graph.queries import named_queries

TURTLE = {"Accept": "text/turtle"}


def read(site: Any, address: str) -> rdflib.Graph:
    answer = site.client.get(address, headers=TURTLE)
    assert answer.status_code == 200, address
    assert answer.headers["content-type"].startswith("text/turtle"), address
    return rdflib.Graph().parse(data=answer.text, format="turtle")


@pytest.fixture(scope="module")
def service(site: Any) -> rdflib.Graph:
    return read(site, f"{site.url}/sparql")


def test_a_stranger_finds_licence_examples_ontology_dump_and_citation_from_the_address_alone(
    site: Any, service: rdflib.Graph
) -> None:
    endpoint = next(service.subjects(RDF.type, SD.Service))
    assert str(endpoint) == f"{site.url}/sparql"
    assert service.value(endpoint, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert len(set(service.subjects(RDF.type, SH.SPARQLExecutable))) == len(named_queries())
    dataset = service.value(endpoint, SD.defaultDataset)
    assert str(service.value(dataset, DCTERMS.conformsTo)) == "https://w3id.org/peercity/ontology"
    catalogue = next(
        graph for more in service.objects(endpoint, RDFS.seeAlso) if (graph := self_described(site, str(more)))
    )
    found = next(iter(catalogue.objects(dataset, DCAT.distribution)))
    dump = site.client.get(str(catalogue.value(found, DCAT.downloadURL))).content
    checksum = catalogue.value(found, SPDX.checksum)
    assert hashlib.sha256(dump).hexdigest() == str(catalogue.value(checksum, SPDX.checksumValue))
    assert len(dump) == int(catalogue.value(found, DCAT.byteSize))  # type: ignore[arg-type]
    assert b"ontology#City" in gzip.decompress(dump)
    citations = [str(one) for one in catalogue.objects(dataset, DCTERMS.bibliographicCitation)]
    assert all(str(dataset) in citation for citation in citations)
    assert any(
        site.client.get(str(one)).text.startswith("@misc{") for one in catalogue.objects(dataset, FOAF.isPrimaryTopicOf)
    )


def self_described(site: Any, address: str) -> rdflib.Graph | None:
    answer = site.client.get(address, headers=TURTLE)
    return rdflib.Graph().parse(data=answer.text) if answer.headers["content-type"].startswith("text/turtle") else None


def test_every_address_of_the_server_in_a_description_answers(site: Any, service: rdflib.Graph) -> None:
    catalogue = read(site, f"{site.url}/catalogue")
    addresses = {str(term).partition("#")[0] for graph in (service, catalogue) for term in graph.all_nodes()}
    own = {one for one in addresses if one.startswith(site.url) and "/.well-known/sparql-examples/" not in one}
    assert len(own) > 6
    assert [one for one in sorted(own) if site.client.get(one, follow_redirects=True).status_code != 200] == []


def test_partitions_are_what_sparql_counts(site: Any, service: rdflib.Graph) -> None:
    counting = "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class } GROUP BY ?class"
    rows = site.client.post("/sparql", data={"query": counting, "format": "json"}).json()["results"]["bindings"]
    expected = {row["class"]["value"]: int(row["n"]["value"]) for row in rows if row["class"]["type"] == "uri"}
    dataset = next(service.subjects(RDF.type, SD.Dataset))
    found = {
        str(service.value(part, VOID["class"])): int(service.value(part, VOID.entities))  # type: ignore[arg-type]
        for part in service.objects(dataset, VOID.classPartition)
    }
    assert found == expected


def test_editors_complete_from_the_partitions(service: rdflib.Graph) -> None:
    """What SIB's sparql-editor asks of a service description: the properties of a class, and what they lead to."""
    rows = service.query(
        """SELECT ?to { ?part void:class pc:Practice ; void:propertyPartition ?of .
        ?of void:property pc:hinderedBy ; void:classPartition [ void:class ?to ] }"""
    )
    assert URIRef("https://w3id.org/peercity/ontology#Barrier") in {row[0] for row in rows}  # type: ignore[index]
    prefixes = set(service.query("SELECT ?prefix { [] sh:namespace ?namespace ; sh:prefix ?prefix }"))
    assert len(prefixes) > 5


@pytest.mark.parametrize("ending", ["ttl", "jsonld", "rdf", "nt"])
def test_each_form_says_the_same(site: Any, ending: str) -> None:
    formats = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
    answer = site.client.get("/.well-known/void", params={"format": ending})
    graph = rdflib.Graph().parse(data=answer.text, format=formats[ending])
    assert len(graph) == len(read(site, f"{site.url}/.well-known/void"))


def test_a_form_that_is_not_there_is_told_with_the_valid_ones(site: Any) -> None:
    answer = site.client.get("/catalogue", params={"format": "docx"})
    assert (answer.status_code, "ttl, jsonld, rdf, nt" in answer.json()["error"]) == (404, True)
    assert site.client.get("/catalogue", headers={"Accept": "image/png"}).status_code == 406


def test_browsers_get_pages_where_there_are_some(site: Any) -> None:
    for path in ("/sparql", "/releases", "/releases/1"):
        assert site.client.get(path, headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html")
        assert len(read(site, f"{site.url}{path}")) > 100
    dataset = site.client.get("/id/dataset")
    assert (dataset.status_code, urljoin(site.url, dataset.headers["location"])) == (303, f"{site.url}/catalogue")


PAGES = [
    ("fr", "non indiquée", "1\u202f000\u202f000"),
    ("es", "no consta", "1.000.000"),
    ("en", "not stated", "1,000,000"),
]


@pytest.mark.parametrize(("language", "said", "rows"), PAGES)
def test_the_page_about_the_endpoint_has_limits_sources_and_citation(
    site: Any, language: str, said: str, rows: str
) -> None:
    text = site.client.get("/sparql/about", params={"lang": language}).text
    assert rows in text
    assert said in text
    assert "SHA-256" in text
    assert "pc:relevance(?item" in text


def test_a_description_bears_the_name_by_which_the_server_was_called(site: Any) -> None:
    named = site.client.get("/.well-known/void", headers={**TURTLE, "Host": "data.example.org"}).text
    assert "http://data.example.org/sparql" in named
    assert "root.invalid" not in named
    assert "a>b" not in site.client.get("/catalogue", headers={**TURTLE, "Host": "a>b"}).text


def test_answers_tell_where_they_are_described(site: Any) -> None:
    links = site.client.get("/sparql", params={"query": "ASK {}"}).headers["link"]
    for name in ("license", "service-desc", "describedby", "service-doc"):
        assert f'rel="{name}"' in links
