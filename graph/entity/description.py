"""One thing of the graph as machines are told of it: its statements, those that lead to it, and the document itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import pyoxigraph as ox

from ..iris import PREFIXES, dataset_iri
from ..releases import Release
from .labels import TYPE

_MOST = 20_000
"""Quads of a document, besides those that state something of the thing itself."""
_VOID = "http://rdfs.org/ns/void#"
_LICENCE = ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")


def is_known(store: ox.Store, iri: str) -> bool:
    """Return whether the store states something of an IRI, or has a graph of that name."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return any(store.quads_for_pattern(node, None, None, None)) or store.contains_named_graph(node)


def description(store: ox.Store, iri: str) -> tuple[list[ox.Quad], bool]:
    """Return what the sources state of a thing and what leads to it, each quad in the named graph of its source.

    Of a named graph it is what the graph holds. Also returned is whether quads that lead to it, or that it holds, were
    left out because they are more than can be served at once.
    """
    node = ox.NamedNode(iri)
    of_it = _sourced(store.quads_for_pattern(node, None, None, None))
    to_it = _sourced(store.quads_for_pattern(None, None, node, None))
    held = _sourced(store.quads_for_pattern(None, None, None, node))
    more = list(islice(chain(to_it, held), _MOST + 1))
    return sorted({*of_it, *more[:_MOST]}, key=str), len(more) > _MOST


def document(iri: str, *, address: str, quads: list[ox.Quad], release: Release) -> list[ox.Quad]:
    """Return what is to be said of the document about a thing: its subject, data set, licence and sources."""
    node, terms = ox.NamedNode(address), PREFIXES["dcterms"]
    graphs = sorted({quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)})
    said: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (TYPE, ox.NamedNode(f"{PREFIXES['foaf']}Document")),
        (ox.NamedNode(f"{PREFIXES['foaf']}primaryTopic"), ox.NamedNode(iri)),
        (ox.NamedNode(f"{terms}license"), _LICENCE),
        (ox.NamedNode(f"{terms}bibliographicCitation"), ox.Literal(release.citation)),
        (ox.NamedNode(f"{_VOID}inDataset"), ox.NamedNode(dataset_iri(base=release.facts["base"]))),
        *((ox.NamedNode(f"{terms}source"), ox.NamedNode(graph)) for graph in graphs),
    ]
    return [ox.Quad(node, name, value, ox.DefaultGraph()) for name, value in said]


def _sourced(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the quads of the sources' graphs, without the union that says all of it once more."""
    return (quad for quad in quads if isinstance(quad.graph_name, ox.NamedNode))
