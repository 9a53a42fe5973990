"""Questions asked before, each with the items found to answer it, or none: what a new question is compared with.

A question is nearer to a question than to any text, so those that a text answers say best what it is good for (Nogueira
et al. 2019, "Document Expansion by Query Prediction"), and those that nothing answered tell what is missing. They were
written for PeerCity and read against the starter data one by one; no reason and no statement ever rests on them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .encoders.base import AsQueries, Encoder, Vectors
from .space import Space, ridge
from .vectors import Progress, VectorCache

SHIPPED = Path(str(files(__package__))) / "starter-precedents"
"""The vectors of the precedents by the bundled encoder, without suffix."""
_UNRELATED, _SPREAD = 0.2, 0.08
"""Mean and standard deviation, over items, of the cosine of a question with the nearest of an item's precedents."""
_RIDGE = 10.0
"""Penalty of the regression, chosen by cross-validation on the questions for calibration."""
_SLICE = 8_192
_TOLD_NOW = 0.25
"""Cosine from which a text that came later may answer what nothing answered before. Of the precedents that are answered
a third are as near to a passage that answers them, of the others one in twenty to any passage."""


@dataclass(frozen=True)
class Precedent:
    """A question in each of its languages, and the relative IRIs of the items that answer it."""

    texts: Mapping[str, str]
    answers: tuple[str, ...]


class Precedence(NamedTuple):
    """What the precedents say of one question."""

    asked: Vectors
    """How near each item's precedents are, in standard deviations above the usual; 0 below it. Shape (items,)."""
    answered: float
    """Cosine of the nearest precedent that an item answers."""
    unanswered: float
    """Cosine of the nearest precedent that nothing answered."""
    expected: float
    """About 1 where precedents lie that are answered, about 0 where they are not."""


@dataclass(frozen=True)
class Precedents:
    """The precedents in the space of a collection, those apart whose answers it does not hold."""

    answered: Vectors
    """Shape (versions, dimensions)."""
    item: NDArray[np.int32]
    """The items that precedents answer, rising, one an answer."""
    version: NDArray[np.int32]
    """The row of `answered` of each of them."""
    unanswered: Vectors
    """Shape (versions, dimensions)."""
    answering: Vectors
    """Whether a question has an answer, by where it lies: a weight a dimension, then the bias."""

    @classmethod
    def fit(
        cls, known: Sequence[Precedent], vectors: Vectors, space: Space, numbers: Mapping[str, int], later: Vectors
    ) -> Precedents | None:
        """Return the precedents that hold in a collection, None where it answers none of them.

        `vectors` are those of all versions of the `known` ones, in their order (versions, dimensions), as an encoder
        gives them; `numbers` its items by IRI; `later` the vectors, in its space, of passages that were not there when
        the precedents were read: where one of them is near, that nothing answers may be true no longer.
        """
        answered: list[Vectors] = []
        unanswered: list[Vectors] = []
        pairs: list[tuple[int, int]] = []
        versions = [(one, language) for one in known for language in one.texts]
        for raw, (one, language) in zip(vectors, versions, strict=True):
            vector = space.question(raw, language)
            held = [numbers[iri] for iri in one.answers if iri in numbers]
            if held:
                pairs += [(item, len(answered)) for item in held]
                answered.append(vector)
            elif not one.answers:
                unanswered.append(vector)
        if not answered:
            return None
        item, version = np.array(sorted(pairs), dtype=np.int32).T
        never = np.stack(unanswered) if unanswered else later[:0]
        open_still = never[_closest(never, later) < _TOLD_NOW]
        truth = np.repeat([1.0, 0.0], [len(answered), len(open_still)])
        answering = ridge(np.concatenate([answered, open_still]), truth, _RIDGE)
        return cls(np.stack(answered), item, version, open_still, answering)

    def of(self, question: Vectors, count: int) -> Precedence:
        """Return what the precedents say of a question's vector (dimensions,), of `count` items."""
        cosines = self.answered @ question
        starts = np.flatnonzero(np.diff(self.item, prepend=-1))
        nearest = np.maximum.reduceat(cosines[self.version], starts)
        asked = np.zeros(count, dtype=np.float32)
        asked[self.item[starts]] = ((nearest - _UNRELATED) / _SPREAD).clip(0)
        unanswered = float((self.unanswered @ question).max()) if len(self.unanswered) else 0.0
        expected = float(self.answering[:-1] @ question + self.answering[-1])
        return Precedence(asked, float(cosines.max()), unanswered, expected)

    def save(self, folder: Path) -> None:
        folder.mkdir()
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, folder: Path) -> Precedents:
        return cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS))


def _closest(vectors: Vectors, others: Vectors) -> Vectors:
    """Return the largest cosine of each vector with any of the others, -1 where there is none. Shape (vectors,)."""
    found = np.full(len(vectors), -1, dtype=np.float32)
    for start in range(0, len(others), _SLICE):
        found = np.maximum(found, (others[start : start + _SLICE] @ vectors.T).max(axis=0))
    return found


_ARRAYS = ("answered", "item", "version", "unanswered", "answering")


@cache
def precedents() -> Sequence[Precedent]:
    """Return the precedents that ship."""
    lines = (files(__package__) / "precedents.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    return [Precedent(row["text"], tuple(row["answers"])) for row in rows]


def versions() -> list[str]:
    """Return the versions of all precedents, in the order of their vectors."""
    return [text for one in precedents() for text in one.texts.values()]


def vectors_of(encoder: Encoder, cache: Path, *, progress: Progress | None = None) -> Vectors:
    """Return the vectors of all versions (versions, dimensions), asked as queries.

    Those by the bundled encoder ship; those by another one are encoded once and kept in `cache`.
    """
    return VectorCache(cache, AsQueries(encoder), shipped=SHIPPED).encode(versions(), progress=progress)
