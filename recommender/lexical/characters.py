"""TF-IDF of character n-grams: carries names and cognates across languages."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .postings import Postings
from .words import fold

SIZES = (3, 5)
_BLANKS = re.compile(r"\s\s+")
_COMMON = 0.5
"""n-grams in more than this share of the texts tell little and cost most of the time: they are left out."""


class Characters:
    """Fitted TF-IDF weights of the n-grams of texts, each text of length one."""

    def __init__(self, postings: Postings, idf: Postings) -> None:
        self.postings = postings
        self._idf = idf

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Characters:
        """Return the weights of the n-grams of `texts`."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        if not any(ngrams(text) for text in texts):
            return cls(Postings.empty(len(texts)), Postings.empty(0))
        vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=SIZES, preprocessor=fold, sublinear_tf=True, dtype=np.float32,
            max_df=_COMMON if len(texts) > 50 else 1.0,
        )  # fmt: skip
        matrix = vectorizer.fit_transform([text or " " for text in texts]).tocsc()
        names = vectorizer.get_feature_names_out()
        postings = Postings.build(names, matrix.indptr.astype(np.int64), matrix.indices, matrix.data, len(texts))
        return cls(postings, Postings.of_terms(names, vectorizer.idf_.astype(np.float32)))

    def updated(self, numbers: NDArray[np.int32], added: Mapping[int, str], count: int) -> Characters:
        """Return the weights of `count` texts, new ones by the frequencies of those that were fitted.

        Text i has the number `numbers[i]` (gone where below 0); `added` holds new texts by number.
        """
        weights = {number: self.query(text) for number, text in added.items()}
        return Characters(self.postings.renumbered(numbers, weights, count), self._idf)

    def save(self, folder: Path) -> None:
        self.postings.save(folder)
        self._idf.save(folder / "idf")

    @classmethod
    def load(cls, folder: Path) -> Characters:
        return cls(Postings.load(folder), Postings.load(folder / "idf"))

    def query(self, text: str) -> dict[str, float]:
        """Return the TF-IDF weight of each known n-gram of a text, the whole of length one."""
        counts = Counter(ngrams(text))
        idf = self._idf.weights_of(list(counts))
        weights = {
            gram: (1.0 + math.log(count)) * weight
            for (gram, count), weight in zip(counts.items(), idf, strict=True)
            if weight > 0
        }
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / norm for gram, weight in weights.items()}

    def scores(self, text: str) -> NDArray[np.float32]:
        """Return the cosine of every text with a query."""
        return self.postings.scores(self.query(text))


def ngrams(text: str) -> list[str]:
    """Return the character n-grams of `text` inside word borders, as scikit-learn's `char_wb` makes them.

    >>> ngrams("eau")
    [' ea', 'eau', 'au ', ' eau', 'eau ', ' eau ']
    """
    grams = []
    for word in _BLANKS.sub(" ", fold(text)).split():
        padded = f" {word} "
        for size in range(SIZES[0], SIZES[1] + 1):
            grams.append(padded[:size])
            grams += [padded[start : start + size] for start in range(1, len(padded) - size + 1)]
            if len(padded) <= size:
                break
    return grams
