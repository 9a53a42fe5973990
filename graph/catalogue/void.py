"""A release in VoID, with partitions by class and property: https://www.w3.org/TR/void/"""

from __future__ import annotations

import hashlib

import rdflib
from rdflib import RDF, XSD, Literal, URIRef

from ..citing import TITLES, cite
from ..dumps import FORMATS as DUMPS
from ..iris import ONTOLOGY, PREFIXES
from ..releases import Release
from .names import DCTERMS, FOAF, LICENCE, ONTOLOGY_DOCUMENT, VOID, VOID_EXT, Addresses, in_languages, new_graph
from .statistics import PropertyCount, Statistics, statistics

_GEONAMES = "https://sws.geonames.org/"


def void(release: Release, *, root: str) -> rdflib.Graph:
    """Return the description of a release that a server at `root` serves.

    Partitions have the shape that SIB's sparql-editor completes from: of each class its properties, and of each of
    these the classes and datatypes that it leads to.

    Source: https://github.com/sib-swiss/void-generator
    """
    graph, here = new_graph(), Addresses(root)
    count = statistics(release)
    dataset = here.release(release.number)
    graph.add((here.void, RDF.type, VOID.DatasetDescription))
    graph.add((here.void, FOAF.primaryTopic, dataset))
    graph.add((here.void, DCTERMS.license, LICENCE))
    graph.add((dataset, RDF.type, VOID.Dataset))
    in_languages(graph, dataset, DCTERMS.title, TITLES)
    graph.add((dataset, DCTERMS.license, LICENCE))
    graph.add((dataset, DCTERMS.issued, Literal(release.facts["created"][:10], datatype=XSD.date)))
    graph.add((dataset, DCTERMS.bibliographicCitation, Literal(cite(release).text)))
    graph.add((dataset, DCTERMS.conformsTo, ONTOLOGY_DOCUMENT))
    graph.add((dataset, VOID.sparqlEndpoint, here.endpoint))
    graph.add((dataset, VOID.uriSpace, Literal(release.facts["base"])))
    graph.add((dataset, VOID.exampleResource, URIRef(f"{release.facts['base']}city/bilbao-es")))
    for made in DUMPS.values():
        graph.add((dataset, VOID.dataDump, URIRef(f"{dataset}/{made.file}")))
    for vocabulary in _vocabularies(count):
        graph.add((dataset, VOID.vocabulary, URIRef(vocabulary)))
    _totals(graph, dataset, count)
    _partitions(graph, here, dataset, release.number, count)
    _linkset(graph, here, dataset, release)
    return graph


def _vocabularies(count: Statistics) -> list[str]:
    terms = [*count.properties, *count.classes]
    known = {iri for prefix, iri in PREFIXES.items() if prefix not in ("axis", "theme", "status", "role")}
    return sorted(iri for iri in known if iri == ONTOLOGY or any(term.startswith(iri) for term in terms))


def _totals(graph: rdflib.Graph, dataset: URIRef, count: Statistics) -> None:
    for name, number in (
        (VOID.triples, count.triples),
        (VOID.distinctSubjects, count.subjects),
        (VOID.distinctObjects, count.objects),
        (VOID.properties, len(count.properties)),
        (VOID.classes, len(count.classes)),
    ):
        graph.add((dataset, name, Literal(number)))


def _partitions(graph: rdflib.Graph, here: Addresses, dataset: URIRef, number: int, count: Statistics) -> None:
    for iri, statements in sorted(count.properties.items()):
        part = here.part(number, f"property-{digest(iri)}")
        graph.add((dataset, VOID.propertyPartition, part))
        graph.add((part, VOID.property, URIRef(iri)))
        graph.add((part, VOID.triples, Literal(statements)))
    for iri, things in sorted(count.classes.items()):
        part = here.part(number, f"class-{digest(iri)}")
        graph.add((dataset, VOID.classPartition, part))
        graph.add((part, VOID["class"], URIRef(iri)))
        graph.add((part, VOID.entities, Literal(things)))
        for name, found in sorted(count.properties_of.get(iri, {}).items()):
            inner = here.part(number, f"class-{digest(iri)}-{digest(name)}")
            graph.add((part, VOID.propertyPartition, inner))
            _property(graph, inner, URIRef(name), found)


def _property(graph: rdflib.Graph, part: URIRef, name: URIRef, found: PropertyCount) -> None:
    graph.add((part, VOID.property, name))
    graph.add((part, VOID.triples, Literal(found.triples)))
    graph.add((part, VOID.distinctSubjects, Literal(found.subjects)))
    for iri, triples in sorted(found.classes.items()):
        leads = URIRef(f"{part}-{digest(iri)}")
        graph.add((part, VOID.classPartition, leads))
        graph.add((leads, VOID["class"], URIRef(iri)))
        graph.add((leads, VOID.triples, Literal(triples)))
    for iri, triples in sorted(found.datatypes.items()):
        leads = URIRef(f"{part}-{digest(iri)}")
        graph.add((part, VOID_EXT.datatypePartition, leads))
        graph.add((leads, VOID_EXT.datatype, URIRef(iri)))
        graph.add((leads, VOID.triples, Literal(triples)))


def _linkset(graph: rdflib.Graph, here: Addresses, dataset: URIRef, release: Release) -> None:
    """Add the links of cities to GeoNames."""
    counting = f'SELECT (COUNT(*) AS ?n) {{ ?s schema:sameAs ?o FILTER(STRSTARTS(STR(?o), "{_GEONAMES}")) }}'
    results: object = release.store.query(counting, prefixes=PREFIXES)
    links = int(next(iter(results))["n"].value)  # type: ignore[call-overload]
    part, target = here.part(release.number, "links-to-geonames"), URIRef("https://www.geonames.org/")
    graph.add((part, RDF.type, VOID.Linkset))
    graph.add((dataset, VOID.subset, part))
    graph.add((part, VOID.subjectsTarget, dataset))
    graph.add((part, VOID.objectsTarget, target))
    graph.add((part, VOID.linkPredicate, URIRef(f"{PREFIXES['schema']}sameAs")))
    graph.add((part, VOID.triples, Literal(links)))


def digest(iri: str) -> str:
    """Return the name of a term in the address of a partition."""
    return hashlib.sha256(iri.encode()).hexdigest()[:10]
