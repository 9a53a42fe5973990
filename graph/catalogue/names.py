"""The vocabularies of descriptions, and the addresses of what is described."""

from __future__ import annotations

from dataclasses import dataclass

import rdflib
from rdflib import Literal, Namespace, URIRef

from ..iris import PREFIXES

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
VOID_EXT = Namespace("http://ldf.fi/void-ext#")
# rdflib's own namespace is that of DCAT 2.
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
MEDIA = Namespace("https://www.iana.org/assignments/media-types/")
DQV = Namespace("http://www.w3.org/ns/dqv#")
LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
ONTOLOGY_DOCUMENT = URIRef("https://w3id.org/peercity/ontology")
_BOUND = {
    "sd": SD, "void": VOID, "void-ext": VOID_EXT, "spdx": SPDX, "formats": FORMATS, "dqv": DQV, **PREFIXES,
}  # fmt: skip


@dataclass(frozen=True)
class Addresses:
    """Where a server has what is described; `root` is its own address, without a slash at the end."""

    root: str

    @property
    def endpoint(self) -> URIRef:
        return URIRef(f"{self.root}/sparql")

    @property
    def void(self) -> URIRef:
        return URIRef(f"{self.root}/.well-known/void")

    @property
    def catalogue(self) -> URIRef:
        return URIRef(f"{self.root}/catalogue")

    @property
    def series(self) -> URIRef:
        return URIRef(f"{self.root}/catalogue#releases")

    @property
    def publisher(self) -> URIRef:
        return URIRef(f"{self.root}/catalogue#contributors")

    def release(self, number: int) -> URIRef:
        return URIRef(f"{self.root}/releases/{number}")

    def part(self, number: int, name: str) -> URIRef:
        """Return the IRI of a part of the description of a release."""
        return URIRef(f"{self.void}#release-{number}-{name}")


def new_graph() -> rdflib.Graph:
    """Return an empty graph with the usual prefixes bound."""
    graph = rdflib.Graph()
    for prefix, iri in _BOUND.items():
        graph.bind(prefix, iri)
    return graph


def in_languages(graph: rdflib.Graph, subject: URIRef, predicate: URIRef, texts: dict[str, str]) -> None:
    """Add a text in each of its languages."""
    for language, text in texts.items():
        graph.add((subject, predicate, Literal(text, lang=language)))
