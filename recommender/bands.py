"""From scores to bands with a meaning: how sure it is that an item answers, and the two refusals.

The models are logistic regressions fitted by `benchmarks/calibrate.py` on the questions for calibration and shipped as
data (`bands.json`) with the figures that they reached on the questions for judging.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from .answer import BANDS
from .rank import Ranking, Scores

_LOOKED_AT = 20
"""Items that are looked at to tell whether anything answers."""
_FIRST = 5
_FAMILIAR, _UNFAMILIAR = 10.0, 0.4
"""What the cosine of the nearest precedent takes from the logit of being off topic, and from where on: every second
off-topic question is no nearer to any of them."""
_MOST = 30.0
"""Logits beyond which certainty is not told apart."""


@dataclass(frozen=True)
class Bands:
    """The fitted models for one kind of ranking; see `kind_of`."""

    item: Mapping[str, Any]
    """How sure it is that an item answers, from its features."""
    bounds: Mapping[str, float]
    """The least certainty of each band, and `least`, below which nothing is shown."""
    theme: float = 0.0
    """What a full fit of the themes adds to the logit of an item."""
    usual_fit: float = 0.0
    """The fit that items have on average, taken where the themes of a query are not known."""
    documented: Mapping[str, Any] | None = None
    """Whether anything here answers, from the features of the answer."""
    off_topic: Mapping[str, Any] | None = None
    """Whether the query is no city matter, from its vector."""

    @classmethod
    def shipped(cls, kind: str) -> Bands:
        """Return the models that ship with the package for a kind of ranking."""
        return cls(**{name: value for name, value in fitted()[kind].items() if name != "measured"})

    def score(self, ranking: Ranking, item: int, fit: float | None = None) -> float:
        """Return how sure it is that an item answers (0–1), given how well its themes fit, where that is known.

        An item that answers no precedent is judged as all are where there are none.
        """
        if ranking.rest is not None and np.isfinite(ranking.rest.items[item]):
            return Bands.shipped(kind_of(ranking.rest)).score(ranking.rest, item, fit)
        themes = self.theme * (self.usual_fit if fit is None else fit)
        return _logistic(_linear(self.item, item_features(ranking, item)) + themes)

    def evidence(self, score: float, *, proven: bool) -> float:
        """Return a score, kept below `strong` where the item is no evidence of having done something."""
        return score if proven else min(score, self.bounds["strong"] - 0.01)

    def band_of(self, evidence: float, *, surest: float = 1.0) -> str | None:
        """Return the band of an item that counts that much, or None where it is too little to show.

        Where even the `surest` item of an answer counts for less than twice a thematic one, half of it is enough.
        """
        if evidence < max(self.bounds["least"], min(self.bounds["thematic"], surest / 2)):
            return None
        return next((band for band in BANDS if evidence >= self.bounds[band]), BANDS[-1])

    def kind(self, ranking: Ranking, vector: Scores | None, fit: Callable[[int], float | None] = lambda _: None) -> str:
        """Return `on`, `undocumented` or `off_topic`. Without an encoder nothing is known of the topic of a query.

        A query that an item answers with a certainty halfway to a strong one is never off topic, whatever its vector;
        and the nearer a precedent is, the surer it must be. `fit` says how well the themes of an item fit.
        """
        halfway = (self.bounds["partial"] + self.bounds["strong"]) / 2
        nearest = max(ranking.precedence[1:3]) if ranking.precedence else 0.0
        least = _FAMILIAR * max(nearest - _UNFAMILIAR, 0.0)
        strays = vector is not None and self.off_topic and _linear(self.off_topic, vector) > least
        if strays and all(self.score(ranking, item, fit(item)) < halfway for item in candidates(ranking, _LOOKED_AT)):
            return "off_topic"
        return "on" if self.answers(ranking) else "undocumented"

    def answers(self, ranking: Ranking) -> bool:
        """Return whether anything answers: the items with precedents, or the others by themselves."""
        if ranking.rest is not None and Bands.shipped(kind_of(ranking.rest)).answers(ranking.rest):
            return True
        known = self.documented
        return known is not None and bool(ranking.top(1)) and _linear(known, answer_features(ranking)) > 0


def candidates(ranking: Ranking, limit: int) -> list[int]:
    """Return the `limit` best items, and as many of those that answer no precedent, each once."""
    rest = ranking.rest.top(limit) if ranking.rest else []
    return list(dict.fromkeys([*ranking.top(limit), *rest]))


def kind_of(ranking: Ranking) -> str:
    """Return which models judge a ranking: `dense`, `foreign` (no text in its language) or `lexical` (no encoder).

    The first two have others for collections that answer no precedent: `dense_first`, `foreign_first`.
    """
    if ranking.matter is None:
        return "lexical"
    return ("foreign" if ranking.foreign else "dense") + ("" if ranking.precedence else "_first")


def item_features(ranking: Ranking, item: int) -> list[float]:
    """Return the features of an item.

    With an encoder its fused score, then what tells how far any item can be trusted here. Without one the n-gram cosine
    and the logarithm of BM25.
    """
    if ranking.matter is None:
        return [float(ranking.signals["characters"][item]), math.log1p(float(ranking.signals["words"][item]))]
    return [float(ranking.items[item]), *answer_features(ranking)]


def answer_features(ranking: Ranking) -> list[float]:
    """Return what tells a documented matter from an undocumented one.

    With an encoder: how documented matters such as that of the query are, how much nearer the closest passage is than
    the nearest matters, and what the precedents say. Where words can match at all: the logarithm of the best BM25 and
    the best n-gram cosine; where there is nothing else, those of the first five items too.
    """
    found = []
    if ranking.matter is not None:
        found += [ranking.matter.documented, ranking.highest["closest"] - ranking.matter.nearness]
    if ranking.precedence is not None:
        found += [*ranking.precedence[1:]]
    if ranking.matter is None or not ranking.foreign:
        found += [math.log1p(ranking.highest["words"]), ranking.highest["characters"]]
        if ranking.matter is None:
            words, characters = np.log1p(ranking.signals["words"]), ranking.signals["characters"]
            found += [float(np.sort(one)[-_FIRST:].mean()) for one in (words, characters)]
    return found


@cache
def fitted() -> Any:
    """Return the models that ship, by kind of ranking, with what each of them was measured to reach."""
    return json.loads((files(__package__) / "bands.json").read_text(encoding="utf-8"))


def _linear(model: Mapping[str, Any], features: Sequence[float] | Scores) -> float:
    return float(np.dot(model["weights"], features) + model["bias"])


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, value))))
