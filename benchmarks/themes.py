"""Fit which axes and themes a text is about, and say how well it is told.

`python benchmarks/themes.py DATA_FOLDER [--write]` prints the table; `--write` ships the model in recommender/themes.*.

Texts: the passages of the current release whose items have an axis, and the labels and definitions of axes and themes,
in French, Spanish and English. An item or concept weighs one, however many texts it has. Logistic regressions, one a
concept, with Platt scaling (1999) on held-out folds. Every figure is out of fold; folds go by item, so that no language
version of an item, nor a later phase of the same network, is on both sides. Intervals are those of a bootstrap over
items. The questions in tests/data take no part in the fit.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import rdflib
from numpy.typing import NDArray
from rdflib.namespace import SKOS
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from peercity.api.starting import ensure_release
from peercity.graph.folder import DataFolder
from peercity.graph.iris import CONCEPT
from peercity.ontology import CONCEPTS
from peercity.recommender.catalogue import Catalogue, read_catalogue
from peercity.recommender.encoders import default_encoder
from peercity.recommender.encoders.base import Encoder, encoder_name
from peercity.recommender.evaluation.measures import Figure, mean
from peercity.recommender.index import AXES
from peercity.recommender.themes import SHIPPED, Themes
from peercity.recommender.vectors import VectorCache

QUESTIONS = Path(__file__).parent.parent / "tests" / "data" / "questions.jsonl"
_STRENGTHS = (10.0, 30.0, 100.0)
"""Inverse regularisations that are tried; the one with the least log-loss is kept."""
_LEAST = 15
"""Items that a theme must have to be learned; with fewer, its axis stands in."""
_MOST_AXES = 3
"""An item on more axes than that (an edition of the study) says nothing of any of them."""
_FOLDS, _INNER_FOLDS, _DRAWS, _SEED = 10, 5, 2_000, 20
_EDGES = np.linspace(0, 1, 11)


@dataclass(frozen=True)
class Texts:
    """Vectors of texts, what each is about, what it belongs to and how much it weighs."""

    vectors: NDArray[np.float32]
    subjects: list[set[str]]
    families: NDArray[np.str_]
    weights: NDArray[np.float64]
    of_items: NDArray[np.bool_]
    """Texts of items, on which figures are taken; the others are labels and definitions."""

    def has(self, concept: str) -> NDArray[np.bool_]:
        return np.array([concept in subjects for subjects in self.subjects])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="data folder of PeerCity with the starter data")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    if (encoder := default_encoder()) is None:
        raise SystemExit("The bundled encoder is not installed on this machine.")
    folder = DataFolder(given.data)
    catalogue = read_catalogue(ensure_release(folder).store)
    texts = read_texts(catalogue, VectorCache(folder.cache, encoder))
    known = sorted({concept for subjects in texts.subjects for concept in subjects if concept.startswith("theme/")})
    counts = {theme: len(set(texts.families[texts.has(theme) & texts.of_items])) for theme in known}
    learned = [f"axis/{axis}" for axis in AXES] + [theme for theme in known if counts[theme] >= _LEAST]
    falls_back = {theme: axis_of()[theme] for theme in known if theme not in learned}
    tried = {strength: {name: out_of_fold(texts, name, strength) for name in learned} for strength in _STRENGTHS}
    losses = {strength: float(np.mean([loss(texts, name, found[name]) for name in learned]))
              for strength, found in tried.items()}  # fmt: skip
    strength = min(losses, key=lambda one: losses[one])
    print("mean log-loss by inverse regularisation:", {one: round(value, 4) for one, value in losses.items()})
    measured: dict[str, Any] = {"inverse_regularisation": strength, "concepts": {}}
    for name in learned:
        figures = figures_of(texts, name, tried[strength][name])
        measured["concepts"][name] = figures
        print(f"{name:38s}", "  ".join(f"{key} {value}" for key, value in figures.items()))
    measured["first_axis_of_items"] = shown(first_axis(texts, [tried[strength][f"axis/{axis}"] for axis in AXES]))
    weights = np.stack([linear(fitted(texts, name, strength, np.arange(len(texts.subjects)))) for name in learned])
    model = Themes(encoder_name(encoder), tuple(learned), falls_back, weights.astype(np.float32), measured)
    measured["first_axis_of_questions"] = asked(model, catalogue, encoder)
    print("falls back to its axis:", {f"{theme} ({counts[theme]})": axis for theme, axis in falls_back.items()})
    print("first axis, items out of fold:", measured["first_axis_of_items"])
    print("first axis, questions:", json.dumps(measured["first_axis_of_questions"], indent=1))
    if given.write:
        model.save(SHIPPED)


def read_texts(catalogue: Catalogue, vectors: VectorCache) -> Texts:
    """Return the texts of items on some axis and of the vocabulary, as the encoder gives them: in no index's space."""
    texts, subjects, owners = [], [], []
    for row in catalogue.passages:
        item = catalogue.items[row["item"]]
        concepts = {subject["concept"] for subject in item["subjects"]}
        if 1 <= sum(concept.startswith("axis/") for concept in concepts) <= _MOST_AXES:
            texts.append(row["encoded"])
            subjects.append(concepts)
            owners.append(item["iri"])
    items = len(owners)
    terms = [(name, text) for name in sorted(axis_of()) for text in texts_of(name)]
    texts += [text for _, text in terms]
    subjects += [{name, axis_of()[name]} for name, _ in terms]
    owners += [name for name, _ in terms]
    times = Counter(owners)
    return Texts(
        vectors.encode(texts),
        subjects,
        np.array([re.sub(r"-(ii|2)$", "", owner) for owner in owners]),
        np.array([1 / times[owner] for owner in owners]),
        np.arange(len(owners)) < items,
    )


