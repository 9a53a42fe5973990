"""Plain methods of retrieval, each from a collection to a score of every document for every query.

Scores have the shape (queries, documents), both in the order of the collection.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from bm25s import stopwords
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.feature_extraction.text import TfidfVectorizer

from peercity.recommender.encoders.base import AsQueries, Encoder, encoder_name
from peercity.recommender.evaluation.beir import Collection
from peercity.recommender.evaluation.judge import catalogue_of
from peercity.recommender.evaluation.measures import Run
from peercity.recommender.vectors import Progress, VectorCache

Scores = NDArray[np.float64]
DEPTH = 1_000
_FIRST_CHARACTERS = 800
_RRF = 60
"""The constant of Cormack et al. (2009), "Reciprocal Rank Fusion outperforms Condorcet"."""
_RRF_DEPTH = 500
"""Documents that each method hands to the fusion."""


class Kept:
    """An encoder that keeps the vectors of queries on disk too."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.name = encoder_name(encoder)
        self.encode_document = encoder.encode_document
        self.encode_query = VectorCache(folder, AsQueries(encoder)).encode


@dataclass(frozen=True)
class Material:
    """What a method may look at."""

    collection: Collection
    encoder: Encoder
    cache: Path
    progress: Progress | None = None

    @property
    def texts(self) -> list[str]:
        return [f"{document.title} {document.text}".strip() for document in self.collection.documents]

    @property
    def queries(self) -> list[str]:
        return [query.text for query in self.collection.queries]


def best_passage(material: Material) -> Scores:
    """Return the cosine of each query with the nearest passage of each document."""
    passages = catalogue_of(material.collection).passages
    starts = np.searchsorted([row["item"] for row in passages], range(len(material.texts)))
    found = cosines(material, material.encoder, [row["encoded"] for row in passages])
    return np.maximum.reduceat(found, starts, axis=1)


def first_characters(material: Material) -> Scores:
    """Return the cosine of each query with the beginning of each document."""
    texts = [text[:_FIRST_CHARACTERS] for text in material.texts]
    return cosines(material, material.encoder, texts)


def cosines(material: Material, encoder: Encoder, texts: list[str]) -> Scores:
    """Return the cosine of each query with each text; vectors are kept."""
    documents = VectorCache(material.cache, encoder).encode(texts, progress=material.progress)
    return encoder.encode_query(material.queries) @ documents.T


def words(material: Material) -> Scores:
    """Return BM25 as bm25s computes it where nothing is set but the stop words: English, French and Spanish ones."""
    left_out = sorted({*stopwords.STOPWORDS_EN, *stopwords.STOPWORDS_FRENCH, *stopwords.STOPWORDS_SPANISH})
    texts, queries = (
        bm25s.tokenize(some, stopwords=left_out, return_ids=False, show_progress=False)
        for some in (material.texts, material.queries)
    )
    model = bm25s.BM25()
    model.index(texts, show_progress=False)
    return np.stack([model.get_scores(query) if query else np.zeros(len(texts)) for query in queries])


def characters(material: Material) -> Scores:
    """Return the cosines of TF-IDF over character n-grams inside word borders."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    documents = vectorizer.fit_transform(material.texts)
    return (vectorizer.transform(material.queries) @ documents.T).toarray()


def fixed_fusion(material: Material) -> Scores:
    """Return z(dense) + 0.3 · z(characters), z per query over the documents, for every query alike."""
    return _z(first_characters(material)) + 0.3 * _z(characters(material))


def reciprocal_ranks(material: Material) -> Scores:
    """Return the reciprocal rank fusion of dense and BM25; BM25 ranks no document without a word of the query."""
    found = np.zeros((len(material.queries), len(material.texts)))
    for part, usable in ((first_characters(material), -np.inf), (words(material), 0)):
        ranks = rankdata(-part, axis=1, method="ordinal")
        found += np.where((ranks <= _RRF_DEPTH) & (part > usable), 1 / (_RRF + ranks), 0)
    return found


SINGLE: dict[str, Callable[[Material], Scores]] = {
    "dense, best passage": best_passage,
    "dense, first 800 characters": first_characters,
    "words (BM25)": words,
    "character n-grams": characters,
}
FUSED: dict[str, Callable[[Material], Scores]] = {
    "fixed fusion of dense and n-grams": fixed_fusion,
    "RRF of dense and BM25": reciprocal_ranks,
}


def run_of(collection: Collection, scores: Scores) -> Run:
    """Return the DEPTH best documents of each query; equal scores keep the order of documents."""
    found = {}
    for query, row in zip(collection.queries, scores, strict=True):
        best = np.argsort(-row, kind="stable")[:DEPTH]
        found[query.id] = [(collection.documents[number].id, float(row[number])) for number in best]
    return found


def _z(scores: Scores) -> Scores:
    return (scores - scores.mean(axis=1, keepdims=True)) / scores.std(axis=1, keepdims=True)
