"""Fit the bands on the questions for calibration and judge them on the others.

`python benchmarks/calibrate.py DATA_FOLDER [--learning-plans FOLDER] [--write]` prints the table, with the intervals of
Wilson (1927); `--write` ships the models with their figures in recommender/bands.json. The learning plans are further
questions about cities, in BEIR layout: none of them may be refused as off topic.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
from asked import Asked, asked, read_lines
from baselines import Kept
from judging import band_table, on_plans, order_of, refusals
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from peercity.api.starting import ensure_release
from peercity.graph.folder import DataFolder
from peercity.recommender import bands
from peercity.recommender.ask import Recommender
from peercity.recommender.bands import Bands, answer_features, item_features
from peercity.recommender.encoders import default_encoder
from peercity.recommender.encoders.base import Encoder
from peercity.recommender.index import Index
from peercity.recommender.matters import names
from peercity.recommender.precedents import vectors_of

QUESTIONS = Path(__file__).parent.parent / "tests" / "data"
KINDS = ("dense", "dense_first", "foreign", "foreign_first", "lexical")
_CANDIDATES = 20
"""Items a question: the relevant ones and the nearest of the others."""
_THEME = 1.0
"""What the fit of themes counts beside the fused score; from 1 to 3 the order differs by less than chance."""
_STRONG_PRECISION, _PARTIAL_PRECISION = 0.8, 0.4
_FEWEST = 20
"""Items on which the precision of a band must rest."""
_ON_FOUND, _ON_FOUND_FIRST = 0.9, 0.97
"""Share of the documented questions for calibration that must pass, each judged without those like it; the second one
where precedents tell nothing: a wrong refusal costs more than a weak list."""
_SHOWN = 0.98
"""Share of them that must have an item to show."""
_NAMED = 0.1
"""What a matter or precedent counts beside a question."""
_OFF_FOUND = 0.95
"""Share of the off-topic questions for calibration that must be refused."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="data folder of PeerCity with the starter data")
    parser.add_argument("--learning-plans", type=Path, help="folder in BEIR layout")
    parser.add_argument("--cache", type=Path, help="folder that keeps vectors of questions between runs")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() if given.cache is None else nullcontext(given.cache) as cache:
        fitted = calibrated(given, Kept(default_encoder(), Path(cache)))
    if given.write:
        path = Path(bands.__file__).with_name("bands.json")
        path.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def calibrated(given: argparse.Namespace, encoder: Encoder) -> dict[str, Any]:
    """Return the fitted models by kind of ranking, each with what it reaches, and the encoder they are for."""
    recommender = Recommender(ensure_release(DataFolder(given.data)), encoder)
    questions = read_lines(QUESTIONS / "questions.jsonl")
    # What is in a language without texts is judged by questions that are, and calibrated as if ours were.
    foreign = [row for row in questions if row["use"] == "calibrate"] + read_lines(
        QUESTIONS / "foreign-questions.jsonl"
    )
    plans = read_lines(given.learning_plans / "queries.jsonl") if given.learning_plans else []
    plans = [{"text": row["text"], "lang": "en", "label": "on", "use": "judge"} for row in plans]
    never_off = np.concatenate([encoder.encode_query(names()), vectors_of(encoder, given.cache or given.data)])
    fitted: dict[str, Any] = {"encoder": recommender.index.encoder_name}
    for kind in KINDS:
        fitted[kind] = fit(
            asked(recommender, foreign if kind.startswith("foreign") else questions, kind), recommender.index, never_off
        )
        measured = fitted[kind]["measured"]
        if plans and kind == "dense_first":
            measured["learning_plans"] = on_plans(asked(recommender, plans, kind), fitted[kind])
        print(kind, json.dumps(measured, indent=1), flush=True)
    return fitted


