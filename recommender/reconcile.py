"""Which things of a release a name from elsewhere means, and how surely."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import pyoxigraph as ox
from rapidfuzz import fuzz

from peercity.graph.gazetteer import find_places, names_of
from peercity.graph.gazetteer.lookup import folded
from peercity.graph.iris import ONTOLOGY
from peercity.graph.named import Named, Value
from peercity.graph.releases import Release

from .names import Names
from .register import CITY, COUNTRY, Register

Wish = str | float | bool

_GEONAMES = re.compile(r"https?://sws\.geonames\.org/(\d{1,9})/?")
_WITH_COUNTRY = re.compile(r"([^,(]+?)\s*[,(]\s*([^,()]+?)\s*\)?")
_LEAST = 0.6
"""Likeness from which a name is a candidate."""
_AGREES = 0.85
"""Likeness from which a value of a property counts as the one asked for."""
_LISTED, _ALIKE = 0.98, 0.95
"""The most that a name counts which only the gazetteer knows, and one that is written otherwise."""
_CONTRARY, _UNSTATED = 0.6, 0.9
"""What a score is multiplied by for a property that has another value, or none."""
_CODE = 3
"""Letters of a name that may be a code, of an airport say: too short to be sure of."""


@dataclass(frozen=True)
class Wanted:
    """A property, by IRI, that should have one of some values: names or ids of things, texts, numbers."""

    property: str
    values: tuple[Wish, ...]


@dataclass(frozen=True)
class Asked:
    """What is looked for: a name, classes of which a thing should be one, and values of properties."""

    name: str = ""
    types: tuple[str, ...] = ()
    properties: tuple[Wanted, ...] = ()
    limit: int = 10


@dataclass(frozen=True)
class _Meant:
    """A value asked for as it is compared: as a number, as the number of a thing, and by its letters."""

    number: float | None
    thing: int | None
    name: str


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant."""

    thing: Named
    score: float
    """From 0 to 100."""
    match: bool
    """Whether it is surely meant: it alone has the name, nothing asked for is against it, no namesake elsewhere."""
    features: Mapping[str, float] = field(default_factory=dict)
    """From 0 to 100 the likeness of the name and of each property asked for; for a city, how many namesakes it has."""


@lru_cache(maxsize=1)
def reconciler(release: Release) -> Reconciler:
    """Return the reconciler of a release; that of the last one is kept."""
    return Reconciler(Register(release.store, base=release.facts["base"]))


