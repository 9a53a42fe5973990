"""From a query to scored items: three signals, fused by score, aware of whether query and text share a language."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .index import Index

Scores = NDArray[np.float32]
WEIGHTS: dict[str, Any] = json.loads((files(__package__) / "weights.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Ranking:
    """Scores of passages and of items for one query; an item scores as its best passage."""

    passages: Scores
    items: Scores
    dense: Scores | None
    """Cosine of each passage with the query; None where no encoder is at hand."""
    characters: Scores
    words: Scores
    passage_item: NDArray[np.int32]
    foreign: bool
    """Whether no passage is in the language of the query: then only meaning counts."""

    @cached_property
    def spread(self) -> tuple[float, float]:
        """Mean and standard deviation of the cosines."""
        return (0.0, 1.0) if self.dense is None else (float(self.dense.mean()), float(self.dense.std()) or 1.0)

    def of_item(self, item: int) -> slice:
        """Return the passages of an item, which stand together."""
        start, end = np.searchsorted(self.passage_item, [item, item + 1])
        return slice(int(start), int(end))

    def best(self, item: int) -> int:
        """Return the best passage of an item."""
        part = self.of_item(item)
        return int(part.start + np.argmax(self.passages[part]))

    def top(self, limit: int) -> list[int]:
        """Return the `limit` best items, best first; equal scores keep the order of IRIs."""
        usable = np.flatnonzero(np.isfinite(self.items))
        if len(usable) > limit:
            cut = np.partition(self.items[usable], len(usable) - limit)[len(usable) - limit]
            usable = usable[self.items[usable] >= cut]
        order = np.lexsort((usable, -self.items[usable]))
        return [int(number) for number in usable[order][:limit]]


def rank(
    index: Index, text: str, language: str, vector: Scores | None, *, mask: NDArray[np.bool_] | None = None
) -> Ranking:
    """Return the scores of all passages and items for a query of one `vector` (shape (dimensions,), or None).

    Score of a passage: the weighted sum of the z-scores of its cosine, its n-gram cosine and its BM25, with one set
    of weights where it is in the query's language and another where it is not.
    """
    words = index.words.scores(text, language)
    characters = index.characters.scores(text)
    dense = None
    if vector is not None and index.vectors is not None and index.vectors.size:
        dense = index.vectors @ vector
    same = np.asarray(index.passage_language == _code(index, language))
    total = np.zeros(len(same), dtype=np.float32)
    for name, signal in (("dense", dense), ("characters", characters), ("words", words)):
        if signal is not None:
            here, there = (np.float32(WEIGHTS[side][name]) for side in ("same_language", "other_language"))
            total += np.where(same, here, there) * _z(signal)
    if mask is not None:
        total = np.where(mask[index.passage_item], total, np.float32(-np.inf))
    items = _best_of_items(total, index)
    foreign = language not in index.languages
    return Ranking(total, items, dense, characters, words, index.passage_item, foreign)


def _code(index: Index, language: str) -> int:
    return index.languages.index(language) if language in index.languages else -1


def _z(signal: Scores) -> Scores:
    """Return z-scores; zeros where all scores are equal."""
    spread = signal.std() if len(signal) else 0
    return (signal - signal.mean()) / spread if spread > 0 else np.zeros_like(signal)


def _best_of_items(scores: Scores, index: Index) -> Scores:
    """Return the score of the best passage of each item; passages of an item stand together."""
    if not len(scores):
        return np.zeros(0, np.float32)
    found: Scores = np.maximum.reduceat(scores, index.item_start)
    return found
