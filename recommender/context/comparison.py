"""What the settings of two cities have in common, feature by feature, as far as both are known."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..places import AskingCity

Value = str | int | tuple[str, ...] | None
"""What is known of a city in one feature; None where it is not stated."""

WEIGHTS = {"size": 0.25, "language": 0.2, "themes": 0.2, "region": 0.15, "income": 0.1, "coast": 0.1}
"""How much each feature counts; together 1. They are a judgement, not learned: there are no answers to learn them from.

Size leads, since what a city can run and pay for goes with it. A common language decides whether two can work together,
common themes whether they have something to talk about. Region and income group are facts of the country and go
together, so they share what one feature of the city itself gets. The coast matters for some challenges only.
"""
INCOME_GROUPS = ("low", "lower-middle", "upper-middle", "high")
SHORE, INLAND = 10, 100
"""Kilometres up to which a city counts as on the coast, and from which on as inland.

The outline of land is some kilometres off and ports lie on estuaries; 100 km is where Small and Nicholls (2003, "A
global analysis of human settlement in coastal zones") end the near-coastal zone.
"""


@dataclass(frozen=True)
class Spread:
    """Standard deviations that differences are measured by: of ln population, and of ln km to the coast.

    Those of a release are `Index.spread`; the defaults are those of the starter data.
    """

    size: float = 1.76
    coast: float = 1.03


@dataclass(frozen=True)
class Feature:
    """One feature of two cities."""

    name: str
    one: Value
    other: Value
    similarity: float | None
    """Between 0 and 1, or None where the feature is not stated of one of them."""
    sources: tuple[str, ...] = ()
    """The documents of the graph, by relative IRI, that the values rest on, those of `other` first.

    For themes those of the common ones. None where a value comes from the tables of the gazetteer.
    """


@dataclass(frozen=True)
class Comparison:
    """The features of two cities, always all of them, in the order of WEIGHTS."""

    features: tuple[Feature, ...]

    @property
    def score(self) -> float | None:
        """The mean of the similarities by WEIGHTS over what is known of both cities; None where nothing is.

        Gower (1971), "A general coefficient of similarity and some of its properties".
        """
        return self.shared / self.known if self.known else None

    @property
    def known(self) -> float:
        """The share of WEIGHTS that is known of both cities, 0 to 1."""
        return sum(WEIGHTS[one.name] for one in self.features if one.similarity is not None)

    @property
    def shared(self) -> float:
        """The similarities by WEIGHTS, what is not known adding nothing, 0 to 1: what to rank cities by.

        By `score` those of which little is known would lead: one with the same language and nothing else stated has 1.
        """
        return sum(WEIGHTS[one.name] * one.similarity for one in self.features if one.similarity is not None)

    @property
    def strongest(self) -> tuple[Feature, ...]:
        """The features by how much each adds, the most first."""
        return tuple(sorted(self.features, key=lambda one: -WEIGHTS[one.name] * (one.similarity or 0)))

    def __getitem__(self, name: str) -> Feature:
        return next(feature for feature in self.features if feature.name == name)


def compare(
    one: AskingCity | Mapping[str, Any], other: AskingCity | Mapping[str, Any], *, spread: Spread | None = None
) -> Comparison:
    """Return what two cities, each a row of `Index.cities` or an AskingCity, have in common.

    - size: exp(-d), d the standard deviations between the logarithms of the populations;
    - language: 1 where the cities share a language, official in the country or stated by the city, else 0;
    - themes: what both take part in, |A∩B| / √(|A| |B|) (Ochiai);
    - region: 1 where the UCLG section is the same, else 0;
    - income: 1 for the same group, 2/3 for the next one, then 1/3 and 0;
    - coast: exp(-d) of the logarithms of the kilometres, cut to SHORE and INLAND.

    >>> bilbao = {"languages": ["es"], "population": 346_000, "coast": 9}
    >>> dakar = {"languages": ["fr"], "population": 2_600_000, "coast": 1}
    >>> found = compare(bilbao, dakar)
    >>> [(one.name, round(one.similarity, 2)) for one in found.features if one.similarity is not None]
    [('size', 0.32), ('language', 0.0), ('coast', 1.0)]
    >>> round(found.score, 2), round(found.shared, 2)
    (0.33, 0.18)
    """
    spread = spread or Spread()
    mine, theirs = (vars(city) if isinstance(city, AskingCity) else city for city in (one, other))
    return Comparison(tuple(_feature(name, mine, theirs, spread) for name in WEIGHTS))


def shared(one: Mapping[str, Any], other: Mapping[str, Any], *, spread: Spread) -> float:
    """Return `compare(one, other).shared` of two rows of `Index.cities`, without all that explains it."""
    found = {name: _similarity(name, one, other, spread)[2] for name in WEIGHTS}
    return sum(WEIGHTS[name] * similarity for name, similarity in found.items() if similarity is not None)


def spread_of(cities: Iterable[Mapping[str, Any]]) -> Spread:
    """Return the standard deviations of cities, rows of an index; the default ones where all that is known is alike."""
    rows = list(cities)
    found = {}
    for name, field in (("size", "population"), ("coast", "coast")):
        values = [scaled(name, row[field]) for row in rows if row[field] is not None]
        if len(set(values)) > 1:
            found[name] = statistics.pstdev(values)
    return Spread(**found)


def scaled(name: str, value: int) -> float:
    """Return the value of `size` or `coast` on the scale on which its differences are measured."""
    return math.log(value if name == "size" else min(max(value, SHORE), INLAND))


def _feature(name: str, one: Mapping[str, Any], other: Mapping[str, Any], spread: Spread) -> Feature:
    mine, theirs, similarity = _similarity(name, one, other, spread)
    common = set(mine) & set(theirs) if isinstance(mine, tuple) and isinstance(theirs, tuple) else set()
    sources = [
        document for city in (other, one) for document in _documents(city.get("stated", {}).get(name, ()), common)
    ]
    return Feature(name, mine, theirs, similarity, tuple(dict.fromkeys(sources)))


def _similarity(
    name: str, one: Mapping[str, Any], other: Mapping[str, Any], spread: Spread
) -> tuple[Value, Value, float | None]:
    """Return what is known of two cities in a feature, and how alike that is."""
    key, similarity = _FEATURES[name]
    mine, theirs = _value(one.get(key)), _value(other.get(key))
    known = mine is not None and theirs is not None
    return mine, theirs, similarity(mine, theirs, spread) if known else None


def _documents(stated: Sequence[str] | Mapping[str, Sequence[str]], shared: set[str]) -> list[str]:
    """Return the documents of a value, or of those parts of it that are shared where each part has its own."""
    if isinstance(stated, Mapping):
        return [document for part in sorted(shared) for document in stated.get(part, ())]
    return list(stated)


def _value(known: Any) -> Value:
    """Return a value as a feature has it: None where nothing is known.

    >>> _value([]), _value(0), _value(["fr"])
    (None, 0, ('fr',))
    """
    value: Value = tuple(known) or None if isinstance(known, list | tuple) else known
    return value


def _size(one: int, other: int, spread: Spread) -> float:
    return math.exp(-abs(scaled("size", one) - scaled("size", other)) / spread.size)


def _language(one: tuple[str, ...], other: tuple[str, ...], _: Spread) -> float:
    return float(bool(set(one) & set(other)))


def _themes(one: tuple[str, ...], other: tuple[str, ...], _: Spread) -> float:
    return len(set(one) & set(other)) / math.sqrt(len(set(one)) * len(set(other)))


def _region(one: str, other: str, _: Spread) -> float:
    return float(one == other)


def _income(one: str, other: str, _: Spread) -> float:
    apart = abs(INCOME_GROUPS.index(one) - INCOME_GROUPS.index(other))
    return 1 - apart / (len(INCOME_GROUPS) - 1)


def _coast(one: int, other: int, spread: Spread) -> float:
    return math.exp(-abs(scaled("coast", one) - scaled("coast", other)) / spread.coast)


_FEATURES: dict[str, tuple[str, Callable[[Any, Any, Spread], float]]] = {
    "size": ("population", _size),
    "language": ("languages", _language),
    "themes": ("themes", _themes),
    "region": ("section", _region),
    "income": ("income", _income),
    "coast": ("coast", _coast),
}
"""Where a city holds each feature, and how alike two values of it are."""