class Reconciler:
    """Matches names against the things of a register, and those of cities in all scripts that the gazetteer knows."""

    def __init__(self, register: Register) -> None:
        self.register = register
        places = {place: number for number, thing in enumerate(register.things) for place in _places(thing)}
        own = [
            (name, number)
            for number, thing in enumerate(register.things)
            for name in (*thing.labels.values(), *thing.others)
        ]
        listed = names_of(places)
        self._folded: dict[Value, frozenset[str]] = {}
        """The names of values, as they are compared."""
        self._own = Names(own)
        self._all = Names([*own, *((name, number) for place, number in places.items() for name in listed[place])])

    def find(self, asked: Asked) -> list[Candidate]:
        """Return candidates, the best first; equal scores by IRI.

        "Córdoba, AR" and "Córdoba (Argentina)" name a city and its country. Where nothing is asked, nothing is found.
        """
        if not asked.name and not asked.properties:
            return []
        if asked.name and not self._exact(asked.name):
            asked = self._with_country(asked)
        exact = self._exact(asked.name)
        wishes = [(wanted.property, [self._meant(wish) for wish in wanted.values]) for wanted in asked.properties]
        found: list[Candidate] = []
        sure: list[Candidate] = []
        for number, likeness in self._likenesses(asked.name):
            thing = self.register.things[number]
            if not asked.types or set(asked.types) & set(thing.types):
                candidate, agrees = self._candidate(thing, likeness, asked.name, wishes)
                found.append(candidate)
                sure += [candidate] if agrees and number in exact else []
        found.sort(key=lambda one: (-one.score, one.thing.iri))
        return [replace(one, match=sure == [one] and self._is_telling(one, asked)) for one in found[: asked.limit]]

    def suggest(self, start: str, *, limit: int, skip: int = 0) -> list[Named]:
        """Return things whose id is `start` or whose names begin so, then those whose names look alike."""
        alike = sorted(self._likenesses(start), key=lambda one: -one[1]) if start else []
        begun = self._all.begin_with(start)
        addressed = self.register.number(start)
        first = [] if addressed is None else [addressed]
        numbers = list(dict.fromkeys([*first, *begun, *(number for number, _ in alike)]))
        return [self.register.things[number] for number in numbers[skip : skip + limit]]

    def _exact(self, name: str) -> set[int]:
        """Return the things of a name, an id or an address."""
        addressed = self.register.number(name)
        return self._all.exact(name) if addressed is None else {addressed}

    def _with_country(self, asked: Asked) -> Asked:
        """Return the same with the country taken from the name, where it names one."""
        match = _WITH_COUNTRY.fullmatch(asked.name)
        countries = self._own.exact(match[2]) if match else set()
        named = [self.register.things[number] for number in countries]
        if not match or not any(f"{ONTOLOGY}Country" in thing.types for thing in named):
            return asked
        return replace(asked, name=match[1], properties=(*asked.properties, Wanted(COUNTRY, (match[2],))))

    def _likenesses(self, name: str) -> Iterator[tuple[int, float]]:
        """Yield things and how like their names are to one, from 0 to 1; all of them where no name is asked for."""
        if not name:
            yield from ((number, 1.0) for number in range(len(self.register.things)))
            return
        exact = self._exact(name)
        listed = self._all.exact(name) - self._own.exact(name)
        for number, found in (self._all.alike(name) | dict.fromkeys(exact, 1.0)).items():
            best = min(found, _LISTED if number in listed else 1.0 if number in exact else _ALIKE)
            if best >= _LEAST:
                yield number, best

    def _candidate(
        self, thing: Named, likeness: float, name: str, wishes: Sequence[tuple[str, Sequence[_Meant]]]
    ) -> tuple[Candidate, bool]:
        """Return a candidate, and whether all its properties agree with what is asked for."""
        score = 100 * likeness
        features = {"name": round(score, 1)} if name else {}
        agrees = True
        for property_, meant in wishes:
            values = self.register.values(thing, property_)
            likenesses = [self._agreement(value, wish) for value in values for wish in meant]
            best = max(likenesses, default=0.0)
            features[property_] = round(100 * best, 1)
            agrees &= best >= _AGREES
            score *= best if best >= _AGREES else _CONTRARY if likenesses else _UNSTATED
        if CITY in thing.types and name:
            features["namesakes"] = self._namesakes(thing, name)
        return Candidate(thing, round(score, 1), False, features), agrees

    def _meant(self, wish: Wish) -> _Meant:
        return _Meant(_number(wish), self.register.number(str(wish)), folded(str(wish)))

    def _agreement(self, value: Value, meant: _Meant) -> float:
        """Return how like a value is to the one asked for, from 0 to 1: numbers by their ratio, texts by letters."""
        number = _number(value.value) if meant.number is not None and isinstance(value, ox.Literal) else None
        if number is not None and meant.number is not None:
            return 1.0 if number == meant.number else _ratio(number, meant.number)
        if meant.thing is not None:
            return float(isinstance(value, ox.NamedNode) and self.register.number(value.value) == meant.thing)
        return max((fuzz.ratio(meant.name, name) / 100 for name in self._names_of(value)), default=0.0)

    def _names_of(self, value: Value) -> frozenset[str]:
        found = self._folded.get(value)
        if found is None:
            found = self._folded[value] = frozenset(folded(name) for name in self.register.names_of(value))
        return found

    def _namesakes(self, city: Named, name: str) -> int:
        """Return how many cities of other countries have a name as their first one, by the gazetteer."""
        places = find_places(name)
        codes = {place.code for place in places if place.geonames_id in _places(city)}
        return sum(folded(place.name) == folded(name) and place.code not in codes for place in places)

    def _is_telling(self, candidate: Candidate, asked: Asked) -> bool:
        """Return whether a name tells a thing by itself: it is no code, and no city elsewhere has it too."""
        name = folded(asked.name)
        if CITY not in candidate.thing.types:
            return bool(name)
        has_country = any(wanted.property == COUNTRY for wanted in asked.properties)
        return (len(name) > _CODE or not name.isascii()) and (has_country or not candidate.features["namesakes"])


def _places(thing: Named) -> set[int]:
    """Return the GeoNames numbers of a thing."""
    return {int(match[1]) for address in thing.same_as if (match := _GEONAMES.fullmatch(address))}


def _number(text: Wish) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _ratio(one: float, other: float) -> float:
    return max(0.0, min(one / other, other / one)) if one and other else 0.0
