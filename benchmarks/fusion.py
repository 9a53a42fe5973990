"""Learn what each signal counts, on the development sets and on the questions for calibration.

`python benchmarks/fusion.py DEVELOPMENT_SETS DATA_FOLDER [--cache FOLDER] [--write]` prints MRR@10 of each set, out of
fold, with its interval; `--write` ships the weights in recommender/weights.json.

The weights are those that give the relevant items of each query the most of a softmax over them and the others that
stand highest (ListNet's top-one loss: Cao et al. 2007), drawn a little to where they start. Logistic regression of
pairs with scikit-learn, set against fewer items, came out the same within .01; the two were not compared like for like.
Items in the query's language and in other ones are learned apart; sets count alike, whatever their size. The weights
that judge a set are learned without it, and without every query elsewhere that has one of its answers. Out of fold are
the weights alone: the signals, the start, the ridge and the loss were chosen after looking at figures of these sets.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from peercity.api.starting import ensure_release
from peercity.graph.folder import DataFolder
from peercity.recommender import rank as ranking
from peercity.recommender.encoders import default_encoder
from peercity.recommender.encoders.base import Encoder
from peercity.recommender.evaluation.beir import read_beir
from peercity.recommender.evaluation.judge import indexed, language_of
from peercity.recommender.evaluation.measures import mean
from peercity.recommender.index import Index
from peercity.recommender.rank import LEXICAL, SIDES, SIGNALS, rank, standardised

QUESTIONS = Path(__file__).parent.parent / "tests" / "data" / "questions.jsonl"
OURS = "questions"
START = {
    "same_language": {
        "closest": 0.7,
        "whole": 0.9,
        "crowding": -0.3,
        "characters": 0.6,
        "words": 0.6,
        "asked": 2.0,
    },
    "other_language": {
        "closest": 1.0,
        "whole": 1.0,
        "crowding": -0.3,
        "characters": 0.4,
        "words": 0.4,
        "asked": 2.0,
    },
}
"""Where learning starts, and what chooses the items that a relevant one is set against."""
_AGAINST = 100
"""Items that a relevant one is set against: those that stand highest at the start."""
_RIDGE = 0.3
"""How much leaving the start costs, for sets that weigh 1 each."""
_SEED = 0


@dataclass(frozen=True)
class Asked:
    """One query: the z-scores of its items (items, signals), whether each is in its language, and which are right."""

    signals: NDArray[np.float32]
    same: NDArray[np.bool_]
    relevant: frozenset[str]
    right: NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path, help="folder of folders in BEIR layout")
    parser.add_argument("data", type=Path, help="data folder of PeerCity with the starter data")
    parser.add_argument("--cache", type=Path, help="folder that keeps vectors between runs")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    encoder = default_encoder(threads=None)
    with tempfile.TemporaryDirectory() if given.cache is None else nullcontext(given.cache) as cache:
        sets = dict(asked_sets(given.sets, encoder, Path(cache)))
    sets[OURS] = list(asked_questions(Index(ensure_release(DataFolder(given.data)).path / "index"), encoder))
    learned: dict[str, Any] = {}
    for kind, names in (("weights", SIGNALS), ("without_encoder", LEXICAL)):
        learned[kind] = learn(sets.values(), names)
        learned[f"{kind}_out_of_fold"], learned[f"{kind}_reached"] = {}, {}
        for name, queries in sets.items():
            weights = learn(without(sets, name), names)
            figure = mean(np.array([reciprocal_rank(one, weights) for one in queries]), seed=_SEED)
            learned[f"{kind}_out_of_fold"][name] = weights
            learned[f"{kind}_reached"][name] = {"queries": len(queries), "MRR@10": figure.json()}
            reached = f"MRR@10 {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
            print(f"{kind:16} {name:26} {len(queries):4} queries  {reached}", flush=True)
        print(json.dumps(learned[kind], indent=1))
    if given.write:
        shipped = {
            "weights": learned["weights"],
            "without_encoder": learned["without_encoder"],
            "out_of_fold": learned["weights_out_of_fold"],
            "reached": learned["weights_reached"],
            "reached_without_encoder": learned["without_encoder_reached"],
        }
        path = Path(ranking.__file__).with_name("weights.json")
        path.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")


def asked_sets(folder: Path, encoder: Encoder | None, cache: Path) -> Iterator[tuple[str, list[Asked]]]:
    """Yield the queries of each set; sets with the same documents are indexed once."""
    collections = [read_beir(path) for path in sorted(folder.iterdir()) if (path / "corpus.jsonl").exists()]
    for documents in {collection.documents: None for collection in collections}:
        alike = [collection for collection in collections if collection.documents == documents]
        with indexed(alike[0], encoder, cache) as index:
            number = {document.id: place for place, document in enumerate(documents)}
            for collection in alike:
                queries = [
                    (query.text, language_of(query), collection.judgements[query.id]) for query in collection.queries
                ]
                yield (
                    collection.name,
                    [
                        asked(
                            index,
                            encoder,
                            text,
                            language,
                            {number[name] for name, grade in grades.items() if grade > 0},
                        )
                        for text, language, grades in queries
                    ],
                )


def asked_questions(index: Index, encoder: Encoder | None) -> Iterator[Asked]:
    """Yield the questions for calibration that the starter data answers."""
    number = {index.items[place]["iri"]: place for place in range(len(index.items))}
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["label"] == "on" and row["use"] == "calibrate":
            yield asked(index, encoder, row["text"], row["lang"], {number[iri] for iri in row["relevant"]})


def asked(index: Index, encoder: Encoder | None, text: str, language: str, right: set[int]) -> Asked:
    vector = encoder.encode_query([text])[0] if encoder else None
    found = rank(index, text, language, vector)
    nothing = np.zeros(len(index.items), dtype=np.float32)
    signals = np.stack([standardised(name, found.signals.get(name, nothing)) for name in SIGNALS], axis=1)
    marked = np.zeros(len(index.items), dtype=np.bool_)
    marked[list(right)] = True
    return Asked(signals, index.has_language(language), frozenset(index.items[place]["iri"] for place in right), marked)


def without(sets: dict[str, list[Asked]], name: str) -> list[list[Asked]]:
    """Return the queries that may learn what judges a set: none of it, and none with one of its answers."""
    answers = frozenset().union(*(one.relevant for one in sets[name]))
    kept = ([one for one in queries if not one.relevant & answers] for other, queries in sets.items() if other != name)
    return [queries for queries in kept if queries]


def learn(sets: Iterable[Sequence[Asked]], names: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return the weight of each signal, by side.

    How sure a side is of its order is no reason to set its items above those of the other one: the weights of what
    speaks for an item come to the same on both.
    """
    sets = list(sets)
    found = {}
    speak_for = [place for place, name in enumerate(names) if name not in ("crowding", "asked")]
    for side, is_same in zip(SIDES, (True, False), strict=True):
        start = np.array([START[side][name] for name in names])
        weighted = [one for queries in sets for one in weighed(queries, names, side, is_same=is_same)]
        learned = minimize(loss, start, args=(weighted, start), jac=True, method="L-BFGS-B").x
        learned *= start[speak_for].sum() / learned[speak_for].sum()
        found[side] = {name: round(float(value), 3) for name, value in zip(names, learned, strict=True)}
    return found


