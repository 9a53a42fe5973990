"""Word BM25: the same figures as bm25s, with each language's own stop words and stems."""

from __future__ import annotations

import math
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bm25s
import numpy as np
import pytest
from bm25s import stopwords
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from peercity.recommender.lexical.words import STEMMERS, Words, _stem, terms

LISTS = {"fr": frozenset(stopwords.STOPWORDS_FRENCH), "en": frozenset(stopwords.STOPWORDS_EN_PLUS)}
words = st.sampled_from(["taxes", "taxe", "the", "les", "eau", "water", "bus", "buses", "nuit", "économie"])
texts = st.lists(words, max_size=8).map(" ".join)


def scores(fitted: Words, query: str, language: str) -> NDArray[np.float32]:
    return fitted.scores(Counter(fitted.terms(query, language)))


@given(st.lists(texts, max_size=8), texts, st.sampled_from(["fr", "en"]))
def test_scores_are_those_of_bm25s(some: list[str], query: str, language: str) -> None:
    corpus = [*some, "bus eau taxes", "nuit"]
    model = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
    tokens = [terms(text, language, LISTS) for text in corpus]
    model.index(tokens, show_progress=False, create_empty_token=False)
    asked = [term for term in terms(query, language, LISTS) if term in model.vocab_dict]
    expected = model.get_scores(asked) if asked else np.zeros(len(corpus))
    error = scores(Words.fit(corpus, [language] * len(corpus)), query, language) - expected
    # A weight is rounded up to the next 255th of its term's largest, which its rarity bounds.
    rarest = math.log(1 + (len(corpus) - 1 + 0.5) / 1.5)
    assert error.min() >= -1e-5
    assert error.max() <= len(asked) * rarest / 255 + 1e-5


@pytest.mark.parametrize("corpus", [[], [""], ["the of"], ["", "les des"]])
def test_texts_without_a_word_score_nothing(corpus: list[str]) -> None:
    fitted = Words.fit(corpus, ["en" if "the" in text else "fr" for text in corpus])
    assert scores(fitted, "water", "en").tolist() == [0.0] * len(corpus)


def test_stop_words_are_those_of_the_language_of_each_text() -> None:
    assert terms("les taxes", "fr", LISTS) == terms("taxes", "fr", LISTS)
    assert "les" in terms("les taxes", "de", LISTS)


def test_accents_and_capitals_make_no_difference() -> None:
    fitted = Words.fit(["Économie numérique", "Eau potable"], ["fr", "fr"])
    assert scores(fitted, "ECONOMIE", "fr").tolist() == scores(fitted, "économie", "fr").tolist()


def test_every_stemmer_is_there() -> None:
    for language in STEMMERS:
        assert terms("municipal", language, {})


def test_threads_that_stem_at_the_same_time_get_the_stems_of_one() -> None:
    vocabulary = sorted(word for word in stopwords.STOPWORDS_FRENCH + stopwords.STOPWORDS_EN_PLUS if len(word) > 3)
    texts = [" ".join(vocabulary[start::4]) for start in range(4)]
    alone = [terms(text, "fr", {}) for text in texts]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            for _ in range(5):
                _stem.cache_clear()
                assert list(pool.map(lambda text: terms(text, "fr", {}), texts)) == alone
    finally:
        sys.setswitchinterval(interval)
        _stem.cache_clear()


def test_what_is_saved_scores_the_same_when_opened(tmp_path: Path) -> None:
    fitted = Words.fit(["the taxes of the city", "water and buses"], ["en", "en"])
    fitted.save(tmp_path / "words")
    opened = Words.load(tmp_path / "words")
    for query in ("tax", "the water", "xyz", ""):
        assert scores(opened, query, "en").tolist() == scores(fitted, query, "en").tolist()
