"""The things of a release that have a name, by the ids under which other tools know them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from peercity.graph.errors import NotFound, nearest
from peercity.graph.iris import CONCEPT, ONTOLOGY, PREFIXES, last_part
from peercity.graph.named import CLASSES, Named, Value, called, description, named_things, properties, values

COUNTRY = f"{PREFIXES['schema']}containedInPlace"
CITY = f"{ONTOLOGY}City"
_LABEL = f"{PREFIXES['skos']}prefLabel"


class Register:
    """Things by id, such as `id/city/bilbao-es` or `concept/axis/mobility`: the path of their address on a server."""

    def __init__(self, store: ox.Store, *, base: str) -> None:
        self._store, self._base = store, base
        self.things = named_things(store)
        self._numbers = {self.id(thing.iri): number for number, thing in enumerate(self.things)}
        self._addresses = {same: number for number, thing in enumerate(self.things) for same in thing.same_as}

    def id(self, iri: str) -> str:
        """Return the id of an IRI of this release; any other IRI as it is."""
        for start, path in ((self._base, "id/"), (CONCEPT, "concept/")):
            if iri.startswith(start):
                return path + iri.removeprefix(start)
        return iri

    def number(self, name: str) -> int | None:
        """Return the place of a thing by its id, its IRI or another address of the same thing."""
        return self._numbers.get(self.id(name), self._addresses.get(name))

    def thing(self, name: str) -> Named:
        """Return the thing of an id or an address. Raises NotFound with the nearest ids."""
        number = self.number(name)
        if number is None:
            raise NotFound("entity", name, near=nearest(name, self._numbers))
        return self.things[number]

    def describe(self, thing: Named, language: str) -> str | None:
        """Return what tells a thing from its namesakes: of a city its country, of others what they are."""
        if CITY in thing.types:
            return ", ".join(self.shown(value, language) for value in values(self._store, thing.iri, COUNTRY)) or None
        return description(self._store, thing.iri, language)

    def values(self, thing: Named, property_: str, language: str | None = None) -> list[Value]:
        """Return the values of a property. With a language, of texts those in it, else in English, else all."""
        found = values(self._store, thing.iri, property_)
        for tag in (language, "en") if language else ():
            if spoken := [value for value in found if isinstance(value, ox.Literal) and value.language == tag]:
                return [*spoken]
        return found

    def names_of(self, value: Value) -> set[str]:
        """Return by which names a value is known: the text of a literal, of a thing its labels and codes."""
        if not isinstance(value, ox.NamedNode):
            return {value.value if isinstance(value, ox.Literal) else str(value)}
        number = self.number(value.value)
        codes = () if number is None else self.things[number].others
        return {*self._labels(value.value).values(), *codes}

    def shown(self, value: Value, language: str) -> str:
        """Return a value as a person reads it: the name of what has one."""
        if not isinstance(value, ox.NamedNode):
            return value.value if isinstance(value, ox.Literal) else str(value)
        labels = self._labels(value.value)
        return labels.get(language) or labels.get("en") or value.value

    @cached_property
    def types(self) -> dict[str, dict[str, str]]:
        """The classes of things by IRI, the main ones first, each with its labels by language."""
        own = sorted({name for thing in self.things for name in thing.types if name.startswith(ONTOLOGY)})
        return self._called([*CLASSES, *(name for name in own if name not in CLASSES)])

    @cached_property
    def properties(self) -> dict[str, dict[str, str]]:
        """All properties of things by IRI, each with its labels by language."""
        return self._called(name for class_ in CLASSES for name in self.properties_of(class_))

    def properties_of(self, class_: str) -> list[str]:
        """Return the properties that things of a class have, the most frequent first."""
        return properties(self._store, class_)

    def type(self, name: str) -> str:
        """Return the IRI of a class by its IRI, its short name or its label. Raises NotFound with the nearest names."""
        return _by_name("type", name, self.types)

    def property(self, name: str) -> str:
        """Return the IRI of a property in the same way."""
        return _by_name("property", name, self.properties)

    def _labels(self, iri: str) -> dict[str, str]:
        found: Iterable[Any] = values(self._store, iri, _LABEL)
        return {text.language or "en": text.value for text in found if isinstance(text, ox.Literal)}

    def _called(self, iris: Iterable[str]) -> dict[str, dict[str, str]]:
        names = list(dict.fromkeys(iris))
        labels = called(self._store, names)
        return {name: labels.get(name, {"en": last_part(name)}) for name in names}


def _by_name(kind: str, name: str, known: dict[str, dict[str, str]]) -> str:
    prefix, _, local = name.partition(":")
    iri = PREFIXES.get(prefix, f"{prefix}:") + local
    if iri in known:
        return iri
    by_label = {one: iri for iri, labels in known.items() for one in (last_part(iri), *labels.values())}
    folded = {one.casefold(): iri for one, iri in by_label.items()}
    if name.casefold() not in folded:
        near = nearest(name, by_label)
        raise NotFound(kind, name, near=near, valid=() if near else [last_part(one) for one in known])
    return folded[name.casefold()]
