"""What the settings of two cities have in common, feature by feature, as far as both are known."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .places import AskingCity

Value = str | int | tuple[str, ...] | None
"""What is known of a city in one feature; None where it is not stated."""

WEIGHTS = {"language": 0.25, "region": 0.2, "size": 0.25, "income": 0.15, "coast": 0.1, "themes": 0.15}
INCOME_GROUPS = ("low", "lower-middle", "upper-middle", "high")
INLAND = 100
"""Kilometres from which on the sea makes no difference: the near-coastal zone of Small and Nicholls (2003)."""


@dataclass(frozen=True)
class Spread:
    """Standard deviations by which differences are measured: of ln population, and of ln (1 + km to the coast)."""

    size: float = 1.7
    coast: float = 1.5


@dataclass(frozen=True)
class Feature:
    """One feature of two cities."""

    name: str
    one: Value
    other: Value
    similarity: float | None
    """Between 0 and 1, or None where the feature is not stated of one of them."""
    sources: tuple[str, ...] = ()
    """The documents of the graph, by relative IRI, that both values rest on; none where GeoNames alone is behind."""


@dataclass(frozen=True)
class Comparison:
    """The features of two cities, always all and in the order of WEIGHTS.

    `score` is the mean of the similarities by WEIGHTS over what is known of both cities (Gower 1971, "A general
    coefficient of similarity and some of its properties"): between 0 and 1, or None where nothing is.
    """

    score: float | None
    features: tuple[Feature, ...]

    def __getitem__(self, name: str) -> Feature:
        return next(feature for feature in self.features if feature.name == name)


def compare(
    one: AskingCity | Mapping[str, Any], other: AskingCity | Mapping[str, Any], *, spread: Spread | None = None
) -> Comparison:
    """Return what two cities, each a row of `Index.cities` or an AskingCity, have in common.

    >>> bilbao = {"languages": ["es"], "population": 346_000, "coast": 10}
    >>> dakar = {"languages": ["fr"], "population": 2_600_000, "coast": 1}
    >>> [(one.name, round(one.similarity, 2)) for one in compare(bilbao, dakar).features if one.similarity is not None]
    [('language', 0.0), ('size', 0.31), ('coast', 0.32)]
    """
    spread = spread or Spread()
    mine, theirs = (vars(city) if isinstance(city, AskingCity) else city for city in (one, other))
    features = tuple(_feature(name, mine, theirs, spread) for name in WEIGHTS)
    known = [(WEIGHTS[feature.name], feature.similarity) for feature in features if feature.similarity is not None]
    total = sum(weight for weight, _ in known)
    return Comparison(sum(weight * found for weight, found in known) / total if known else None, features)


def _feature(name: str, one: Mapping[str, Any], other: Mapping[str, Any], spread: Spread) -> Feature:
    key, similarity = _FEATURES[name]
    mine, theirs = _value(one.get(key)), _value(other.get(key))
    known = mine is not None and theirs is not None
    stated = {document for city in (one, other) for document in city.get("stated", {}).get(name, ())}
    return Feature(name, mine, theirs, similarity(mine, theirs, spread) if known else None, tuple(sorted(stated)))


def _value(known: Any) -> Value:
    """Return a value as a feature has it: None where nothing is known.

    >>> _value([]), _value(0), _value(["fr"])
    (None, 0, ('fr',))
    """
    value: Value = tuple(known) or None if isinstance(known, list | tuple) else known
    return value


def _language(one: Any, other: Any, _: Spread) -> float:
    return float(bool(set(one) & set(other)))


def _region(one: Any, other: Any, _: Spread) -> float:
    return float(one == other)


def _size(one: Any, other: Any, spread: Spread) -> float:
    return math.exp(-abs(math.log(one) - math.log(other)) / spread.size)


def _income(one: Any, other: Any, _: Spread) -> float:
    apart = abs(INCOME_GROUPS.index(one) - INCOME_GROUPS.index(other))
    return 1 - apart / (len(INCOME_GROUPS) - 1)


def _coast(one: Any, other: Any, spread: Spread) -> float:
    near, far = (math.log1p(min(distance, INLAND)) for distance in (one, other))
    return math.exp(-abs(near - far) / spread.coast)


def _themes(one: Any, other: Any, _: Spread) -> float:
    return len(set(one) & set(other)) / math.sqrt(len(set(one)) * len(set(other)))


_FEATURES: dict[str, tuple[str, Callable[[Any, Any, Spread], float]]] = {
    "language": ("languages", _language),
    "region": ("section", _region),
    "size": ("population", _size),
    "income": ("income", _income),
    "coast": ("coast", _coast),
    "themes": ("themes", _themes),
}
"""Where a city holds each feature, and how alike two values of it are."""