@cache
def vocabulary() -> rdflib.Graph:
    return rdflib.Graph().parse(CONCEPTS)


@cache
def axis_of() -> dict[str, str]:
    """Return the axis of every theme, and of every axis itself."""
    names = {str(concept).removeprefix(CONCEPT): concept for concept in vocabulary().subjects(SKOS.inScheme)}
    axes = {name: str(vocabulary().value(concept, SKOS.broader) or concept) for name, concept in names.items()}
    return {name: axis.removeprefix(CONCEPT) for name, axis in axes.items() if name.startswith(("axis/", "theme/"))}


def texts_of(name: str) -> list[str]:
    concept = rdflib.URIRef(CONCEPT + name)
    found = [
        str(text) for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.definition) for text in vocabulary()[concept:kind]
    ]
    return sorted(found)


def fitted(texts: Texts, name: str, strength: float, rows: NDArray[np.intp]) -> CalibratedClassifierCV:
    """Return the calibrated classifier of a concept, fitted on some rows."""
    inner = list(GroupKFold(_INNER_FOLDS).split(rows, groups=texts.families[rows]))
    model = CalibratedClassifierCV(LogisticRegression(C=strength, max_iter=2_000), cv=inner, ensemble=False)
    return model.fit(texts.vectors[rows], texts.has(name)[rows], sample_weight=texts.weights[rows])


def linear(model: CalibratedClassifierCV) -> NDArray[np.float64]:
    """Return the weights and the bias of a fitted classifier, its scaling multiplied in."""
    (one,) = model.calibrated_classifiers_
    (scaling,) = one.calibrators
    weights = np.append(one.estimator.coef_[0], one.estimator.intercept_[0]) * -scaling.a_
    weights[-1] -= scaling.b_
    return np.asarray(weights)


def out_of_fold(texts: Texts, name: str, strength: float) -> NDArray[np.float64]:
    found = np.zeros(len(texts.subjects))
    for train, test in GroupKFold(_FOLDS).split(texts.vectors, groups=texts.families):
        found[test] = fitted(texts, name, strength, train).predict_proba(texts.vectors[test])[:, 1]
    return found


def loss(texts: Texts, name: str, found: NDArray[np.float64]) -> float:
    return float(np.average(_losses(texts.has(name), found)[texts.of_items], weights=texts.weights[texts.of_items]))


def _losses(truth: NDArray[np.bool_], found: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-np.log(np.where(truth, found, 1 - found)))


