"""From a query to scored items: six signals, fused by score, aware of whether query and texts share a language."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .index import Index
    from .matters import Matter
    from .precedents import Precedence

Scores = NDArray[np.float32]
Weights = Mapping[str, Mapping[str, float]]
"""What each signal counts, by side (`same_language`, `other_language`)."""
SIDES = ("same_language", "other_language")
SIGNALS = ("closest", "whole", "crowding", "characters", "words", "asked")
"""The cosine of an item's closest passage and of all its passages together; how near it is to everything else, which
speaks against it; the cosine of its n-grams; its BM25, where the
words of the query count in each language of the texts; how near questions are that it answered before."""
LEXICAL = ("characters", "words")
"""Those of them that need no encoder."""
LEARNED: dict[str, Any] = json.loads((files(__package__) / "weights.json").read_text(encoding="utf-8"))
"""What `benchmarks/fusion.py` learned: the weights with and without an encoder, and what they reached."""
WEIGHTS: Weights = LEARNED["weights"]


@dataclass(frozen=True)
class Ranking:
    """Scores of items for one query, and the signals that they are made of, each an array of one value an item."""

    items: Scores
    """Fused scores; minus infinity for what a filter leaves out."""
    signals: Mapping[str, Scores]
    """By name, of SIGNALS; those of meaning are missing where no encoder is at hand."""
    passages: Scores | None
    """Cosine of each passage with the query; None where no encoder is at hand."""
    passage_item: NDArray[np.int32]
    foreign: bool
    """Whether no text is in the language of the query: then words and spelling say little."""
    matter: Matter | None = None
    """What the matters of municipalities say of the query; None where no encoder is at hand."""
    precedence: Precedence | None = None
    """What was asked before says of the query; None where nothing here answered anything of that."""
    shared: Callable[[int], int] = lambda _: 0
    """Gives for a passage how many words of the query it holds."""
    rest: Ranking | None = None
    """The items that answer no precedent, ranked as if nothing had been asked before; None where there is none."""

    @cached_property
    def highest(self) -> Mapping[str, float]:
        """The highest value of each signal."""
        return {name: float(signal.max()) for name, signal in self.signals.items()}

    def by_words(self) -> Ranking:
        """Return the ranking without what an encoder told, its order apart."""
        lexical = {name: self.signals[name] for name in LEXICAL}
        return replace(self, signals=lexical, passages=None, matter=None, precedence=None, rest=None)

    def without_precedence(self, weights: Weights, same: NDArray[np.bool_]) -> Ranking:
        """Return the ranking as if nothing had been asked before; `same`: items with a text in the query's language."""
        signals = {name: signal for name, signal in self.signals.items() if name != "asked"}
        items = np.where(np.isfinite(self.items), fused(signals, weights, same), np.float32(-np.inf))
        return replace(self, items=items, signals=signals, precedence=None, rest=None)

    def only(self, chosen: NDArray[np.bool_]) -> Ranking:
        """Return the ranking of some items alone, with the signals of the others at their least."""
        signals = {name: np.where(chosen, signal, signal.min()) for name, signal in self.signals.items()}
        return replace(self, items=np.where(chosen, self.items, np.float32(-np.inf)), signals=signals)

    def of_item(self, item: int) -> slice:
        """Return the passages of an item, which stand together."""
        start, end = np.searchsorted(self.passage_item, [item, item + 1])
        return slice(int(start), int(end))

    def best(self, item: int) -> int:
        """Return the passage of an item that is closest to the query; its first one where none is closer."""
        part = self.of_item(item)
        return max(range(part.start, part.stop), key=lambda number: (self.closeness(number), -number))

    def closeness(self, passage: int) -> float:
        """Return the cosine of a passage with the query; without an encoder, how many of its words it holds."""
        return float(self.shared(passage) if self.passages is None else self.passages[passage])

    def top(self, limit: int) -> list[int]:
        """Return the `limit` best items, best first; equal scores keep the order of IRIs."""
        usable = np.flatnonzero(np.isfinite(self.items))
        if len(usable) > limit:
            cut = np.partition(self.items[usable], len(usable) - limit)[len(usable) - limit]
            usable = usable[self.items[usable] >= cut]
        order = np.lexsort((usable, -self.items[usable]))
        return [int(number) for number in usable[order][:limit]]


