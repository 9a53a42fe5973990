"""The codebook of a release: each class with its fields, what they take, how far they are filled in, and an example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib import RDFS, SH, SKOS, URIRef

from peercity import ontology

from .coverage import Coverage, PropertyCoverage, by_property, coverage, fields
from .entity.labels import Labels, Text
from .iris import CONCEPT, ONTOLOGY, last_part, short_name
from .releases import Release

GROUPS = {
    "City": {"fr": "Le réseau", "es": "La red", "en": "The network"},
    "Challenge": {"fr": "Les connaissances", "es": "El conocimiento", "en": "Knowledge"},
    "Event": {"fr": "L’action", "es": "La acción", "en": "Action"},
    "SpecificObjective": {
        "fr": "Le module des membres",
        "es": "El módulo de los miembros",
        "en": "The members’ module",
    },
    "Document": {"fr": "Les sources", "es": "Las fuentes", "en": "Sources"},
    "Axis": {"fr": "Les concepts", "es": "Los conceptos", "en": "Concepts"},
}
"""The groups in which the ontology defines its classes, by the first class of each, with labels by language."""
_KINDS = ("ObjectProperty", "DatatypeProperty")
_SCHEMES = re.compile(rf"\^{re.escape(CONCEPT)}\(?([a-z|]+)\)?/")
"""What the pattern of a field that takes concepts begins with: the names of their schemes."""


@dataclass(frozen=True)
class Example:
    """A value that a record really has."""

    value: str
    """The value as it is stated: an IRI, or a text."""
    label: Text
    record: str
    """IRI of the record."""
    record_label: Text


@dataclass(frozen=True)
class Field:
    """A property as a class has it."""

    path: str
    name: str
    """With its prefix."""
    label: Text
    definition: Text | None
    takes: tuple[str, ...]
    """What values are: IRIs of datatypes, of concept schemes, or `iri` for a reference."""
    required: bool
    many: bool
    coverage: Coverage | None
    """None where there is no record of the class."""
    example: Example | None


@dataclass(frozen=True)
class Class:
    """A class of the ontology."""

    iri: str
    name: str
    label: Text
    definition: Text | None
    parents: tuple[str, ...]
    """IRIs of the classes of other vocabularies above it."""
    records: int
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Concept:
    """A concept of a scheme, and how many statements lead to it."""

    iri: str
    label: Text
    definition: Text | None
    uses: int


@dataclass(frozen=True)
class Scheme:
    """A list of concepts."""

    iri: str
    label: Text
    concepts: tuple[Concept, ...]


@dataclass(frozen=True)
class Term:
    """A property, of our own or of another vocabulary."""

    iri: str
    name: str
    """With its prefix."""
    label: Text
    definition: Text | None
    coverage: PropertyCoverage | None
    """None where no class that has records has it."""


@dataclass(frozen=True)
class Codebook:
    """Everything, in one language."""

    groups: tuple[tuple[str, tuple[Class, ...]], ...]
    schemes: tuple[Scheme, ...]
    terms: tuple[Term, ...]
    """The properties: ours in the order of the ontology, then those of other vocabularies."""


def codebook(release: Release, *, language: str) -> Codebook:
    """Return the codebook of a release, with labels in a language, or in another where there is none."""
    store, labels = release.store, Labels(release.store, language)
    found = coverage(store)
    covered = {(one.cls, one.path): one for one in found}
    whole = {one.path: one for one in by_property(found)}
    groups: list[tuple[str, list[Class]]] = []
    for iri in _classes():
        if (name := iri.removeprefix(ONTOLOGY)) in GROUPS:
            groups.append((GROUPS[name][language], []))
        groups[-1][1].append(_class(iri, store, labels, covered))
    terms = tuple(
        Term(iri, short_name(iri), labels[iri], labels.definition(iri), whole.get(iri)) for iri in _properties()
    )
    schemes = tuple(_scheme(iri, store, labels) for iri in _schemes())
    return Codebook(tuple((name, tuple(classes)) for name, classes in groups), schemes, terms)


def _class(iri: str, store: ox.Store, labels: Labels, covered: dict[tuple[str, str], Coverage]) -> Class:
    ours = [name for cls, name in fields() if cls == iri]
    found = [_field(iri, name, store, labels, covered.get((iri, name))) for name in ours]
    parents = sorted(str(one) for one in _ontology().objects(URIRef(iri), RDFS.subClassOf) if isinstance(one, URIRef))
    records = max((field.coverage.records for field in found if field.coverage), default=0)
    found.sort(key=lambda field: (not field.required, field.label.text.casefold()))
    return Class(
        iri, iri.removeprefix(ONTOLOGY), labels[iri], labels.definition(iri), tuple(parents), records, tuple(found)
    )


def _field(cls: str, name: str, store: ox.Store, labels: Labels, covered: Coverage | None) -> Field:
    shape = _shape(name)
    return Field(
        path=name,
        name=short_name(name),
        label=labels[name],
        definition=labels.definition(name),
        takes=tuple(dict.fromkeys(_takes(shape))),
        required=fields()[cls, name],
        many=_shapes().value(shape, SH.maxCount) is None and _shapes().value(shape, SH.uniqueLang) is None,
        coverage=covered,
        example=_example(cls, name, store, labels) if covered and covered.filled else None,
    )


def _takes(shape: Any) -> Iterator[str]:
    """Yield what a field takes by its shape."""
    shapes = _shapes()
    pattern = shapes.value(shape, SH.pattern)
    if pattern is not None and (schemes := _SCHEMES.match(str(pattern))):
        yield from (CONCEPT + name for name in schemes[1].split("|"))
    elif (kind := shapes.value(shape, SH.nodeKind)) is not None and kind == SH.IRI:
        yield "iri"
    for datatype in shapes.objects(shape, SH.datatype):
        yield str(datatype)
    for choice in shapes.objects(shape, SH["or"]):
        for one in rdflib.collection.Collection(shapes, choice):
            yield from _takes(one)


def _example(cls: str, name: str, store: ox.Store, labels: Labels) -> Example | None:
    rows: Any = store.query(
        f'SELECT ?s ?o {{ ?s a <{cls}> ; <{name}> ?o FILTER(!STRENDS(STR(?o), "not-stated") && !isBlank(?o)) }} LIMIT 1'
    )
    row = next(iter(rows), None)
    if row is None:
        return None
    record, value = row["s"].value, row["o"]
    if isinstance(value, ox.Literal):
        text = (labels.text(record, ox.NamedNode(name)) if value.language else None) or Text(value.value)
        return Example(text.text, text, record, labels[record])
    return Example(value.value, labels[value.value], record, labels[record])


def _scheme(iri: str, store: ox.Store, labels: Labels) -> Scheme:
    in_scheme = ox.NamedNode(str(SKOS.inScheme))
    concepts = []
    members: Any = store.quads_for_pattern(None, in_scheme, ox.NamedNode(iri), ox.DefaultGraph())
    for quad in members:
        concept = quad.subject.value
        leading = store.quads_for_pattern(None, None, quad.subject, ox.DefaultGraph())
        uses = sum(not quad.predicate.value.startswith(str(SKOS)) for quad in leading)
        concepts.append(Concept(concept, labels[concept], labels.definition(concept), uses))
    return Scheme(iri, labels[iri], tuple(sorted(concepts, key=lambda one: (-one.uses, one.iri))))


@cache
def _classes() -> tuple[str, ...]:
    """Return the classes of the ontology in the order in which it defines them."""
    return _defined("http://www.w3.org/2002/07/owl#Class")


@cache
def _properties() -> tuple[str, ...]:
    owl = "http://www.w3.org/2002/07/owl#"
    ours = [iri for kind in _KINDS for iri in _defined(owl + kind)]
    return (*ours, *sorted({name for _, name in fields()} - set(ours), key=short_name))


def _defined(kind: str) -> tuple[str, ...]:
    quads: Any = ox.parse(path=ontology.PEERCITY, format=ox.RdfFormat.TURTLE)
    found = [quad.subject.value for quad in quads if getattr(quad.object, "value", None) == kind]
    return tuple(iri for iri in found if iri.startswith(ONTOLOGY))


@cache
def _schemes() -> tuple[str, ...]:
    concepts = rdflib.Graph().parse(ontology.CONCEPTS)
    return tuple(sorted(map(str, concepts.subjects(rdflib.RDF.type, SKOS.ConceptScheme)), key=last_part))


@cache
def _ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology.PEERCITY)


@cache
def _shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology.SHAPES)


@cache
def _shape(name: str) -> Any:
    """Return the shape of a field; it has one, whatever the class."""
    return next(_shapes().subjects(SH.path, URIRef(name)), None)
