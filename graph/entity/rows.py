"""What is stated of a thing, property by property: each value once, with the sources that state it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import pyoxigraph as ox

from peercity import ontology

from ..iris import ONTOLOGY, PREFIXES, concept, last_part
from .citations import Citation, Citations
from .labels import NAME, STATED_IN, TYPE, Labels, Text, in_language

DEFINITION, DESCRIPTION = f"{PREFIXES['skos']}definition", f"{PREFIXES['dcterms']}description"
STATUS, AS_OF = f"{ONTOLOGY}status", f"{ONTOLOGY}asOf"
LEADS = (DEFINITION, DESCRIPTION, f"{ONTOLOGY}gloss", f"{ONTOLOGY}text")
"""What a page begins with."""
_FIRST = (*LEADS, STATUS, AS_OF, *(PREFIXES["schema"] + name for name in ("startDate", "endDate")))
_LAST = (
    f"{ONTOLOGY}usesLanguage",
    *(PREFIXES["schema"] + name for name in ("keywords", "sameAs")),
    *(PREFIXES["skos"] + name for name in ("note", "changeNote", "historyNote")),
    f"{PREFIXES['foaf']}page",
    *(ONTOLOGY + name for name in ("sourceLanguage", "readingRule", "sha256", "sentenceHash", "document", "statedIn")),
)
_READINGS = {
    ONTOLOGY + name for name in ("subjectRead", "evidenceLevel", "hinderedBy", "facilitatedBy", "coastDistance")
}
"""What PeerCity reads in a source or computes from it, which the source does not say in these terms."""
_CALLED = {NAME.value, f"{PREFIXES['dcterms']}title"}
"""What a page bears as its own title; where sources differ, what each of them says."""
_NOT_STATED = ox.NamedNode(concept("status", "not-stated"))
_SOURCES = {f"{ONTOLOGY}Document", f"{ONTOLOGY}Passage"}
_TEXTS = {"string", "langString"}
_UNLISTED = {TYPE.value, STATED_IN.value}
"""Told by the page in other ways: as what it is, and as the source of each statement."""

_Dated = tuple[Any, str | None, str | None]
"""A value as it is stored; of a status, its date, or when its undated source was read."""


@dataclass(frozen=True)
class Term:
    """A property or class, as readers call it."""

    iri: str
    label: Text
    definition: Text | None = None


@dataclass(frozen=True)
class Value:
    """A value, with the sources that state it."""

    text: str
    """A text, the name of a thing, or a number, date or code as it is stored."""
    language: str | None = None
    """Of the text or name."""
    datatype: str | None = None
    """Of a number or date, such as `gYear`."""
    iri: str | None = None
    """Of a thing."""
    as_of: str | None = None
    """Of a status: the date of the source that gives it."""
    read_on: str | None = None
    """Of a status without one: when its undated source was read."""
    sources: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Row:
    """All values of one property, earlier ones first where they have a date."""

    property: Term
    values: tuple[Value, ...]
    is_reading: bool
    """Whether this is PeerCity's reading, not what a source says in these terms."""

    @cached_property
    def shared(self) -> tuple[Citation, ...] | None:
        """The sources, where they are the same for all values."""
        found = {value.sources for value in self.values}
        return found.pop() if len(found) == 1 else None


def rows(iri: str, quads: Iterable[ox.Quad], *, labels: Labels, citations: Citations) -> tuple[Row, ...]:
    """Return what the quads of a subject state of it, in the reader's language as far as they are in it."""
    found: dict[str, dict[_Dated, set[Citation]]] = defaultdict(lambda: defaultdict(set))
    for graph, record in sorted(records(quads).items(), key=lambda one: (_when(one[1]) or "", one[0])):
        places = _places(iri, record)
        for name, terms in record.items():
            if name in _UNLISTED or (name == AS_OF and STATUS in record):
                continue
            sources = citations.cite(graph, places, is_reading=name in _READINGS)
            for term in _in_one_language(terms, labels.language):
                when = _when(record) if name == STATUS else None
                read_on = citations.read_on(places) if name == STATUS and not when and term != _NOT_STATED else None
                found[name][term, when, read_on] |= sources
    for name in _CALLED & {name for name in found if len(found[name]) == 1}:
        del found[name]
    return tuple(_row(name, found[name], labels) for name in sorted(found, key=position))


def records(quads: Iterable[ox.Quad]) -> dict[str, dict[str, list[Any]]]:
    """Return what each named graph states of one subject: its IRI, then values by property."""
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            found[quad.graph_name.value][quad.predicate.value].append(quad.object)
    return found


def cited(iri: str, graph: str, record: Mapping[str, list[Any]], citations: Citations) -> frozenset[Citation]:
    """Return the sources of what a graph states of a subject."""
    return citations.cite(graph, _places(iri, record))


def term(iri: str, labels: Labels) -> Term:
    return Term(iri, labels[iri], labels.definition(iri))


def position(name: str) -> tuple[int, str]:
    """Return where a property stands on a page: the telling ones first, then in the order of the context.

    >>> sorted([f"{ONTOLOGY}sha256", f"{ONTOLOGY}kind", STATUS], key=position) == [
    ...     STATUS, f"{ONTOLOGY}kind", f"{ONTOLOGY}sha256"]
    True
    """
    if name in _FIRST:
        return _FIRST.index(name) - len(_FIRST), name
    if name in _LAST:
        return 2_000 + _LAST.index(name), name
    return _in_context().get(name, 1_000), name


@cache
def _in_context() -> dict[str, int]:
    context = ontology.context()
    found = {}
    for number, definition in enumerate(context.values()):
        short = definition["@id"] if isinstance(definition, dict) else str(definition)
        prefix, _, name = short.partition(":")
        if isinstance(context.get(prefix), str):
            found[f"{context[prefix]}{name}"] = number
    return found


def _row(name: str, values: Mapping[_Dated, set[Citation]], labels: Labels) -> Row:
    listed = [_value(*dated, tuple(sorted(sources)), labels) for dated, sources in values.items()]
    ordered = sorted(listed, key=lambda value: (value.as_of or "", value.iri is None, value.text.casefold()))
    return Row(term(name, labels), tuple(ordered), name in _READINGS)


def _value(found: Any, as_of: str | None, read_on: str | None, sources: tuple[Citation, ...], labels: Labels) -> Value:
    if isinstance(found, ox.NamedNode):
        label = labels[found.value]
        return Value(label.text, label.language, None, found.value, as_of, read_on, sources)
    kind = last_part(found.datatype.value)
    return Value(found.value, found.language, None if kind in _TEXTS else kind, sources=sources)


def _in_one_language(terms: list[Any], language: str) -> list[Any]:
    texts = [term for term in terms if isinstance(term, ox.Literal)]
    return [*in_language(texts, language), *(term for term in terms if not isinstance(term, ox.Literal))]


def _places(iri: str, record: Mapping[str, list[Any]]) -> list[str]:
    """Return where a record is stated; a document or passage is its own source."""
    types = {term.value for term in record.get(TYPE.value, ())}
    return [term.value for term in record.get(STATED_IN.value, ())] or ([iri] if types & _SOURCES else [])


def _when(record: Mapping[str, list[Any]]) -> str | None:
    return min((term.value for term in record.get(AS_OF, ())), default=None)
