"""Whom the ranking shows: regions and city sizes among the first items, beside their part in what could be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..encoders.base import AsQueries, Encoder, Vectors
from ..index import Index
from ..rank import rank
from ..vectors import VectorCache

FIRST = 5
"""Items of an answer that count as shown."""
NOT_STATED = "not stated"
_SIZES = ((50_000, "under 50,000"), (1_000_001, "50,000 to 1 million"))
"""Sizes as UCLG tells intermediary cities from smaller ones and from metropolises."""
_LARGEST = "over 1 million"

City = Mapping[str, Any]


def exposure(index: Index, encoder: Encoder | None, cache: Path) -> dict[str, Any]:
    """Return which share of the first items each region and city size has, and which share of all items.

    The questions are the names of the axes and themes, in each language they have. An item of several cities counts for
    each with an equal part of one; vectors of questions are kept in `cache`.
    """
    questions = sorted({(language, text) for labels in index.concepts.values() for language, text in labels.items()})
    texts = [text for _, text in questions]
    vectors: Sequence[Vectors | None] = [None] * len(texts)
    if encoder is not None and texts:
        vectors = list(VectorCache(cache, AsQueries(encoder)).encode(texts))
    shown: list[int] = []
    for (language, text), vector in zip(questions, vectors, strict=True):
        shown += rank(index, text, language, vector).top(FIRST)
    everything = range(len(index.items))
    return {
        "questions": len(questions),
        "first": FIRST,
        **{
            name: _beside(_shares(index, everything, group), _shares(index, shown, group))
            for name, group in (("regions", _region), ("sizes", _size))
        },
    }


def _region(city: City) -> str:
    return str(city["section"] or NOT_STATED)


def _size(city: City) -> str:
    if city["population"] is None:
        return NOT_STATED
    return next((name for bound, name in _SIZES if city["population"] < bound), _LARGEST)


def _shares(index: Index, numbers: Iterable[int], group: Callable[[City], str]) -> dict[str, float]:
    """Return the share of each group among items, an item of no city left out."""
    counts: dict[str, float] = defaultdict(float)
    for number in numbers:
        cities = sorted({part["city"] for part in index.items[number]["cities"]})
        for city in cities:
            counts[group(index.cities[city])] += 1 / len(cities)
    total = sum(counts.values()) or 1.0
    return {name: round(count / total, 4) for name, count in counts.items()}


def _beside(items: Mapping[str, float], shown: Mapping[str, float]) -> list[dict[str, Any]]:
    return [
        {"name": name, "share_of_items": items[name], "share_of_shown": shown.get(name, 0.0)} for name in sorted(items)
    ]
