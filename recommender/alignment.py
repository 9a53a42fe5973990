"""Cosines of any encoder on the scale of the one that the bands were fitted with.

Each encoder spreads its cosines in its own way: those of texts that have nothing to do with each other lie about 0.79
with one and 0.25 with another. They are moved and stretched so that those between texts of the release have the mean
and the deviation that texts have with the encoder of the bands.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .vectors import SHIPPED

_SAMPLE = 500
"""Texts whose pairs are looked at."""
_LEAST = 50
"""Texts that say how an encoder spreads its cosines; with fewer, bands are given without them."""

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Alignment:
    """A linear map of cosines."""

    scale: float | None
    """None where too few texts say how the encoder spreads its cosines."""
    shift: float
    fitted: str
    """The encoder on whose scale they come out."""

    def of(self, cosines: Scores) -> Scores | None:
        """Return cosines as the bands know them, or None where that is not known."""
        if self.scale is None:
            return None
        moved: Scores = cosines * np.float32(self.scale) + np.float32(self.shift)
        return moved


def alignment(encoder: str, vectors: NDArray[Any]) -> Alignment | None:
    """Return the map from the cosines of an encoder, given vectors of its texts, or None where none is needed."""
    fitted = str(json.loads(SHIPPED.with_suffix(".json").read_text(encoding="utf-8"))["encoder"])
    if encoder == fitted:
        return None
    if len(vectors) < _LEAST:
        return Alignment(None, 0.0, fitted)
    (middle, spread), (wanted_middle, wanted_spread) = (
        _spread(array) for array in (vectors, np.load(SHIPPED.with_suffix(".npy"), mmap_mode="r"))
    )
    if spread == 0:
        return Alignment(None, 0.0, fitted)
    scale = wanted_spread / spread
    return Alignment(scale, wanted_middle - scale * middle, fitted)


def _spread(vectors: NDArray[Any]) -> tuple[float, float]:
    """Return the mean and the standard deviation of the cosines of pairs of evenly chosen vectors."""
    rows = np.unique(np.linspace(0, len(vectors) - 1, min(_SAMPLE, len(vectors))).astype(np.intp))
    chosen = vectors[rows].astype(np.float32)
    cosines = (chosen @ chosen.T)[np.triu_indices(len(chosen), 1)]
    return float(cosines.mean()), float(cosines.std())