def weighed(
    queries: Sequence[Asked], names: Sequence[str], side: str, *, is_same: bool
) -> Iterator[tuple[NDArray[np.float64], float]]:
    """Yield the contests of a set with what each weighs: queries count alike, and so do the right items of a query."""
    found = [list(contests(query, names, side, is_same=is_same)) for query in queries]
    count = sum(bool(one) for one in found)
    for one in found:
        yield from ((contest, 1 / count / len(one)) for contest in one)


def contests(query: Asked, names: Sequence[str], side: str, *, is_same: bool) -> Iterator[NDArray[np.float64]]:
    """Yield, for each right item of a side, its signals and below them those of the highest of the wrong ones."""
    signals = query.signals[:, [SIGNALS.index(name) for name in names]].astype(np.float64)
    order = np.argsort(-(signals @ [START[side][name] for name in names]), kind="stable")
    wrong = signals[order[~query.right[order]][:_AGAINST]]
    for item in np.flatnonzero(query.right & (query.same == is_same)):
        yield np.concatenate([signals[item][None], wrong])


def loss(
    weights: NDArray[np.float64], contests: Sequence[tuple[NDArray[np.float64], float]], start: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64]]:
    """Return the cross entropy of the right items with its ridge, and the gradient."""
    away = weights - start
    total, gradient = _RIDGE * float(away @ away), 2 * _RIDGE * away
    for signals, share in contests:
        scores = signals @ weights
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        total -= share * float(np.log(shares[0]))
        gradient -= share * (signals[0] - shares @ signals)
    return total, gradient


def reciprocal_rank(one: Asked, weights: dict[str, dict[str, float]]) -> float:
    """Return 1 / rank of the first right item, 0 below the tenth; of equals the wrong one counts as first."""
    here, there = (np.array([weights[side].get(name, 0) for name in SIGNALS]) for side in SIDES)
    scores = np.where(one.same, one.signals @ here, one.signals @ there)
    place = 1 + int((scores[~one.right] >= scores[one.right].max()).sum())
    return 1 / place if place <= 10 else 0.0


if __name__ == "__main__":
    main()
