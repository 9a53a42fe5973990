"""Cosines of any encoder on the scale of the one that the bands were fitted with.

In the space of a collection cosines lie about 0, but each encoder spreads them in its own way. They are stretched so
that those between texts of the release have the deviation that texts have with the encoder of the bands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .encoders.base import Vectors
from .matters import Matter
from .rank import Ranking
from .space import Space
from .vectors import SHIPPED
from .voices import SHIPPED as SHIPPED_VOICES
from .voices import read_voices

_SAMPLE = 500
"""Texts whose pairs are looked at."""
_LEAST = 50
"""Texts that say how an encoder spreads its cosines; with fewer, bands are given without them."""

_OF_MEANING = ("closest", "whole", "crowding")


@dataclass(frozen=True)
class Alignment:
    """By how much cosines are stretched; None where too few texts say how the encoder spreads them."""

    scale: float | None

    def of(self, ranking: Ranking) -> Ranking:
        """Return a ranking with its cosines as the bands know them, or without them where that is not known."""
        if self.scale is None:
            lexical = {name: signal for name, signal in ranking.signals.items() if name not in _OF_MEANING}
            return replace(ranking, signals=lexical, passages=None, matter=None)
        scale = np.float32(self.scale)
        stretched = {
            name: signal * scale if name in _OF_MEANING else signal for name, signal in ranking.signals.items()
        }
        matter = ranking.matter and Matter(*(value * self.scale for value in ranking.matter))
        return replace(ranking, signals=stretched, matter=matter)


def alignment(encoder: str, vectors: Vectors) -> Alignment | None:
    """Return the stretch of an encoder's cosines, given vectors in the space of a release; None for that of bands."""
    fitted, voices = read_voices(SHIPPED_VOICES)
    if encoder == fitted:
        return None
    spread = _spread(vectors) if len(vectors) >= _LEAST else 0.0
    if spread == 0:
        return Alignment(None)
    shipped = np.load(SHIPPED.with_suffix(".npy")).astype(np.float32)
    return Alignment(_spread(Space.fit(shipped, voices).texts(shipped)) / spread)


def _spread(vectors: Vectors) -> float:
    """Return the standard deviation of the cosines of pairs of evenly chosen vectors."""
    rows = np.unique(np.linspace(0, len(vectors) - 1, min(_SAMPLE, len(vectors))).astype(np.intp))
    chosen = vectors[rows]
    return float((chosen @ chosen.T)[np.triu_indices(len(chosen), 1)].std())
