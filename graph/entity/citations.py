"""Which document says so, and where in it: the numbered sources of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ..iris import ONTOLOGY, PREFIXES
from .labels import Labels, Text

_DOCUMENT, _HEADING, _PARAGRAPH, _GLOSS, _ISSUER, _READ_ON, _RULE = (
    ox.NamedNode(ONTOLOGY + name)
    for name in ("document", "heading", "paragraph", "gloss", "issuer", "readOn", "readingRule")
)
_PAGE = ox.NamedNode(f"{PREFIXES['foaf']}page")
_ISSUED = ox.NamedNode(f"{PREFIXES['dcterms']}issued")


@dataclass(frozen=True)
class Passage:
    """A place in a document."""

    iri: str
    heading: Text | None
    paragraph: int | None
    gloss: Text | None
    """What it says, in our own words."""


@dataclass(frozen=True)
class Source:
    """A document that states something, with the places in it."""

    number: int
    graph: str
    """The named graph of its statements."""
    document: str | None
    """None where the graph names no document: what PeerCity itself states of its own vocabulary."""
    title: Text | None
    issuer: Text | None
    issued: str | None
    read_on: str | None
    pages: tuple[str, ...]
    """Addresses of the document itself."""
    passages: tuple[Passage, ...]
    reading_rule: Text | None
    """How PeerCity's own readings of it were made, where one is shown."""


@dataclass(frozen=True, order=True)
class Citation:
    """A source by its number, with the paragraphs in it where they are known."""

    number: int
    paragraphs: tuple[int, ...] = ()


class Citations:
    """The sources of a page, numbered as they are first cited."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._numbers: dict[tuple[str, str | None], int] = {}
        self._passages: dict[int, dict[str, Passage]] = {}
        self._readings: set[int] = set()

    def cite(self, graph: str, places: Sequence[str], *, is_reading: bool = False) -> frozenset[Citation]:
        """Return the sources of something that is stated in a graph, at `places`: passages or documents."""
        by_document: dict[str | None, list[str]] = {}
        for place in sorted(places):
            document = self._labels.value(place, _DOCUMENT)
            by_document.setdefault(document or place, []).extend([place] if document else [])
        found = frozenset(self._cite(graph, *one) for one in (by_document or {None: []}).items())
        if is_reading:
            self._readings |= {citation.number for citation in found}
        return found

    def _cite(self, graph: str, document: str | None, passages: Sequence[str]) -> Citation:
        number = self._numbers.setdefault((graph, document), len(self._numbers) + 1)
        known = self._passages.setdefault(number, {})
        for iri in passages:
            known[iri] = known.get(iri) or self._passage(iri)
        return Citation(number, tuple(sorted({known[iri].paragraph or 0 for iri in passages} - {0})))

    def read_on(self, places: Sequence[str]) -> str | None:
        """Return when the first of the documents was read, where it bears no date itself."""
        for place in sorted(places)[:1]:
            document = self._labels.value(place, _DOCUMENT) or place
            return None if self._labels.value(document, _ISSUED) else self._labels.value(document, _READ_ON)
        return None

    def sources(self) -> tuple[Source, ...]:
        """Return what was cited, by number."""
        return tuple(self._source(number, *key) for key, number in self._numbers.items())

    def _source(self, number: int, graph: str, document: str | None) -> Source:
        labels, iri = self._labels, document or graph
        return Source(
            number=number,
            graph=graph,
            document=document,
            title=labels[document] if document else None,
            issuer=labels.text(iri, _ISSUER),
            issued=labels.value(iri, _ISSUED),
            read_on=labels.value(iri, _READ_ON),
            pages=tuple(labels.values(iri, _PAGE)),
            passages=tuple(sorted(self._passages[number].values(), key=lambda one: (one.paragraph or 0, one.iri))),
            reading_rule=labels.text(iri, _RULE) if number in self._readings else None,
        )

    def _passage(self, iri: str) -> Passage:
        paragraph = self._labels.value(iri, _PARAGRAPH)
        return Passage(
            iri,
            self._labels.text(iri, _HEADING),
            int(paragraph) if paragraph else None,
            self._labels.text(iri, _GLOSS),
        )
