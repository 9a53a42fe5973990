"""How well a model finds the accepted texts of challenges that it never saw."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..evaluation.measures import Values
from .examples import same_challenge
from .split import Split

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEPTH = 10


@dataclass(frozen=True)
class Judged:
    """Figures of a model on the challenges that were held out."""

    figures: dict[str, float]
    """Named as elsewhere in PeerCity: MRR@10, nDCG@10, P@1."""
    by_challenge: Values
    """The reciprocal rank of the first accepted text, 0 below the tenth, one a challenge in alphabetical order."""

    @property
    def main(self) -> float:
        """The figure that decides: MRR@10."""
        return self.figures["MRR@10"]


def judged(model: SentenceTransformer, split: Split, *, batch_size: int) -> Judged:
    """Return the figures of a model by the InformationRetrievalEvaluator of sentence-transformers (cosine).

    Each challenge that was held out is looked for among all texts of the examples.
    """
    from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator
    from sentence_transformers.util import cos_sim

    texts = {text: f"t{number:06}" for number, text in enumerate(split.texts)}
    challenges: dict[str, str] = {}
    relevant: dict[str, set[str]] = {}
    for example in split.held:
        if example.accepted:
            key = same_challenge(example.challenge)
            challenges.setdefault(key, example.challenge)
            relevant.setdefault(key, set()).add(texts[example.text])
    names = {key: f"c{number:06}" for number, key in enumerate(sorted(challenges))}
    evaluator = InformationRetrievalEvaluator(
        queries={names[key]: text for key, text in challenges.items()},
        corpus={name: text for text, name in texts.items()},
        relevant_docs={names[key]: wanted for key, wanted in relevant.items()},
        mrr_at_k=[DEPTH],
        ndcg_at_k=[DEPTH],
        accuracy_at_k=[1],
        precision_recall_at_k=[1],
        map_at_k=[DEPTH],
        batch_size=batch_size,
        score_functions={"cosine": cos_sim},
        write_csv=False,
        write_predictions=True,
    )
    with tempfile.TemporaryDirectory() as place:
        found = evaluator(model, output_path=place)
        (predictions,) = Path(place).glob("*_predictions_cosine.jsonl")
        rows = [json.loads(line) for line in predictions.read_text(encoding="utf-8").splitlines()]
    wanted_of = {names[key]: wanted for key, wanted in relevant.items()}
    by_name = {row["query_id"]: _reciprocal_rank(row["results"], wanted_of[row["query_id"]]) for row in rows}
    figures = {"MRR@10": found["cosine_mrr@10"], "nDCG@10": found["cosine_ndcg@10"], "P@1": found["cosine_accuracy@1"]}
    return Judged(
        {name: float(value) for name, value in figures.items()}, np.array([by_name[name] for name in sorted(by_name)])
    )


def _reciprocal_rank(results: list[dict[str, Any]], wanted: set[str]) -> float:
    ranks = (rank for rank, result in enumerate(results[:DEPTH], start=1) if result["corpus_id"] in wanted)
    return 1 / next(ranks, np.inf)
