"""Fit how near an item must be to answer a need, on pairs judged by hand, and say how well it tells them apart.

`python benchmarks/teaching.py DATA_FOLDER [--write]` prints the figures; `--write` ships the curve in
recommender/teaching.json. The pairs are the nearest ones of the starter data, each judged once by reading both: would
the city with the need learn from the other one's item? Those who wrote the ranking judged them, not cities. What is
measured is out of fold: no need judges a curve that it helped to fit. But the pairs were chosen by earlier curves, and
the features and bounds after looking at them, so the figures are kinder than fresh pairs would be.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from peercity.api.starting import ensure_release
from peercity.graph.folder import DataFolder
from peercity.recommender import teaching
from peercity.recommender.evaluation.measures import share
from peercity.recommender.index import Index

PAIRS = Path(__file__).parent.parent / "tests" / "data" / "answered-needs.jsonl"
BOUNDS = {"strong": 0.85, "partial": 0.7}
"""Certainties from which a pair is shown, the best band first."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="data folder of PeerCity with the starter data")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    index = Index(ensure_release(DataFolder(given.data)).path / "index")
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    number_of = {index.items[number]["iri"]: number for number in range(len(index.items))}
    rows = {row["iri"]: (number, row) for number, row in enumerate(index.needs.rows)}
    found = []
    for pair in pairs:
        number, need = rows[pair["need_of"]]
        item = number_of[pair["item"]]
        near = index.needs.nearness(index.item_vectors([item]))[number, 0]
        subjects = [subject["concept"] for subject in index.items[item]["subjects"]]
        found.append(teaching.features(float(near), need["subjects"], subjects))
    features, truth = np.array(found), np.array([pair["answers"] for pair in pairs])
    groups = np.array([pair["need_of"] for pair in pairs])
    model = LogisticRegression(C=10.0)
    sure = cross_val_predict(model, features, truth, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    model.fit(features, truth)
    measured = {"pairs": len(pairs), "answered": int(truth.sum()), "auc": round(float(roc_auc_score(truth, sure)), 3)}
    for name, bound in BOUNDS.items():
        found = truth[sure >= bound]
        measured[name] = share(int(found.sum()), len(found)).json()
    fitted = {
        "encoder": index.encoder_name,
        "weights": [round(float(weight), 4) for weight in model.coef_[0]],
        "bias": round(float(model.intercept_[0]), 4),
        "bounds": BOUNDS,
        "measured": measured,
    }
    print(json.dumps(fitted, indent=1))
    if given.write:
        path = Path(teaching.__file__).with_name("teaching.json")
        path.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    times = []
    teachers = [city for city in index.city_parts if teaching.taught_items(city, index)]
    for city in teachers * 2:
        started = time.perf_counter()
        teaching.rank_learners(city, index)
        times.append(time.perf_counter() - started)
    times = times[len(teachers) :]  # the first round opens what is read on first use
    print(f"what one city can teach: median {np.median(times) * 1e3:.1f} ms, slowest {max(times) * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
