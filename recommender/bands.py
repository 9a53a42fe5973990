"""From scores to bands with a meaning: how sure it is that an item answers, and the two refusals.

The models are logistic regressions fitted by `benchmarks/calibrate.py` on the questions for calibration and shipped as
data (`bands.json`) with the figures that they reached on the questions for judging.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from .answer import BANDS
from .rank import Ranking, Scores

_LOOKED_AT = 20
"""Items that are looked at to tell whether anything answers."""


@dataclass(frozen=True)
class Bands:
    """The fitted models for one kind of ranking; see `kind_of`."""

    item: Mapping[str, Any]
    """How sure it is that an item answers, from its features."""
    bounds: Mapping[str, float]
    """The least certainty of each band."""
    documented: Mapping[str, Any] | None = None
    """Whether anything here answers, from the features of the answer."""
    off_topic: Mapping[str, Any] | None = None
    """Whether the query is no city matter, from its vector."""

    @classmethod
    def shipped(cls, kind: str) -> Bands:
        """Return the models that ship with the package for a kind of ranking."""
        model = fitted()[kind]
        return cls(model["item"], model["bounds"], model["documented"], model["off_topic"])

    def score(self, ranking: Ranking, item: int) -> float:
        """Return how sure it is that an item answers (0–1)."""
        return _logistic(self._logit(ranking, item))

    def evidence(self, score: float, *, proven: bool) -> float:
        """Return a score, kept below `strong` where the item is no evidence of having done something."""
        return score if proven else min(score, self.bounds["strong"] - 0.01)

    def band_of(self, evidence: float) -> str | None:
        """Return the band of an item that counts that much, or None where it is too little to show."""
        return next((band for band in BANDS if evidence >= self.bounds[band]), None)

    def kind(self, ranking: Ranking, vector: Scores | None) -> str:
        """Return `on`, `undocumented` or `off_topic`. Without an encoder nothing is known of the topic of a query.

        A query that an item answers with a certainty halfway to a strong one is never off topic, whatever its vector.
        """
        halfway = (self.bounds["partial"] + self.bounds["strong"]) / 2
        is_sure = any(self.score(ranking, item) >= halfway for item in ranking.top(_LOOKED_AT))
        if vector is not None and self.off_topic and _linear(self.off_topic, vector) > 0 and not is_sure:
            return "off_topic"
        if not ranking.top(1) or self.documented is None:
            return "undocumented"
        return "on" if _linear(self.documented, self.answer_features(ranking)) > 0 else "undocumented"

    def answer_features(self, ranking: Ranking) -> list[float]:
        """Return what tells a documented matter from an undocumented one.

        These are: how sure the surest item is and the first five are on average (as logits), the best n-gram cosine
        where words can match at all and, with an encoder, the cosines of the first ten items and of all.
        """
        first = ranking.top(_LOOKED_AT)
        logits = sorted((self._logit(ranking, item) for item in first), reverse=True)
        found = [logits[0], float(np.mean(logits[:5]))]
        if not ranking.by_meaning or not ranking.foreign:
            found.append(float(ranking.signals["characters"].max()))
        if ranking.by_meaning:
            found += [float(ranking.signals["closest"][first[:10]].mean()), ranking.spread[0]]
        return found

    def _logit(self, ranking: Ranking, item: int) -> float:
        return max(-30.0, min(30.0, _linear(self.item, item_features(ranking, item))))


def kind_of(ranking: Ranking) -> str:
    """Return which models judge a ranking: `dense`, `foreign` (no text in its language) or `lexical` (no encoder)."""
    if not ranking.by_meaning:
        return "lexical"
    return "foreign" if ranking.foreign else "dense"


def item_features(ranking: Ranking, item: int) -> list[float]:
    """Return the features of an item.

    With an encoder the cosines of its closest passage and of all together, how far the closest one stands above those
    of other items (in standard deviations) and how crowded it is around it; where the query's language has texts, or
    there is no encoder, the n-gram cosine and the logarithm of BM25.
    """
    values = {name: float(signal[item]) for name, signal in ranking.signals.items()}
    found = []
    if ranking.by_meaning:
        middle, spread = ranking.spread
        found += [values["closest"], values["whole"], (values["closest"] - middle) / spread, values["crowding"]]
    if not ranking.by_meaning or not ranking.foreign:
        found += [values["characters"], math.log1p(values["words"])]
    return found


@cache
def fitted() -> Any:
    """Return the models that ship, by kind of ranking, with what each of them was measured to reach."""
    return json.loads((files(__package__) / "bands.json").read_text(encoding="utf-8"))


def _linear(model: Mapping[str, Any], features: Sequence[float] | Scores) -> float:
    return float(np.dot(model["weights"], features) + model["bias"])


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
