"""The names of things: namespaces, named graphs and their audiences."""

from __future__ import annotations

import re

ONTOLOGY = "https://w3id.org/peercity/ontology#"
CONCEPT = "https://w3id.org/peercity/concept/"
BASE = "https://w3id.org/peercity/id/"
"""Default base of data IRIs."""
AUDIENCES = ("public", "members", "proposed")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

PREFIXES = {
    "pc": ONTOLOGY,
    "axis": f"{CONCEPT}axis/",
    "theme": f"{CONCEPT}theme/",
    "status": f"{CONCEPT}status/",
    "role": f"{CONCEPT}role/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "org": "http://www.w3.org/ns/org#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "schema": "https://schema.org/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

ENDINGS = (".html", ".ttl", ".jsonld", ".nt", ".rdf", ".trig", ".nq")
"""What the address of a document about a thing ends in, after the IRI of the thing; no IRI of a thing ends so."""


def graph_iri(audience: str, slug: str, *, base: str = BASE) -> str:
    """Return the IRI of the named graph of a source.

    >>> graph_iri("public", "2013-report")
    'https://w3id.org/peercity/id/graph/public/2013-report'
    """
    if audience not in AUDIENCES:
        raise ValueError(f"{audience!r} is not an audience; valid: {', '.join(AUDIENCES)}")
    if not SLUG.fullmatch(slug):
        raise ValueError(f"{slug!r} is not a slug: use lower-case letters, digits and hyphens")
    return f"{base}graph/{audience}/{slug}"


def dataset_iri(*, base: str = BASE) -> str:
    """Return the IRI of the data set that all releases are editions of.

    >>> dataset_iri()
    'https://w3id.org/peercity/id/dataset'
    """
    return f"{base}dataset"


def audience_of(graph: str, *, base: str = BASE) -> str | None:
    """Return the audience of a named graph, or None where it belongs to no family.

    >>> audience_of("https://w3id.org/peercity/id/graph/members/round-1")
    'members'
    """
    family, _, slug = graph.removeprefix(f"{base}graph/").partition("/")
    return family if family in AUDIENCES and slug and graph.startswith(f"{base}graph/") else None


def concept(scheme: str, name: str) -> str:
    """Return the IRI of a concept.

    >>> concept("axis", "economy")
    'https://w3id.org/peercity/concept/axis/economy'
    """
    return f"{CONCEPT}{scheme}/{name}"


def last_part(iri: str) -> str:
    """Return what comes after the last slash or hash.

    >>> last_part("https://w3id.org/peercity/concept/axis/economy")
    'economy'
    """
    return re.split(r"[/#]", iri)[-1]


def short_name(iri: str) -> str:
    """Return an IRI with the prefix of its namespace, or whole where none of ours is its namespace.

    >>> short_name("https://w3id.org/peercity/ontology#status"), short_name("https://example.org/x")
    ('pc:status', 'https://example.org/x')
    """
    prefix = max((one for one in PREFIXES if iri.startswith(PREFIXES[one])), key=lambda one: PREFIXES[one], default="")
    return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}" if prefix else iri


def long_name(name: str) -> str:
    """Return the IRI of a name with one of our prefixes; any other name as it is.

    >>> long_name("pc:status")
    'https://w3id.org/peercity/ontology#status'
    """
    prefix, _, rest = name.partition(":")
    return PREFIXES[prefix] + rest if prefix in PREFIXES else name