def fit(questions: list[Asked], index: Index, never_off: Any) -> dict[str, Any]:
    """Return the models, the bounds of the bands and what they reach on the questions for judging.

    `never_off` are the vectors of queries that are never off topic: matters in a few words, and precedents.
    """
    by_meaning = questions[0].vector is not None
    rows, truth, use, fits, of = [], [], [], [], []
    for place, one in enumerate(questions):
        for number in sorted(one.relevant | set(one.ranking.top(_CANDIDATES))):
            rows.append(item_features(one.ranking, number))
            truth.append(number in one.relevant)
            use.append(one.row["use"])
            fits.append(one.fits[number])
            of.append(place)
    features, right, uses, fit_of = np.array(rows), np.array(truth), np.array(use), np.array(fits)
    theme = _THEME if by_meaning else 0.0
    item = _linear(features + np.outer(fit_of * theme, np.eye(features.shape[1])[0]), right, uses == "calibrate")
    model: dict[str, Any] = {
        "item": item,
        "theme": round(item["weights"][0] * theme, 5),
        "usual_fit": round(float(fit_of[uses == "calibrate"].mean()), 3) if by_meaning else 0.0,
    }
    logits = features @ item["weights"] + item["bias"] + model["theme"] * fit_of
    certainty = 1 / (1 + np.exp(-logits))
    kinds = np.array([one.row["label"] for one in questions])
    calibrate = np.array([one.row["use"] == "calibrate" for one in questions])
    best = np.full(len(questions), 0.0)
    np.maximum.at(best, np.array(of), certainty)
    model["bounds"] = _bounds(
        certainty[uses == "calibrate"], right[uses == "calibrate"], best[calibrate & (kinds == "on")]
    )
    city = kinds != "off"
    answers = np.array([answer_features(one.ranking) for one in questions])
    groups = np.array([one.row["same"] for one in questions])
    model["documented"], told = _crossed(
        answers,
        kinds == "on",
        calibrate & city,
        groups,
        found=_ON_FOUND if questions[0].ranking.precedence else _ON_FOUND_FIRST,
    )
    model["off_topic"] = None
    if by_meaning:
        vectors = np.array([one.vector for one in questions])
        model["off_topic"], _ = _crossed(
            vectors, ~city, calibrate, groups, found=_OFF_FOUND, strength=10.0, scaled=False, never=never_off
        )
    judged = [one for one in questions if one.row["use"] == "judge"]
    model["measured"] = {
        "bands": band_table(certainty[uses == "judge"], right[uses == "judge"], model["bounds"]),
        **refusals(judged, Bands(**model), index),
        "undocumented_told_in_cross_validation": told,
        "order": order_of(judged, Bands(**model)),
    }
    return model


def _linear(
    features: Any, truth: Any, use: Any, *, strength: float = 100.0, scaled: bool = True, never: Any = None
) -> dict[str, Any]:
    """Return weights and bias of a logistic regression; what is `never` true is learned too, with less weight."""
    centre, spread = np.zeros(features.shape[1]), np.ones(features.shape[1])
    if scaled:
        centre, spread = features[use].mean(axis=0), features[use].std(axis=0)
    model = LogisticRegression(C=strength, max_iter=5000)
    more = features[:0] if never is None else never
    rows, right = np.vstack([features[use], more]), np.append(truth[use], np.zeros(len(more), dtype=bool))
    counts = np.append(np.ones(use.sum()), np.full(len(more), _NAMED))
    model.fit((rows - centre) / spread, right, sample_weight=counts)
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ centre)
    return {"weights": [round(float(weight), 5) for weight in weights], "bias": round(bias, 5)}


def _crossed(
    features: Any, truth: Any, use: Any, groups: Any, *, found: float, **given: Any
) -> tuple[dict[str, Any], float]:
    """Return a regression with its bias moved until the share `found` of the true ones passes, and who else does not.

    Who passes is judged in cross-validation, without the questions like it: else more would be refused than meant.
    """
    values, chosen = np.zeros(len(truth)), np.flatnonzero(use)
    for learn, test in GroupKFold(10).split(chosen, groups=groups[chosen]):
        learned = np.zeros(len(truth), dtype=bool)
        learned[chosen[learn]] = True
        model = _linear(features, truth, learned, **given)
        values[chosen[test]] = features[chosen[test]] @ model["weights"] + model["bias"]
    least = float(np.quantile(values[use & truth], 1 - found))
    model = _linear(features, truth, use, **given)
    model["bias"] = round(model["bias"] - least, 5)
    return model, round(float((values[use & ~truth] <= least).mean()), 3)


def _bounds(certainty: Any, truth: Any, best: Any) -> dict[str, float]:
    """Return the lowest certainty of each band at which enough of its items are relevant, and `least` (see _SHOWN)."""
    found, upper = {}, np.inf
    for band, wanted in (("strong", _STRONG_PRECISION), ("partial", _PARTIAL_PRECISION)):
        below = certainty < upper
        order = np.argsort(-certainty[below])
        precision = np.cumsum(truth[below][order]) / np.arange(1, len(order) + 1)
        enough = np.flatnonzero(precision >= min(wanted, precision[_FEWEST:].max()))
        upper = found[band] = round(float(certainty[below][order][enough[-1]]), 3)
    found["thematic"] = round(found["partial"] / 2, 3)
    found["least"] = round(min(found["thematic"], float(np.quantile(best, 1 - _SHOWN))), 3)
    return found


if __name__ == "__main__":
    main()
