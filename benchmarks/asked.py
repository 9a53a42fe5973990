"""Questions as the recommender meets them, in each kind of ranking."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from peercity.recommender.ask import Recommender
from peercity.recommender.index import Index
from peercity.recommender.rank import WEIGHTS, Ranking, rank, standardised
from peercity.recommender.terms import Scorer
from peercity.recommender.themes import theme_probabilities


@dataclass(frozen=True)
class Asked:
    """A question with what the recommender makes of it."""

    row: dict[str, Any]
    vector: Any
    """That of the query; None without an encoder."""
    ranking: Ranking
    fits: Any
    """How well the themes of each item fit; zeros without an encoder."""
    relevant: frozenset[int]


def asked(recommender: Recommender, questions: list[dict[str, Any]], kind: str) -> list[Asked]:
    """Return the questions as the recommender meets them in one kind of ranking."""
    index = recommender.index
    rows = [index.items[number] for number in range(len(index.items))]
    number_of = {row["iri"]: number for number, row in enumerate(rows)}
    found = []
    for question in questions:
        text, language = question["text"], question["lang"]
        vector = None if kind == "lexical" else recommender.encoder.encode_query([text])[0]
        ranking = rank(index, text, language, vector)
        if kind == "foreign":
            ranking = as_foreign(ranking, language, index)
        scorer = Scorer({}, None, {} if vector is None else theme_probabilities(vector))
        fits = np.array([scorer.fit(row) or 0.0 for row in rows])
        relevant = frozenset(number_of[iri] for iri in question.get("relevant", []))
        found.append(Asked(question, vector, ranking, fits, relevant))
    return found


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


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
