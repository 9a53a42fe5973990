"""The additive score: what each term adds to the order of items within one answer.

The score of an item is the logistic of the sum of its terms. Its relevance and theme together are the logit of how sure
it is that the item answers; all other terms together are at most CAP, so that an item that is surer by more than CAP
always goes first. No term but relevance is negative: what is not stated adds nothing, and nothing is gained by leaving
it unstated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .context import WEIGHTS, Spread, compare
from .places import AskingCity
from .themes import fit

EVIDENCE, CONTEXT = 0.3, 0.4
"""The most that evidence and context can add, in logits."""
CAP = EVIDENCE + CONTEXT
LEVELS = {"not-yet": 0.0, "described": 0.25, "own-results": 0.5, "recognised": 0.75, "third-party-results": 1.0}
"""Which part of EVIDENCE a practice has by its evidence level."""
_BOUND = 30.0
"""Logits beyond which certainty is not told apart."""
_DIGITS = 4


@dataclass(frozen=True)
class Term:
    """One summand of a score, in logits, rounded as it is shown: the order can be computed again from an answer."""

    name: str
    value: float


def total(terms: Iterable[Term]) -> float:
    """Return the sum of terms."""
    return round(sum(term.value for term in terms), _DIGITS)


def logistic(value: float) -> float:
    """Return the score of a sum of terms, between 0 and 1.

    >>> logistic(0)
    0.5
    """
    return 1 / (1 + math.exp(-value))


def logit(certainty: float) -> float:
    """Return ln(p / (1 − p)), within ± 30.

    >>> logit(0.5)
    0.0
    """
    if not 0 < certainty < 1:
        return math.copysign(_BOUND, certainty - 0.5)
    return max(-_BOUND, min(_BOUND, math.log(certainty / (1 - certainty))))


class Scorer:
    """Gives the terms of items for one challenge and asking city.

    The cities are rows of the index; `themes` holds the probability of each axis and theme of the challenge; a
    full fit counts `theme_weight` logits (see `Bands.theme`); `spread` is that of the index.
    """

    def __init__(
        self,
        cities: Mapping[str, dict[str, Any]],
        asking: AskingCity | None,
        themes: Mapping[str, float] | None = None,
        theme_weight: float = 0.0,
        *,
        spread: Spread | None = None,
    ) -> None:
        self.cities = cities
        self.asking = asking
        self.themes = themes or {}
        self.theme_weight = theme_weight
        self.spread = spread
        self._added: dict[str, dict[str, float]] = {}

    def terms(self, item: Mapping[str, Any], certainty: float) -> tuple[Term, ...]:
        """Return the terms of an item; `certainty` is how sure it is that it answers (0–1), its themes included."""
        theme = self.theme_weight * (self.fit(item) or 0.0)
        return (_term("relevance", logit(certainty) - theme), _term("theme", theme), *self.recorded(item))

    def fit(self, item: Mapping[str, Any]) -> float | None:
        """Return how well the themes of an item fit (0–1); None where those of the challenge are unknown."""
        return fit(self.themes, [subject["concept"] for subject in item["subjects"]]) if self.themes else None

    def recorded(self, item: Mapping[str, Any]) -> tuple[Term, ...]:
        """Return the terms that rest on what is recorded of an item and its cities, whatever the challenge is."""
        level = LEVELS.get(item["evidence"], 0.0)
        found = [_term("evidence", EVIDENCE * level)]
        if self.asking and (nearest := self.nearest(item)):
            found += [_term(f"context.{name}", value) for name, value in self._context(self.asking, nearest).items()]
        return tuple(found)

    def nearest(self, item: Mapping[str, Any]) -> str | None:
        """Return the city of an item, other than the asking one, whose context adds most; the first among equals."""
        asking = self.asking
        if asking is None:
            return None
        cities = dict.fromkeys(part["city"] for part in item["cities"] if part["city"] != asking.iri)
        return max(cities, key=lambda city: sum(self._context(asking, city).values()), default=None)

    def _context(self, asking: AskingCity, city: str) -> dict[str, float]:
        """Return what each feature adds: its weight of CONTEXT, as far as the two cities are alike in it."""
        if city not in self._added:
            whole = sum(WEIGHTS.values())
            self._added[city] = {
                feature.name: CONTEXT * WEIGHTS[feature.name] / whole * (feature.similarity or 0.0)
                for feature in compare(asking, self.cities[city], spread=self.spread).features
            }
        return self._added[city]

    def speaking(self, city: str, language: str) -> Scorer:
        """Return the scorer of a world in which a language is stated for a city."""
        row = self.cities[city]
        changed = {**row, "languages": [*row["languages"], language]}
        cities = {**self.cities, city: changed}
        return Scorer(cities, self.asking, self.themes, self.theme_weight, spread=self.spread)


def _term(name: str, value: float) -> Term:
    return Term(name, round(value, _DIGITS))
