"""Word BM25, with the stop words and the stemmer of each text's language."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
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


class Words:
    """Fitted BM25 weights of texts and the stop words that were left out of them."""

    def __init__(self, postings: Postings, stop_words: dict[str, frozenset[str]]) -> None:
        self.postings = postings
        self._stop_words = stop_words

    @classmethod
    def fit(cls, texts: Sequence[str], languages: Sequence[str]) -> Words:
        """Return the BM25 weights of `texts`, each in the language at the same place."""
        import bm25s

        stop_words = _stop_words()
        tokens = [terms(text, language, stop_words) for text, language in zip(texts, languages, strict=True)]
        if not any(tokens):
            empty = Postings.build(
                [], np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), len(texts)
            )
            return cls(empty, stop_words)
        model: Any = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
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
        return cls(postings, stop_words)

    def save(self, folder: Path) -> None:
        self.postings.save(folder)
        lists = {language: sorted(words) for language, words in self._stop_words.items()}
        (folder / "stop-words.json").write_text(json.dumps(lists, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Words:
        lists = json.loads((folder / "stop-words.json").read_text(encoding="utf-8"))
        return cls(Postings.load(folder), {language: frozenset(words) for language, words in lists.items()})

    def query(self, text: str, language: str) -> Counter[str]:
        """Return the terms of a query and how often each stands in it."""
        return Counter(terms(text, language, self._stop_words))

    def scores(self, text: str, language: str) -> NDArray[np.float32]:
        """Return the BM25 score of every text for a query in `language`."""
        return self.postings.scores(self.query(text, language))


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


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(STEMMERS[language]) if language in STEMMERS else None


@cache
def _stem(language: str, word: str) -> str:
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer else word


def _stop_words() -> dict[str, frozenset[str]]:
    from bm25s import stopwords

    names = {
        "de": "GERMAN", "en": "EN_PLUS", "es": "SPANISH", "fr": "FRENCH", "it": "ITALIAN", "nl": "DUTCH",
        "pt": "PORTUGUESE", "ru": "RUSSIAN", "sv": "SWEDISH", "no": "NORWEGIAN", "tr": "TURKISH",
    }  # fmt: skip
    return {
        language: frozenset(word.casefold() for word in getattr(stopwords, f"STOPWORDS_{name}"))
        for language, name in names.items()
    }
