"""What things are called, in a reader's language or, where they have no name in it, in another one that is said."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox

from peercity import ontology

from ..iris import ONTOLOGY, PREFIXES, last_part
from ..records.values import INTERFACE_LANGUAGES

TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
STATED_IN = ox.NamedNode(f"{ONTOLOGY}statedIn")
NAME = ox.NamedNode(f"{PREFIXES['skos']}prefLabel")
_TERM_NAME = ox.NamedNode(f"{PREFIXES['rdfs']}label")
_NAMES = (NAME, ox.NamedNode(f"{PREFIXES['dcterms']}title"), _TERM_NAME)
_DEFINITION = ox.NamedNode(f"{PREFIXES['skos']}definition")
_WORDS = tuple(ox.NamedNode(ONTOLOGY + name) for name in ("post", "text", "countText"))
"""What tells of a thing that has no name."""
_DOCUMENT, _PARAGRAPH = (ox.NamedNode(ONTOLOGY + name) for name in ("document", "paragraph"))
_LONGEST = 110
"""Characters of a name that is made of what a thing says."""


@dataclass(frozen=True)
class Text:
    """Words, and the tag of the language they are in; None where they belong to no language."""

    text: str
    language: str | None = None


def in_language(found: Iterable[ox.Literal], language: str) -> list[ox.Literal]:
    """Return the texts in one language, with those of no language: the reader's, else English, French or Spanish.

    >>> texts = [ox.Literal("Ville", language="fr"), ox.Literal("City", language="en"), ox.Literal("PAU")]
    >>> [text.value for text in in_language(texts, "es")]
    ['City', 'PAU']
    """
    texts = list(found)
    tags = sorted({text.language for text in texts if text.language})
    chosen = next((tag for tag in (language, "en", *INTERFACE_LANGUAGES, *tags) if tag in tags), None)
    return [text for text in texts if text.language in (chosen, None)]


class Labels:
    """Names in one language. Where sources differ, the first in order of the alphabet."""

    def __init__(self, store: ox.Store, language: str) -> None:
        self.language = language
        self._store = store
        self._found: dict[str, Text | None] = {}
        self._read: dict[tuple[str, str], list[Any]] = {}

    def __getitem__(self, iri: str) -> Text:
        """Return the name of a thing; of a thing without one, what it says in short; at the very least its IRI."""
        return self.named(iri) or self._composed(iri) or Text(last_part(iri) if iri.startswith(ONTOLOGY) else iri)

    def named(self, iri: str) -> Text | None:
        """Return the name of its own that a thing has."""
        if iri not in self._found:
            self._found[iri] = next(filter(None, (self.text(iri, name) for name in _NAMES)), None) or self._reused(
                iri, _TERM_NAME
            )
        return self._found[iri]

    def definition(self, iri: str) -> Text | None:
        return self.text(iri, _DEFINITION) or self._reused(iri, _DEFINITION)

    def text(self, iri: str, *properties: ox.NamedNode) -> Text | None:
        """Return what the first of the properties says that says anything."""
        for name in properties:
            if found := in_language(self._literals(iri, name), self.language):
                best = min(found, key=lambda literal: (literal.language is None, literal.value))
                return Text(best.value, best.language)
        return None

    def value(self, iri: str, name: ox.NamedNode) -> str | None:
        """Return the first value of a property in order of the alphabet, whatever its language."""
        return min((value.value for value in self._objects(iri, name)), default=None)

    def values(self, iri: str, name: ox.NamedNode) -> list[str]:
        return sorted(value.value for value in self._objects(iri, name))

    def _objects(self, iri: str, name: ox.NamedNode) -> list[Any]:
        if (iri, name.value) not in self._read:
            quads = self._store.quads_for_pattern(ox.NamedNode(iri), name, None, ox.DefaultGraph())
            self._read[iri, name.value] = [quad.object for quad in quads]
        return self._read[iri, name.value]

    def _literals(self, iri: str, name: ox.NamedNode) -> list[ox.Literal]:
        return [value for value in self._objects(iri, name) if isinstance(value, ox.Literal)]

    def _reused(self, iri: str, name: ox.NamedNode) -> Text | None:
        found = in_language(_reused_terms().get((iri, name.value), ()), self.language)
        return Text(found[0].value, found[0].language) if found else None

    def _composed(self, iri: str) -> Text | None:
        """Return a name made of what a thing says and of the named things that it ties together."""
        if paragraph := self.value(iri, _PARAGRAPH):
            document = self.named(self.value(iri, _DOCUMENT) or "")
            return Text(f"{document.text} ¶ {paragraph}", document.language) if document else None
        words = self.text(iri, *_WORDS)
        quads = self._store.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph())
        apart = {TYPE.value, STATED_IN.value}
        ends = sorted(
            (quad.predicate.value, quad.object.value)
            for quad in quads
            if isinstance(quad.object, ox.NamedNode) and quad.predicate.value not in apart
        )
        tied = [found.text for _, end in ends if "/concept/" not in end and (found := self.named(end))]
        parts = list(dict.fromkeys([*([words.text] if words else []), *tied]))
        text = textwrap.shorten(" · ".join(parts), _LONGEST, placeholder=" …")
        return Text(text, words.language if words else self.language) if text else None


@cache
def _reused_terms() -> dict[tuple[str, str], list[ox.Literal]]:
    """Return what the terms of other vocabularies are called and mean, by IRI and property."""
    found: dict[tuple[str, str], list[ox.Literal]] = {}
    for quad in ox.parse(path=ontology.REUSED, format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            found.setdefault((quad.subject.value, quad.predicate.value), []).append(quad.object)
    return found
