"""All releases as a series of data sets in a catalogue: https://www.w3.org/TR/vocab-dcat-3/"""

from __future__ import annotations

from collections.abc import Sequence

import rdflib
from rdflib import RDF, XSD, BNode, Literal, URIRef

from ..citing import AUTHORS, TITLES, cite
from ..dumps import FORMATS as DUMPS
from ..dumps import dump
from ..iris import dataset_iri
from ..releases import Release
from .names import DCAT, DCTERMS, FOAF, LICENCE, MEDIA, ONTOLOGY_DOCUMENT, SPDX, Addresses, in_languages, new_graph
from .sources import Source, sources

DESCRIPTIONS = {
    "fr": "Villes, pratiques, projets, rencontres et documents du réseau, avec la source, la date et le statut de "
    "chaque énoncé.",
    "es": "Ciudades, prácticas, proyectos, encuentros y documentos de la red, con la fuente, la fecha y el estado de "
    "cada enunciado.",
    "en": "Cities, practices, projects, meetings and documents of the network, with the source, date and status of "
    "every statement.",
}
KEYWORDS = {
    "fr": ("villes", "bonnes pratiques", "villes intelligentes", "mentorat entre villes"),
    "es": ("ciudades", "buenas prácticas", "ciudades inteligentes", "mentoría entre ciudades"),
    "en": ("cities", "good practices", "smart cities", "mentoring between cities"),
}
_SERVICE = {"fr": "Point d’accès SPARQL", "es": "Punto de acceso SPARQL", "en": "SPARQL endpoint"}


def catalogue(releases: Sequence[Release], *, current: Release, root: str) -> rdflib.Graph:
    """Return the catalogue of a server at `root`: all its releases, newest first, and how to reach the current one."""
    graph, here = new_graph(), Addresses(root)
    graph.add((here.catalogue, RDF.type, DCAT.Catalog))
    graph.add((here.catalogue, DCAT.resource, here.series))
    graph.add((here.catalogue, DCAT.service, here.endpoint))
    _described(graph, here, here.catalogue)
    graph.add((here.publisher, RDF.type, FOAF.Agent))
    in_languages(graph, here.publisher, FOAF.name, AUTHORS)
    _series(graph, here, releases)
    for release, before in zip(releases, [*releases[1:], None], strict=True):
        graph += described(release, before=before, root=root)
        graph.add((here.catalogue, DCAT.dataset, here.release(release.number)))
    _service(graph, here, current)
    return graph


def described(release: Release, *, before: Release | None, root: str) -> rdflib.Graph:
    """Return one release as a data set, with its dumps and sources; `before` is the one published before it."""
    graph, here = new_graph(), Addresses(root)
    dataset, facts = here.release(release.number), release.facts
    graph.add((dataset, RDF.type, DCAT.Dataset))
    _described(graph, here, dataset)
    graph.add((dataset, DCAT.inSeries, here.series))
    graph.add((dataset, DCAT.version, Literal(str(release.number))))
    graph.add((dataset, DCAT.isVersionOf, URIRef(dataset_iri(base=facts["base"]))))
    graph.add((dataset, DCTERMS.issued, Literal(facts["created"], datatype=XSD.dateTime)))
    graph.add((dataset, DCTERMS.conformsTo, ONTOLOGY_DOCUMENT))
    graph.add((dataset, DCAT.landingPage, dataset))
    for language in TITLES:
        citation = cite(release, language=language, url=str(dataset)).text
        graph.add((dataset, DCTERMS.bibliographicCitation, Literal(citation, lang=language)))
    for name in ("citation.bib", "citation.json"):
        graph.add((dataset, FOAF.isPrimaryTopicOf, URIRef(f"{dataset}/{name}")))
    if before:
        graph.add((dataset, DCAT.prev, here.release(before.number)))
        graph.add((dataset, DCAT.previousVersion, here.release(before.number)))
    for made in DUMPS:
        _distribution(graph, dataset, release, made)
    for source in sources(release):
        _source(graph, dataset, source)
    return graph


def _described(graph: rdflib.Graph, here: Addresses, thing: URIRef) -> None:
    in_languages(graph, thing, DCTERMS.title, TITLES)
    in_languages(graph, thing, DCTERMS.description, DESCRIPTIONS)
    for language, words in KEYWORDS.items():
        for word in words:
            graph.add((thing, DCAT.keyword, Literal(word, lang=language)))
    graph.add((thing, DCTERMS.license, LICENCE))
    graph.add((thing, DCTERMS.publisher, here.publisher))
    graph.add((thing, DCTERMS.creator, here.publisher))


def _series(graph: rdflib.Graph, here: Addresses, releases: Sequence[Release]) -> None:
    graph.add((here.series, RDF.type, DCAT.DatasetSeries))
    _described(graph, here, here.series)
    graph.add((here.series, DCAT.first, here.release(releases[-1].number)))
    graph.add((here.series, DCAT.last, here.release(releases[0].number)))
    for release in releases:
        graph.add((here.series, DCAT.hasVersion, here.release(release.number)))


def _service(graph: rdflib.Graph, here: Addresses, current: Release) -> None:
    graph.add((here.endpoint, RDF.type, DCAT.DataService))
    in_languages(graph, here.endpoint, DCTERMS.title, _SERVICE)
    graph.add((here.endpoint, DCAT.endpointURL, here.endpoint))
    graph.add((here.endpoint, DCAT.endpointDescription, here.endpoint))
    graph.add((here.endpoint, DCAT.servesDataset, here.release(current.number)))
    graph.add((here.endpoint, DCTERMS.conformsTo, URIRef("https://www.w3.org/TR/sparql11-protocol/")))
    graph.add((here.endpoint, DCTERMS.license, LICENCE))
    graph.add((here.series, DCAT.hasCurrentVersion, here.release(current.number)))


def _distribution(graph: rdflib.Graph, dataset: URIRef, release: Release, name: str) -> None:
    made = dump(release, format=name)
    file = URIRef(f"{dataset}/{made.format.file}")
    checksum = BNode()
    graph.add((dataset, DCAT.distribution, file))
    graph.add((file, RDF.type, DCAT.Distribution))
    graph.add((file, DCTERMS.title, Literal(made.format.name)))
    graph.add((file, DCAT.downloadURL, file))
    graph.add((file, DCAT.mediaType, MEDIA[made.format.media_type]))
    graph.add((file, DCAT.compressFormat, MEDIA["application/gzip"]))
    graph.add((file, DCAT.byteSize, Literal(made.size, datatype=XSD.nonNegativeInteger)))
    graph.add((file, DCTERMS.license, LICENCE))
    graph.add((file, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((checksum, SPDX.checksumValue, Literal(made.sha256, datatype=XSD.hexBinary)))


def _source(graph: rdflib.Graph, dataset: URIRef, source: Source) -> None:
    """Add a source with the licence that it announces itself; where it announces none, there is none here either."""
    document = URIRef(source.document)
    graph.add((dataset, DCTERMS.source, document))
    for language, title in source.title.items():
        graph.add((document, DCTERMS.title, Literal(title, lang=language)))
    if source.issuer:
        graph.add((document, DCTERMS.publisher, Literal(source.issuer)))
    if source.licence:
        graph.add((document, DCTERMS.rights, Literal(source.licence)))
    for page in source.pages:
        graph.add((document, FOAF.page, URIRef(page)))
