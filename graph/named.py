"""What a list from elsewhere may name: cities, countries, practices, projects and concepts, with all their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from peercity import ontology

from .iris import ONTOLOGY, PREFIXES

CLASSES = (
    *(f"{ONTOLOGY}{name}" for name in ("City", "Country", "Practice", "CollaborativeProject")),
    f"{PREFIXES['skos']}Concept",
)
"""The classes whose things have an entry of their own."""
_RDF_TYPE = f"{PREFIXES['rdf']}type"
_LABEL = f"{PREFIXES['skos']}prefLabel"
_OTHER = (f"{PREFIXES['skos']}altLabel", f"{PREFIXES['skos']}notation")
_SAME_AS = f"{PREFIXES['schema']}sameAs"
_TEXTS = (f"{PREFIXES['dcterms']}description", f"{PREFIXES['skos']}definition")
_FACTS = (_RDF_TYPE, _LABEL, *_OTHER, _SAME_AS)

Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Named:
    """A thing and its names."""

    iri: str
    types: tuple[str, ...]
    """IRIs of its classes."""
    labels: Mapping[str, str]
    """By language; of several in one language the first in alphabetical order."""
    others: tuple[str, ...]
    """Other labels, and codes."""
    same_as: tuple[str, ...]

    def name(self, language: str) -> str:
        """Return the label in a language, else in English, else in any, else the IRI."""
        return self.labels.get(language) or self.labels.get("en") or next(iter(self.labels.values()), self.iri)


def named_things(store: ox.Store) -> list[Named]:
    """Return what has a label among the things of CLASSES, by IRI."""
    facts: dict[str, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for class_ in CLASSES:
        for quad in store.quads_for_pattern(None, ox.NamedNode(_RDF_TYPE), ox.NamedNode(class_), ox.DefaultGraph()):
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            for fact in store.quads_for_pattern(quad.subject, None, None, ox.DefaultGraph()):
                if fact.predicate.value in _FACTS:
                    facts[quad.subject.value][fact.predicate.value].add(fact.object)
    return [_named(iri, told) for iri, told in sorted(facts.items()) if _LABEL in told]


def _named(iri: str, told: Mapping[str, set[Any]]) -> Named:
    labels: dict[str, str] = {}
    others = [value.value for name in _OTHER for value in told.get(name, ())]
    for label in sorted(told[_LABEL], key=lambda one: (one.language or "", one.value)):
        labels.setdefault(label.language or "", label.value)
    others += {label.value for label in told[_LABEL]} - set(labels.values())
    types = tuple(sorted(value.value for value in told[_RDF_TYPE]))
    return Named(iri, types, labels, tuple(sorted(others)), tuple(sorted(one.value for one in told.get(_SAME_AS, ()))))


def values(store: ox.Store, iri: str, property_: str) -> list[Value]:
    """Return the values that the sources together state of a property of a thing, in a fixed order."""
    found = store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(property_), None, ox.DefaultGraph())
    return sorted((quad.object for quad in found), key=str)


def description(store: ox.Store, iri: str, language: str) -> str | None:
    """Return what a source or the ontology says of a thing in a language, else in English, else nothing."""
    texts = [value for name in _TEXTS for value in values(store, iri, name) if isinstance(value, ox.Literal)]
    return next((text.value for tag in (language, "en") for text in texts if text.language == tag), None)


def properties(store: ox.Store, class_: str) -> list[str]:
    """Return the properties that things of a class have, the most frequent first."""
    rows: Any = store.query(
        f"SELECT ?property {{ ?thing a <{class_}> ; ?property ?value }} "
        "GROUP BY ?property ORDER BY DESC(COUNT(*)) ?property"
    )
    return [row["property"].value for row in rows]


def called(store: ox.Store, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return what classes and properties are called, by language; those that have no name are left out."""
    label = ox.NamedNode(f"{PREFIXES['rdfs']}label")
    reused = ox.Store()
    reused.load(path=ontology.REUSED, format=ox.RdfFormat.TURTLE)
    found: dict[str, dict[str, str]] = {}
    for iri in iris:
        for quad in (
            *store.quads_for_pattern(ox.NamedNode(iri), label, None, ox.DefaultGraph()),
            *reused.quads_for_pattern(ox.NamedNode(iri), label, None),
        ):
            if isinstance(quad.object, ox.Literal):
                found.setdefault(iri, {}).setdefault(quad.object.language or "en", quad.object.value)
    return found
