"""Which axes and themes a challenge is about, and how well those of an item fit it.

One logistic regression a concept, fitted and calibrated by `benchmarks/themes.py` on the texts of the starter data and
of the vocabulary in French, Spanish and English, and shipped as data (`themes.npy`, `themes.json`) with the figures
that they reached. The vectors of one encoder say nothing to the weights of another: see `Themes.encoder`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peercity.graph.folder import write_atomically

from .encoders.base import Vectors

SHIPPED = Path(str(files(__package__))) / "themes"
"""The model of the bundled encoder, without suffix."""


@dataclass(frozen=True)
class Themes:
    """A fitted model: what it knows, its weights, and what it was measured to reach."""

    encoder: str
    concepts: tuple[str, ...]
    """Axes and the themes that have examples enough, as `axis/economy`."""
    falls_back: Mapping[str, str]
    """The axis that stands in for a theme with too few examples to be learned."""
    weights: Vectors
    """One row a concept: a weight a dimension, then the bias."""
    measured: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path) -> Themes:
        """Return the model in `path`.npy and `path`.json."""
        facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        return cls(
            facts["encoder"],
            tuple(facts["concepts"]),
            facts["falls_back"],
            np.load(path.with_suffix(".npy")),
            facts["measured"],
        )

    def save(self, path: Path) -> None:
        """Write the model to `path`.npy and `path`.json."""
        np.save(path.with_suffix(".npy"), self.weights)
        facts = {
            "encoder": self.encoder,
            "concepts": list(self.concepts),
            "falls_back": dict(self.falls_back),
            "measured": self.measured,
        }
        write_atomically(path.with_suffix(".json"), json.dumps(facts, indent=1) + "\n")

    def probabilities(self, vectors: Vectors) -> NDArray[np.float32]:
        """Return the probability of each concept. Shape (texts, concepts)."""
        logits = vectors @ self.weights[:, :-1].T + self.weights[:, -1]
        found: NDArray[np.float32] = 1 / (1 + np.exp(-logits))
        return found


@cache
def shipped() -> Themes:
    """Return the model that ships, for the vectors of the bundled encoder."""
    return Themes.load(SHIPPED)


def theme_probabilities(vector: Vectors) -> dict[str, float]:
    """Return the probability of each axis and theme for a query's `vector` (shape (dimensions,)), the surest first.

    The vector is one of the encoder that `shipped()` names.
    """
    model = shipped()
    found = zip(model.concepts, model.probabilities(vector[None])[0].tolist(), strict=True)
    return dict(sorted(found, key=lambda one: (-one[1], one[0])))


def fit(probabilities: Mapping[str, float], subjects: Iterable[str]) -> float:
    """Return how well an item on `subjects` (`axis/economy`, `theme/talent`) fits a query: 0–1, 0 where none is known.

    It is the cosine of the query's probabilities with what the item is about, each of its concepts counting alike: 1
    for an item that has exactly what the query is surely about, less for one that lacks some of it or has more besides.

    >>> sure = {"axis/mobility": 1.0, "axis/economy": 0.0}
    >>> fit(sure, ["axis/mobility"]), fit(sure, ["axis/economy"]), fit(sure, [])
    (1.0, 0.0, 0.0)
    >>> round(fit(sure, ["axis/mobility", "axis/economy"]), 2)
    0.71
    """
    falls_back = shipped().falls_back
    known = {falls_back.get(concept, concept) for concept in subjects} & probabilities.keys()
    length = math.hypot(*probabilities.values())
    if not known or not length:
        return 0.0
    return min(1.0, sum(probabilities[concept] for concept in sorted(known)) / (length * math.sqrt(len(known))))
