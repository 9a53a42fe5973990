"""The recommender of a release as what supplies scores to SPARQL."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from .functions import Suppliers

if TYPE_CHECKING:
    from peercity.recommender.ask import Recommender

_KEPT = 256
"""Texts, and cities, whose scores are kept."""


def suppliers(open_recommender: Callable[[], Recommender]) -> Suppliers:
    """Return the suppliers of a release, whose recommender is opened when a score is first asked for."""
    opened, turn = cache(open_recommender), Lock()

    def recommender() -> Recommender:
        with turn:  # Two who ask at the same time would open it twice.
            return opened()

    @lru_cache(_KEPT)
    def relevance_of(text: str, language: str | None) -> dict[str, float]:
        from peercity.recommender.scores import relevance

        return relevance(recommender(), text, language=language)

    @lru_cache(_KEPT)
    def context_of(city: str) -> dict[str, float]:
        from peercity.recommender.scores import context_similarity

        return context_similarity(recommender(), city)

    return Suppliers(relevance_of, context_of)
