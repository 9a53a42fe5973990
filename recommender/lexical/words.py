"""Word BM25, with the stop words and the stemmer of each text's language."""

from __future__ import annotations

import json
import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .postings import Postings

_WORD = re.compile(r"\w\w+")
STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
"""Languages with a Snowball stemmer; words of others are used as they are."""
_K1, _B = 1.2, 0.75
_STEMS_KEPT = 100_000
"""More than the vocabulary of a collection, and a bound on what strangers can make the server keep."""
_of_thread = threading.local()


class Words:
    """Fitted BM25 weights of texts and the stop words that were left out of them."""

    def __init__(
        self, postings: Postings, idf: Postings, mean_length: float, stop_words: dict[str, frozenset[str]]
    ) -> None:
        self.postings = postings
        self._idf = idf
        self._mean_length = mean_length
        self._stop_words = stop_words

    @classmethod
    def fit(cls, texts: Sequence[str], languages: Sequence[str]) -> Words:
        """Return the BM25 weights of `texts`, each in the language at the same place."""
        import bm25s

        stop_words = shipped_stop_words()
        tokens = [terms(text, language, stop_words) for text, language in zip(texts, languages, strict=True)]
        if not any(tokens):
            return cls(Postings.empty(len(texts)), Postings.empty(0), 1.0, stop_words)
        model: Any = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        model.index(tokens, show_progress=False, create_empty_token=False)
        vocabulary = sorted(model.vocab_dict, key=model.vocab_dict.get)
        found = model.scores
        postings = Postings.build(
            vocabulary,
            found["indptr"].astype(np.int64)[: len(vocabulary) + 1],
            found["indices"],
            found["data"],
            len(texts),
        )
        found_in = np.diff(found["indptr"][: len(vocabulary) + 1])
        idf = np.log(1 + (len(texts) - found_in + 0.5) / (found_in + 0.5)).astype(np.float32)
        mean_length = sum(map(len, tokens)) / len(tokens)
        return cls(postings, Postings.of_terms(vocabulary, idf), mean_length, stop_words)

    def updated(self, numbers: NDArray[np.int32], added: Mapping[int, tuple[str, str]], count: int) -> Words:
        """Return the weights of `count` texts, new ones by the frequencies of those that were fitted.

        A word that none of these held counts as one that a single text holds.

        Text i has the number `numbers[i]` (gone where below 0); `added` holds new texts with their language by number.
        """
        weights = {number: self._weights(*one) for number, one in added.items()}
        postings = self.postings.renumbered(numbers, weights, count)
        return Words(postings, self._idf, self._mean_length, self._stop_words)

    def _weights(self, text: str, language: str) -> dict[str, float]:
        """Return the BM25 weight of each term of a text, as Lucene computes it (Kamphuis et al. 2020)."""
        counts = Counter(terms(text, language, self._stop_words))
        relative_length = sum(counts.values()) / self._mean_length
        rarest = math.log(1 + max(self.postings.count - 0.5, 0) / 1.5)
        idf = self._idf.weights_of(list(counts))
        return {
            term: (float(weight) or rarest) * count / (count + _K1 * (1 - _B + _B * relative_length))
            for (term, count), weight in zip(counts.items(), idf, strict=True)
        }

    def save(self, folder: Path) -> None:
        self.postings.save(folder)
        self._idf.save(folder / "idf")
        np.save(folder / "mean-length.npy", np.array(self._mean_length))
        lists = {language: sorted(words) for language, words in self._stop_words.items()}
        (folder / "stop-words.json").write_text(json.dumps(lists, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Words:
        lists = json.loads((folder / "stop-words.json").read_text(encoding="utf-8"))
        return cls(
            Postings.load(folder),
            Postings.load(folder / "idf"),
            float(np.load(folder / "mean-length.npy")),
            {language: frozenset(words) for language, words in lists.items()},
        )

    def terms(self, text: str, language: str) -> list[str]:
        """Return the terms of a query, in their order."""
        return terms(text, language, self._stop_words)

    def scores(self, query: Mapping[str, float]) -> NDArray[np.float32]:
        """Return the BM25 score of every text for the terms of a query, each with its weight. Shape (texts,)."""
        return self.postings.scores(query)


def terms(text: str, language: str, stop_words: dict[str, frozenset[str]]) -> list[str]:
    """Return the stems of the words of `text` that are no stop words of its language, without accents.

    >>> terms("Les industries traditionnelles", "fr", {"fr": frozenset({"les"})})
    ['industr', 'traditionnel']
    """
    left_out = stop_words.get(language, frozenset())
    return [fold(_stem(language, word)) for word in _WORD.findall(text.casefold()) if word not in left_out]


def fold(text: str) -> str:
    """Return `text` in lower case without accents.

    >>> fold("Économie")
    'economie'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _stemmer(language: str) -> Any:
    """Return the stemmer of a language that belongs to this thread: it holds the word that it is at."""
    kept: dict[str, Any] = _of_thread.__dict__
    if language not in kept:
        import snowballstemmer

        kept[language] = snowballstemmer.stemmer(STEMMERS[language])
    return kept[language]


@lru_cache(maxsize=_STEMS_KEPT)
def _stem(language: str, word: str) -> str:
    return str(_stemmer(language).stemWord(word)) if language in STEMMERS else word


def shipped_stop_words() -> dict[str, frozenset[str]]:
    """Return the stop words of bm25s by language."""
    from bm25s import stopwords

    names = {
        "de": "GERMAN", "en": "EN_PLUS", "es": "SPANISH", "fr": "FRENCH", "it": "ITALIAN", "nl": "DUTCH",
        "pt": "PORTUGUESE", "ru": "RUSSIAN", "sv": "SWEDISH", "no": "NORWEGIAN", "tr": "TURKISH",
    }  # fmt: skip
    return {
        language: frozenset(word.casefold() for word in getattr(stopwords, f"STOPWORDS_{name}"))
        for language, name in names.items()
    }