def rank(
    index: Index,
    text: str,
    language: str,
    vector: Scores | None,
    *,
    mask: NDArray[np.bool_] | None = None,
    weights: Weights | None = None,
) -> Ranking:
    """Return the scores of all items for a query, of one `vector` (shape (dimensions,), or None).

    An item scores as the weighted sum of the z-scores of its signals, with one set of weights where it has a text in
    the query's language and another where it has none; where `weights` are not given, those that ship.
    """
    terms = index.words.terms(text, language)
    words = {**index.glossary.translated(terms, language, index.languages), **Counter(terms)}
    signals = {
        "characters": _best(index.characters.scores(text), index.text_start),
        "words": _best(index.words.scores(words), index.text_start),
    }
    passages = matter = precedence = None
    if vector is not None and index.space is not None and len(index.vectors):
        question = index.space.question(vector, language)
        matter = index.matters.of(question) if index.matters else None
        passages = index.vectors @ question
        signals["closest"] = _best(passages, index.item_start)
        signals["whole"] = np.add.reduceat(passages, index.item_start) * index.item_scale
        signals["crowding"] = index.item_crowding
        if index.precedents:
            precedence = index.precedents.of(question, len(index.items))
            signals["asked"] = precedence.asked
    chosen = weights or (WEIGHTS if passages is not None else LEARNED["without_encoder"])
    total = fused(signals, chosen, index.has_language(language))
    if mask is not None:
        total = np.where(mask, total, np.float32(-np.inf))
    foreign = language not in index.languages
    shared = _shared(index, terms)
    ranking = Ranking(total, signals, passages, index.passage_item, foreign, matter, precedence, shared)
    if index.precedents is None or precedence is None or index.has_precedents.all():
        return ranking
    rest = ranking.without_precedence(chosen, index.has_language(language)).only(~index.has_precedents)
    return replace(ranking, rest=rest)


def standardised(name: str, signal: Scores) -> Scores:
    """Return a signal as it is weighed: z-scores, zeros where all are equal; what is `asked` stands as it is."""
    mean, spread = _moments(name, signal)
    found: Scores = (signal - np.float32(mean)) / np.float32(spread) if spread > 0 else np.zeros_like(signal)
    return found


def _shared(index: Index, terms: Sequence[str]) -> Callable[[int], int]:
    asked = set(terms)

    def count(passage: int) -> int:
        row = index.passages[passage]
        return len(asked.intersection(index.words.terms(row["text"], row["language"])))

    return count


def fused(signals: Mapping[str, Scores], weights: Weights, same: NDArray[np.bool_]) -> Scores:
    """Return the weighted sums of signals, of each item with the weights of its side: the first where `same`."""
    sides = [side for side, has_items in zip(SIDES, (same.any(), not same.all()), strict=True) if has_items]
    sums = [_weighted(signals, weights[side]) for side in sides]
    if len(sums) < 2:
        return sums[0] if sums else np.zeros(len(same), dtype=np.float32)
    found: Scores = np.where(same, *sums)
    return found


def _weighted(signals: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """Return the weighted sum of the standardised signals; one of equal scores everywhere adds nothing."""
    total, constant = np.zeros(signals["words"].shape, dtype=np.float32), 0.0
    for name, signal in signals.items():
        mean, spread = _moments(name, signal)
        if weight := weights.get(name, 0.0) if spread > 0 else 0.0:
            total += signal * np.float32(weight / spread)
            constant += weight * mean / spread
    total -= np.float32(constant)
    return total


def _moments(name: str, signal: Scores) -> tuple[float, float]:
    """Return the mean and spread by which a signal is standardised.

    What is asked is measured against unrelated questions, not against other items: few of them may have precedents.
    """
    if name == "asked":
        return 0.0, 1.0
    return (float(signal.mean()), float(signal.std())) if len(signal) else (0.0, 0.0)


def _best(scores: Scores, starts: NDArray[np.intp]) -> Scores:
    """Return the best score of each item; its passages or texts stand together."""
    if len(scores) == len(starts):
        return scores
    found: Scores = np.maximum.reduceat(scores, starts) if len(starts) else np.zeros(0, np.float32)
    return found
