"""What municipalities deal with, as a yardstick: is a query nearer to an item than to any matter, and is it documented?

How near a query is to its items says little by itself: some subjects are near to everything. So it is compared with how
near it is to the matters of `matters.json`, as speaker verification compares a voice with those of a cohort
(Auckenthaler et al. 2000, "Score Normalization for Text-Independent Speaker Verification Systems"). And what a
collection documents is measured on the same matters, at each publishing anew: how near its items are to each, carried
over to any query by ridge regression.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peercity.graph.folder import write_atomically

from .encoders.base import Encoder, Vectors, encoder_name
from .space import FALLBACK, Space, ridge

SHIPPED = Path(str(files(__package__))) / "starter-matters"
"""The vectors of the matters by the bundled encoder, without suffix."""
_NEAREST = 5
"""Matters that a query is compared with."""
_CLOSEST = 10
"""Items that say how well a matter is documented."""
_RIDGE = 10.0
"""Penalty of the regression, chosen by cross-validation on the questions for calibration."""
_BATCH, _SLICE = 16, 8_192


class Matter(NamedTuple):
    """What the matters say of one query."""

    nearness: float
    """Mean cosine of the nearest matters, asked as questions."""
    documented: float
    """Mean cosine that the closest items have with matters such as this one."""


@dataclass(frozen=True)
class Matters:
    """The matters in the space of a collection."""

    asked: Vectors
    """Each as a question. Shape (matters, dimensions)."""
    weights: Vectors
    """How documented a matter is by where it lies: a weight a dimension, then the bias."""

    @classmethod
    def fit(cls, raw: Vectors, space: Space, passages: Vectors, item_start: NDArray[np.intp]) -> Matters:
        """Return the matters as a collection documents them.

        `raw` are their vectors as an encoder gives them (2, matters, dimensions): as questions and as texts; `passages`
        those of the collection in its space, the passages of an item from each `item_start` on.
        """
        asked = np.stack([space.question(vector, FALLBACK) for vector in raw[0]])
        told = space.texts(raw[1])
        documented = _documented(told, passages, item_start)
        return cls(asked, ridge(told, documented, _RIDGE))

    def of(self, question: Vectors) -> Matter:
        """Return what the matters say of a question's vector in the space of the collection (dimensions,)."""
        cosines = np.partition(self.asked @ question, -_NEAREST)[-_NEAREST:]
        return Matter(float(cosines.mean()), float(self.weights[:-1] @ question + self.weights[-1]))

    def save(self, folder: Path) -> None:
        folder.mkdir()
        np.save(folder / "asked.npy", self.asked)
        np.save(folder / "weights.npy", self.weights)

    @classmethod
    def load(cls, folder: Path) -> Matters:
        return cls(np.load(folder / "asked.npy", mmap_mode="r"), np.load(folder / "weights.npy"))


def matters_of(encoder: Encoder, cache: Path, *, progress: Callable[[int, int], None] | None = None) -> Vectors:
    """Return the vectors of the matters by an encoder, as questions and as texts. Shape (2, matters, dimensions).

    Those of the bundled encoder ship; those of another one are encoded once and kept in the cache.
    """
    slug = hashlib.sha256(encoder_name(encoder).encode()).hexdigest()[:16]
    kept = cache / f"matters-{slug}"
    key = _key(encoder)
    for path in (SHIPPED, kept):
        facts = path.with_suffix(".json")
        if facts.exists() and json.loads(facts.read_text(encoding="utf-8")) == key:
            found: Vectors = np.load(path.with_suffix(".npy")).astype(np.float32)
            return found
    save(kept, encoder, encode(encoder, progress=progress))
    return matters_of(encoder, cache)


def encode(encoder: Encoder, *, progress: Callable[[int, int], None] | None = None) -> Vectors:
    """Return the vectors of the matters, as questions and as texts. Shape (2, matters, dimensions)."""
    matters = names()
    sides = (
        (encoder.encode_query, [f"How can a city deal with {name}?" for name in matters]),
        (encoder.encode_document, [f"The city works on {name}." for name in matters]),
    )
    found: list[Vectors] = []
    for encoded, texts in sides:
        for start in range(0, len(texts), _BATCH):
            found.append(encoded(texts[start : start + _BATCH]))
            if progress:
                progress(sum(map(len, found)), 2 * len(matters))
    stacked: Vectors = np.concatenate(found).reshape(2, len(matters), -1)
    return stacked


def save(path: Path, encoder: Encoder, vectors: Vectors) -> None:
    """Write the vectors of the matters as .npy and what they are of as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path.with_suffix(".npy"), vectors.astype(np.float16))
    write_atomically(path.with_suffix(".json"), json.dumps(_key(encoder)) + "\n")


def names() -> list[str]:
    """Return the matters, in the order of their vectors."""
    found: list[str] = json.loads((files(__package__) / "matters.json").read_text(encoding="utf-8"))
    return found


def _key(encoder: Encoder) -> dict[str, str]:
    """Return what vectors are of: their encoder, and the matters as they are now."""
    listed = "\n".join(names())
    return {"encoder": encoder_name(encoder), "matters": hashlib.sha256(listed.encode()).hexdigest()[:32]}


def _documented(told: Vectors, passages: Vectors, item_start: NDArray[np.intp]) -> Vectors:
    """Return the mean cosine of each matter with the closest passages of its closest items. Shape (matters,)."""
    best = np.full((0, len(told)), -1, dtype=np.float32)
    ends = [*item_start[1:], len(passages)]
    first = 0
    while first < len(item_start):
        # Items are taken while their passages fit into a slice, so that no large matrix is held.
        last = max(first + 1, int(np.searchsorted(ends, item_start[first] + _SLICE, side="right")))
        part = passages[item_start[first] : ends[last - 1]] @ told.T
        items = np.maximum.reduceat(part, item_start[first:last] - item_start[first], axis=0)
        best = np.concatenate([best, items])
        if len(best) > _CLOSEST:
            best = np.partition(best, len(best) - _CLOSEST, axis=0)[len(best) - _CLOSEST :]
        first = last
    found: Vectors = best.mean(axis=0) if len(best) else np.zeros(len(told), dtype=np.float32)
    return found
