"""What fitted bands reach on questions that did not fit them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from asked import Asked

from peercity.recommender.answer import BANDS
from peercity.recommender.bands import Bands
from peercity.recommender.evaluation.measures import share
from peercity.recommender.index import Index


def said(one: Asked, model: Bands, index: Index) -> str:
    """Return what the recommender answers: on, undocumented or off_topic. Nothing to show is undocumented."""
    kind = model.kind(one.ranking, one.vector, lambda number: float(one.fits[number]))
    if kind != "on":
        return kind
    sure = []
    for number in one.ranking.top(100):
        score = model.score(one.ranking, number, float(one.fits[number]))
        sure.append(model.evidence(score, proven=bool(index.item_proven[number])))
    if any(model.band_of(evidence, surest=max(sure)) for evidence in sure):
        return "on"
    return "undocumented"


def band_table(certainty: Any, truth: Any, bounds: dict[str, float]) -> dict[str, Any]:
    """Return, of the items in each band alone, how many are relevant, and how many of the relevant ones it holds."""
    found, below = {}, np.inf
    for band in BANDS:
        inside = (certainty >= bounds[band]) & (certainty < below)
        below = bounds[band]
        found[band] = {
            "share_relevant": figure(int(truth[inside].sum()), int(inside.sum())),
            "share_of_relevant": round(float(inside[truth].mean()), 3),
        }
    return found


def refusals(questions: list[Asked], model: Bands, index: Index) -> dict[str, Any]:
    """Return how often each kind of question is taken for each kind, and the shares taken for what they are."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in questions:
        counts[one.row["label"]][said(one, model, index)] += 1
    of = {label: sum(found.values()) for label, found in counts.items()}
    return {
        "kinds": {label: dict(sorted(found.items())) for label, found in counts.items()},
        "on_answered": figure(counts["on"]["on"], of["on"]),
        "undocumented_told": figure(counts["undocumented"]["undocumented"], of["undocumented"]),
        "off_topic_refused": figure(counts["off"]["off_topic"], of["off"]),
    }


def order_of(questions: list[Asked], model: Bands) -> dict[str, Any]:
    """Return MRR@10 and success at 5 of the fused order and of that by certainty, on documented questions."""
    places: dict[str, list[int]] = {"fused": [], "certainty": []}
    for one in (one for one in questions if one.relevant):
        first = one.ranking.top(100)
        sure = sorted(first, key=lambda number: -model.score(one.ranking, number, float(one.fits[number])))
        for name, order in (("fused", first), ("certainty", sure)):
            places[name].append(min((order.index(number) for number in one.relevant if number in order), default=100))
    return {
        name: {
            "MRR@10": round(float(np.mean([1 / (place + 1) if place < 10 else 0.0 for place in found])), 3),
            "success@5": round(float(np.mean([place < 5 for place in found])), 3),
        }
        for name, found in places.items()
    }


def on_plans(plans: list[Asked], model: dict[str, Any]) -> dict[str, Any]:
    known = Bands(**{name: value for name, value in model.items() if name != "measured"})
    said_of = [known.kind(one.ranking, one.vector, lambda number, one=one: float(one.fits[number])) for one in plans]
    return {"off_topic": figure(said_of.count("off_topic"), len(plans))}


def figure(part: int, whole: int) -> dict[str, Any]:
    return share(part, whole).json()
