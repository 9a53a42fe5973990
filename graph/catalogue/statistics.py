"""Counts of what a release says, over its default graph, where each statement stands once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from ..releases import Release

_TOTALS = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
{ ?s ?p ?o }"""
_PROPERTIES = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"
_CLASSES = "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class } GROUP BY ?class"
_OF_CLASSES = (
    "SELECT ?class ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) { ?s a ?class ; ?p ?o } GROUP BY ?class ?p"
)
_TO_CLASSES = "SELECT ?class ?p ?to (COUNT(*) AS ?n) { ?s a ?class ; ?p ?o . ?o a ?to } GROUP BY ?class ?p ?to"
_TO_DATATYPES = """SELECT ?class ?p ?to (COUNT(*) AS ?n)
{ ?s a ?class ; ?p ?o FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?to) } GROUP BY ?class ?p ?to"""
_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


@dataclass(frozen=True)
class PropertyCount:
    """How often the things of a class have a property, and what it leads to, by IRI of class and datatype."""

    triples: int
    subjects: int
    classes: Mapping[str, int]
    datatypes: Mapping[str, int]


@dataclass(frozen=True)
class Statistics:
    """Counts of a release, by IRI."""

    triples: int
    subjects: int
    objects: int
    properties: Mapping[str, int]
    """Statements by property."""
    classes: Mapping[str, int]
    """Things by class."""
    properties_of: Mapping[str, Mapping[str, PropertyCount]]
    """By class and property."""
    graphs: Mapping[str, int]
    """Statements by named graph."""


@lru_cache(maxsize=4)
def statistics(release: Release) -> Statistics:
    """Return the counts of a release; it never changes, so they are kept. 1,000,000 quads take some seconds."""
    store = release.store
    totals = _rows(store, _TOTALS)[0]
    to_classes, to_datatypes = (_nested(store, text) for text in (_TO_CLASSES, _TO_DATATYPES))
    of: dict[str, dict[str, PropertyCount]] = defaultdict(dict)
    for row in _rows(store, _OF_CLASSES):
        key = row["class"], row["p"]
        of[row["class"]][row["p"]] = PropertyCount(row["n"], row["subjects"], to_classes[key], to_datatypes[key])
    return Statistics(
        triples=totals["triples"],
        subjects=totals["subjects"],
        objects=totals["objects"],
        properties={row["p"]: row["n"] for row in _rows(store, _PROPERTIES)},
        classes={row["class"]: row["n"] for row in _rows(store, _CLASSES)},
        properties_of=of,
        graphs={row["g"]: row["n"] for row in _rows(store, _GRAPHS)},
    )


def _nested(store: ox.Store, text: str) -> Mapping[tuple[str, str], dict[str, int]]:
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in _rows(store, text):
        found[row["class"], row["p"]][row["to"]] = row["n"]
    return found


def _rows(store: ox.Store, text: str) -> list[dict[str, Any]]:
    """Return the rows of a query: IRIs as text, counts as numbers; a blank class is left out."""
    results: Any = store.query(text)
    names = [variable.value for variable in results.variables]
    rows = [{name: row[name] for name in names} for row in results]
    return [
        {name: int(term.value) if isinstance(term, ox.Literal) else term.value for name, term in row.items()}
        for row in rows
        if not any(isinstance(term, ox.BlankNode) for term in row.values())
    ]
