"""Fit the bands on the questions for calibration and judge them on the others.

`python benchmarks/calibrate.py DATA_FOLDER [--write]` prints the table; `--write` ships it in recommender/bands.json.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from peercity.api.starting import ensure_release
from peercity.graph.folder import DataFolder
from peercity.recommender import bands
from peercity.recommender.ask import Recommender
from peercity.recommender.bands import Bands, item_features
from peercity.recommender.encoders import default_encoder
from peercity.recommender.index import Index
from peercity.recommender.rank import WEIGHTS, Ranking, rank, standardised

QUESTIONS = Path(__file__).parent.parent / "tests" / "data" / "questions.jsonl"
_CANDIDATES = 20
"""Items a question: the relevant ones and the nearest of the others."""
_STRONG_PRECISION, _PARTIAL_PRECISION = 0.8, 0.4
_FEWEST = 20
"""Items on which the precision of a band must rest."""
_ON_FOUND = 0.95
"""Share of the documented questions for calibration that must pass: a wrong refusal costs more than a weak list."""
_OFF_TOPIC_SHIFT = 0.6


def main() -> None:
    recommender = Recommender(ensure_release(DataFolder(Path(sys.argv[1]))), default_encoder())
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    fitted = {kind: fit(recommender, questions, kind=kind) for kind in ("dense", "foreign", "lexical")}
    for name, model in fitted.items():
        print(name, json.dumps(model["measured"], indent=1))
    if "--write" in sys.argv:
        path = Path(bands.__file__).with_name("bands.json")
        path.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def fit(recommender: Recommender, questions: list[dict[str, Any]], *, kind: str) -> dict[str, Any]:
    """Return the models, the bounds of the bands and what they reach on the questions for judging."""
    index = recommender.index
    texts = [question["text"] for question in questions]
    dense = kind != "lexical" and recommender.encoder is not None
    vectors = recommender.encoder.encode_query(texts) if dense else [None] * len(texts)
    languages = [question["lang"] for question in questions]
    rankings = [rank(index, *one) for one in zip(texts, languages, vectors, strict=True)]
    if kind == "foreign":
        rankings = [as_foreign(*one, index) for one in zip(rankings, languages, strict=True)]
    number_of = {index.items[number]["iri"]: number for number in range(len(index.items))}
    rows, labels, uses = [], [], []
    for question, ranking in zip(questions, rankings, strict=True):
        relevant = {number_of[iri] for iri in question.get("relevant", [])}
        for number in sorted(relevant | set(ranking.top(_CANDIDATES))):
            rows.append(item_features(ranking, number))
            labels.append(number in relevant)
            uses.append(question["use"])
    features, truth, use = np.array(rows), np.array(labels), np.array(uses)
    item = _linear(features, truth, use, balance=None)
    certainty = 1 / (1 + np.exp(-(features @ item["weights"] + item["bias"])))
    bounds = _bounds(certainty[use == "calibrate"], truth[use == "calibrate"])
    kinds = np.array([question["label"] for question in questions])
    uses_of = np.array([question["use"] for question in questions])
    city = kinds != "off"
    answers = np.array([Bands(item, bounds).answer_features(ranking) for ranking in rankings])
    documented = _linear(answers[city], kinds[city] == "on", uses_of[city], balance=_ON_FOUND)
    off_topic = None
    if dense:
        off_topic = _linear(np.array(vectors), ~city, uses_of, balance=None, strength=10.0)
        off_topic["bias"] = round(off_topic["bias"] + _OFF_TOPIC_SHIFT, 5)
    model = Bands(item, bounds, documented, off_topic)
    said = [model.kind(ranking, vector) for ranking, vector in zip(rankings, vectors, strict=True)]
    measured = {
        "bands": _band_table(certainty, truth, use, bounds),
        "kinds": _confusion(kinds, np.array(said), uses_of),
    }
    return {"item": item, "bounds": bounds, "documented": documented, "off_topic": off_topic, "measured": measured}


def as_foreign(ranking: Ranking, language: str, index: Index) -> Ranking:
    """Return a ranking as if the index had no text in the query's language, which is what foreign queries meet."""
    own = index.passage_language == index.languages.index(language)
    passages = np.where(own, ranking.passages.min(), ranking.passages)
    closest = np.maximum.reduceat(passages, index.item_start)
    nothing = np.zeros_like(closest)
    signals = {**ranking.signals, "closest": closest, "characters": nothing, "words": nothing}
    weights = WEIGHTS["other_language"]
    items = sum(np.float32(weights[name]) * standardised(signal) for name, signal in signals.items())
    return replace(ranking, items=items, signals=signals, passages=passages, foreign=True)


def _linear(features: Any, truth: Any, use: Any, *, balance: float | None, strength: float = 100.0) -> dict[str, Any]:
    """Return weights and bias of a logistic regression, its bias moved until `balance` of the true ones are found."""
    calibrate = use == "calibrate"
    centre, spread = features[calibrate].mean(axis=0), features[calibrate].std(axis=0)
    if features.shape[1] > 50:
        centre, spread = np.zeros(features.shape[1]), np.ones(features.shape[1])
    model = LogisticRegression(C=strength, max_iter=5000)
    model.fit((features[calibrate] - centre) / spread, truth[calibrate])
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ centre)
    if balance is not None:
        bias -= float(np.quantile(features[calibrate & truth] @ weights + bias, 1 - balance))
    return {"weights": [round(float(weight), 5) for weight in weights], "bias": round(bias, 5)}


def _bounds(certainty: Any, truth: Any) -> dict[str, float]:
    """Return the lowest certainty at which enough of what is shown is relevant."""
    order = np.argsort(-certainty)
    precision = np.cumsum(truth[order]) / np.arange(1, len(order) + 1)
    found = {}
    for band, wanted in (("strong", _STRONG_PRECISION), ("partial", _PARTIAL_PRECISION)):
        enough = np.flatnonzero(precision >= min(wanted, precision[_FEWEST:].max()))
        found[band] = round(float(certainty[order][enough[-1]]), 3)
    found["thematic"] = round(found["partial"] / 2, 3)
    return found


def _band_table(certainty: Any, truth: Any, use: Any, bounds: dict[str, float]) -> dict[str, Any]:
    judged = use == "judge"
    return {
        band: {
            "share_relevant": round(float(truth[judged & (certainty >= bound)].mean()), 3),
            "share_of_relevant_found": round(float((certainty[judged & truth] >= bound).mean()), 3),
        }
        for band, bound in bounds.items()
    }


def _confusion(kinds: Any, said: Any, uses: Any) -> dict[str, dict[str, int]]:
    """Return how often each kind of question for judging was taken for each kind."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for right, answer in zip(kinds[uses == "judge"], said[uses == "judge"], strict=True):
        found[str(right)][str(answer)] += 1
    return {right: dict(sorted(counts.items())) for right, counts in found.items()}


if __name__ == "__main__":
    main()
