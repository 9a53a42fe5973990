"""Questions as the recommender meets them, in each kind of ranking."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from peercity.recommender.ask import Recommender
from peercity.recommender.encoders import default_encoder
from peercity.recommender.index import Index
from peercity.recommender.precedents import Precedent, Precedents, precedents, vectors_of
from peercity.recommender.rank import WEIGHTS, Ranking, fused, rank
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
        if kind.endswith("_first"):
            ranking = ranking.without_precedence(WEIGHTS, index.has_language(language))
        if kind.startswith("foreign") and language in index.languages:
            ranking = as_foreign(ranking, vector, language, index)
        scorer = Scorer({}, None, {} if vector is None else theme_probabilities(vector))
        fits = np.array([scorer.fit(row) or 0.0 for row in rows])
        relevant = frozenset(number_of[iri] for iri in question.get("relevant", []))
        found.append(Asked(question, vector, ranking, fits, relevant))
    return found


def as_foreign(ranking: Ranking, vector: Any, language: str, index: Index) -> Ranking:
    """Return a ranking as if nothing were in the query's language, neither texts nor precedents."""
    own = index.passage_language == index.languages.index(language)
    passages = np.where(own, ranking.passages.min(), ranking.passages)
    sums = np.add.reduceat(np.where(own[:, None], 0, index.vectors), index.item_start, axis=0)
    nothing = np.zeros(len(sums), dtype=np.float32)
    question = index.space.question(vector, language)
    signals = {
        **ranking.signals,
        "closest": np.maximum.reduceat(passages, index.item_start),
        "whole": sums @ question / np.linalg.norm(sums, axis=1).clip(1e-9),
        "characters": nothing,
        "words": nothing,
    }
    precedence = ranking.precedence and precedents_without(language, index).of(question, len(sums))
    if precedence:
        signals["asked"] = precedence.asked
    items = fused(signals, WEIGHTS, np.zeros(len(sums), dtype=np.bool_))
    return replace(ranking, items=items, signals=signals, passages=passages, foreign=True, precedence=precedence)


@cache
def precedents_without(language: str, index: Index) -> Precedents:
    """Return the precedents in their other languages."""
    encoder = default_encoder()
    with tempfile.TemporaryDirectory() as folder:
        vectors = vectors_of(encoder, Path(folder))
    kept = [spoken != language for one in precedents() for spoken in one.texts]
    known = [
        Precedent({spoken: text for spoken, text in one.texts.items() if spoken != language}, one.answers)
        for one in precedents()
    ]
    numbers = {index.items[number]["iri"]: number for number in range(len(index.items))}
    return Precedents.fit(known, vectors[kept], index.space, numbers, index.vectors[:0])


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