def figures_of(texts: Texts, name: str, found: NDArray[np.float64]) -> dict[str, Any]:
    """Return what a concept's classifier reaches on items it has not seen, beside always saying how common it is."""
    rows = texts.of_items
    truth, weights, found = texts.has(name)[rows], texts.weights[rows], found[rows]
    common = np.full(len(truth), np.average(truth, weights=weights))
    said = found > 0.5
    columns = [truth & said, truth ^ said, ~(truth ^ said), np.ones(len(truth))]
    columns += [_losses(truth, found), _losses(truth, common)]
    families, place = np.unique(texts.families[rows], return_inverse=True)
    sums = np.stack([np.bincount(place, column * weights) for column in columns], axis=1)
    drawn = np.random.default_rng(_SEED).multinomial(len(families), np.full(len(families), 1 / len(families)), _DRAWS)
    hit, wrong, right, all_, loss_, common_loss = (drawn @ sums).T
    whole_hit, whole_wrong, whole_right, whole, whole_loss, whole_common = sums.sum(axis=0)
    bins = np.digitize(found, _EDGES[1:-1])
    return {
        "items": len(set(texts.families[rows][truth])),
        "f1": _interval(2 * whole_hit / (2 * whole_hit + whole_wrong), 2 * hit / (2 * hit + wrong)),
        "accuracy": _interval(whole_right / whole, right / all_),
        "log_loss": _interval(whole_loss / whole, loss_ / all_),
        "log_loss_of_base_rate": round(whole_common / whole, 3),
        "less_log_loss": _interval((whole_common - whole_loss) / whole, (common_loss - loss_) / all_),
        "auc": round(float(roc_auc_score(truth, found, sample_weight=weights)), 3),
        "calibration_error": round(
            sum(
                abs(np.sum((truth - found)[bins == one] * weights[bins == one])) for one in range(len(_EDGES) - 1)
            ) / whole,
            3,
        ),
    }  # fmt: skip


def _interval(value: float, drawn: NDArray[np.float64]) -> list[float]:
    return [round(float(one), 3) for one in (value, *np.quantile(drawn, (0.025, 0.975)))]


def first_axis(texts: Texts, found: list[NDArray[np.float64]]) -> Figure:
    """Return the share of items whose surest axis, out of fold, is one of theirs."""
    first = np.stack(found).argmax(axis=0)
    right = np.array([f"axis/{AXES[one]}" in subjects for one, subjects in zip(first, texts.subjects, strict=True)])
    _, place = np.unique(texts.families[texts.of_items], return_inverse=True)
    weights = texts.weights[texts.of_items]
    return mean(np.bincount(place, right[texts.of_items] * weights) / np.bincount(place, weights), seed=_SEED)


def asked(model: Themes, catalogue: Catalogue, encoder: Encoder) -> dict[str, Any]:
    """Return the share of documented questions of which the surest axis is one of a relevant item, by language."""
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    questions = [question for question in questions if question["label"] == "on"]
    subjects = {item["iri"]: {one["concept"] for one in item["subjects"]} for item in catalogue.items}
    first = model.probabilities(encoder.encode_query([one["text"] for one in questions]))[:, : len(AXES)].argmax(axis=1)
    about = [set().union(*(subjects[iri] for iri in question["relevant"])) for question in questions]
    found: dict[str, Any] = {}
    for language in ("fr", "es", "en", ""):
        chosen = [number for number, one in enumerate(questions) if one["lang"].startswith(language)]
        groups = np.unique([questions[number]["same"] for number in chosen], return_inverse=True)[1]
        right = [f"axis/{AXES[first[number]]}" in about[number] for number in chosen]
        by_group = np.bincount(groups, right) / np.bincount(groups)
        found[language or "all"] = shown(mean(by_group, seed=_SEED))
    always = Counter(concept for concepts in about for concept in concepts if concept.startswith("axis/"))
    axis, times = always.most_common(1)[0]
    return {**found, f"always {axis}": round(times / len(questions), 3)}


def shown(figure: Figure) -> list[float | None]:
    return [value if value is None else round(value, 3) for value in (figure.value, figure.low, figure.high)]


if __name__ == "__main__":
    main()
