"""The space in which meaning is compared: vectors without what they owe to their language and to the common subject.

An encoder puts all questions of one language near one another, whatever they ask, and all texts of one collection near
one another too. Both hide what sets a text apart. So the mean of the collection is taken away, then the directions in
which the voices differ (question or text, French, Spanish or English; see `voices`), and what is left is stretched so
that rare differences count more (partial whitening: Su et al. 2021, "Whitening Sentence Representations").
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .encoders.base import Vectors

_POWER = 0.35
"""How far directions are evened out: 0 leaves them, 1 gives each the same variance. Chosen by hand between .25
and .5, either of which was ahead on some of the development sets; the difference was not tested."""
_LEAST = 1e-3
"""Standard deviation below which a direction is noise."""
_VOICES_PER_DIMENSION = 1 / 32
"""Directions of voices that are taken away at most; in few dimensions they would be all there is."""
FALLBACK = "en"
"""The voice of languages that have none of their own."""


class Space:
    """Maps vectors of an encoder to unit vectors that tell texts of one collection apart."""

    def __init__(self, centre: Vectors, turn: Vectors, questions: Mapping[str, Vectors]) -> None:
        self._centre, self._turn, self._questions = centre, turn, dict(questions)

    @classmethod
    def fit(cls, vectors: Vectors, voices: Mapping[str, Vectors]) -> Space:
        """Return the space of a collection's `vectors` (texts, dimensions).

        `voices` holds, by name (`question:fr`), how far a voice is from that of an English text, as a mean vector.
        """
        dimensions = vectors.shape[1]
        centre = vectors.mean(axis=0) if len(vectors) else np.zeros(dimensions, np.float32)
        plain = np.eye(dimensions)
        if voices and dimensions:
            _, sizes, directions = np.linalg.svd(np.stack(list(voices.values())).astype(np.float64))
            most = int(dimensions * _VOICES_PER_DIMENSION)
            directions = directions[: min(most, np.count_nonzero(sizes > _LEAST))]
            plain -= directions.T @ directions
        rest = (vectors - centre) @ plain
        variances, axes = np.linalg.eigh(rest.T @ rest / max(len(rest), 1))
        spreads = np.sqrt(variances.clip(0))
        used = spreads > _LEAST
        turn = plain @ axes[:, used] / (spreads[used] + _LEAST) ** _POWER
        questions = {
            name.removeprefix("question:"): centre + offset
            for name, offset in voices.items()
            if name.startswith("question:") and dimensions
        }
        return cls(centre.astype(np.float32), turn.astype(np.float32), questions)

    def texts(self, vectors: Vectors) -> Vectors:
        """Return the vectors of texts in this space, each of length one (or zero, where nothing sets it apart)."""
        return _unit((vectors - self._centre) @ self._turn)

    def question(self, vector: Vectors, language: str) -> Vectors:
        """Return the vector of a question in this space, of length one. Shape (dimensions of the space,)."""
        centre = self._questions.get(language, self._questions.get(FALLBACK, self._centre))
        found: Vectors = _unit(((vector - centre) @ self._turn)[None])[0]
        return found

    def save(self, folder: Path) -> None:
        folder.mkdir()
        np.save(folder / "centre.npy", self._centre)
        np.save(folder / "turn.npy", self._turn)
        for language, centre in self._questions.items():
            np.save(folder / f"question-{language}.npy", centre)

    @classmethod
    def load(cls, folder: Path) -> Space:
        questions = {path.stem.removeprefix("question-"): np.load(path) for path in folder.glob("question-*.npy")}
        return cls(np.load(folder / "centre.npy"), np.load(folder / "turn.npy"), questions)


def ridge(vectors: Vectors, values: NDArray[np.floating[Any]], penalty: float) -> Vectors:
    """Return a linear model of values by where vectors lie (vectors, dimensions): a weight a dimension, then the bias.

    Ridge regression: `penalty` is what a weight of one costs (Hoerl and Kennard 1970).
    """
    centre = vectors.mean(axis=0)
    rest = vectors - centre
    penalised = rest.T @ rest + penalty * np.eye(rest.shape[1], dtype=np.float32)
    slope = np.linalg.solve(penalised, rest.T @ (values - values.mean()))
    return np.append(slope, values.mean() - slope @ centre).astype(np.float32)


def _unit(vectors: NDArray[np.floating[Any]]) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Vectors = (vectors / np.where(norms > 0, norms, 1)).astype(np.float32)
    return found
