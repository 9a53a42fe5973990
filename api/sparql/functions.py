"""The recommender inside SPARQL: pc:relevance(?item, "text"@fr) and pc:contextSimilarity(?cityA, ?cityB)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from peercity.graph.errors import PeerCityError
from peercity.graph.iris import ONTOLOGY

from .errors import BadQuery

RELEVANCE = ox.NamedNode(f"{ONTOLOGY}relevance")
CONTEXT_SIMILARITY = ox.NamedNode(f"{ONTOLOGY}contextSimilarity")
MOST_TEXTS, MOST_CITIES = 8, 300
"""Different texts and cities that one query may have scores computed for."""

RelevanceOf = Callable[[str, str | None], Mapping[str, float]]
"""Gives for a text and its language, or None, the score of each item by IRI."""
ContextOf = Callable[[str], Mapping[str, float]]
"""Gives for the IRI of a city the score of each other city by IRI."""


@dataclass(frozen=True)
class Suppliers:
    """Where scores come from; each raises PeerCityError for what it cannot score."""

    relevance_of: RelevanceOf
    context_of: ContextOf


class Functions:
    """The functions for one query, as pyoxigraph takes them: `custom_functions=Functions(…).table`.

    A wrong argument, an unknown item or an unknown city leaves the value unbound, as in SPARQL itself.
    The engine does the same with an exception, so what a supplier raises is kept in `error`, and no score is computed
    after it.
    """

    def __init__(self, suppliers: Suppliers) -> None:
        self._suppliers = suppliers
        self._texts: dict[tuple[str, str | None], Mapping[str, float]] = {}
        self._cities: dict[str, Mapping[str, float]] = {}
        self.error: PeerCityError | None = None
        self.table: dict[ox.NamedNode, Callable[..., Any]] = {
            RELEVANCE: self._relevance,
            CONTEXT_SIMILARITY: self._context_similarity,
        }

    def _relevance(self, *arguments: Any) -> ox.Literal | None:
        if len(arguments) != 2 or not isinstance(arguments[1], ox.Literal):
            return None
        item, text = arguments
        key = text.value, text.language
        scores = self._row(self._texts, key, lambda: self._suppliers.relevance_of(*key), MOST_TEXTS, "texts")
        return _value(scores, item)

    def _context_similarity(self, *arguments: Any) -> ox.Literal | None:
        if len(arguments) != 2 or not isinstance(arguments[0], ox.NamedNode):
            return None
        one, other = arguments
        if isinstance(other, ox.NamedNode) and other.value in self._cities:
            one, other = other, one  # It is the same in both directions.
        key = one.value
        scores = self._row(self._cities, key, lambda: self._suppliers.context_of(key), MOST_CITIES, "cities")
        return _value(scores, other)

    def _row(
        self,
        rows: dict[Any, Mapping[str, float]],
        key: Any,
        compute: Callable[[], Mapping[str, float]],
        most: int,
        what: str,
    ) -> Mapping[str, float]:
        if key not in rows:
            if self.error is None and len(rows) >= most:
                self.error = BadQuery(f"The query has scores computed for more than {most} {what}; ask for fewer.")
            if self.error:
                return {}
            try:
                rows[key] = compute()
            except PeerCityError as error:
                self.error = error
                return {}
        return rows[key]


def _value(scores: Mapping[str, float], thing: Any) -> ox.Literal | None:
    score = scores.get(thing.value) if isinstance(thing, ox.NamedNode) else None
    return None if score is None else ox.Literal(score)
