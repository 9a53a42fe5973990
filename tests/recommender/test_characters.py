"""Character n-grams: the same figures as scikit-learn, without scikit-learn."""

from __future__ import annotations

import math
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from peercity.recommender.lexical.characters import SIZES, Characters, ngrams
from peercity.recommender.lexical.words import fold

words = st.sampled_from(
    ["eau", "Économie", "l’impôt", "agua", "São", "taxes", "İzmir", "ville", "電子", "a", "ﬁn", "-"]
)
texts = st.one_of(st.lists(words, max_size=6).map(" ".join), st.text(max_size=12))


def vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=SIZES, preprocessor=fold, sublinear_tf=True)


@given(texts)
def test_ngrams_are_those_of_scikit_learn(text: str) -> None:
    assert sorted(ngrams(text)) == sorted(vectorizer().build_analyzer()(text))


@given(st.lists(texts, max_size=8), texts, st.sampled_from(["eau", "impôt local", "transport"]))
def test_scores_are_the_tfidf_cosine_of_scikit_learn(some: list[str], query: str, at_least: str) -> None:
    corpus = [*some, at_least]
    theirs = vectorizer()
    expected = (theirs.fit_transform(corpus) @ theirs.transform([query]).T).toarray()[:, 0]
    # A weight is rounded up to the next 255th of its term's largest, at most 1; the query has length 1.
    error = Characters.fit(corpus).scores(query) - expected
    assert error.min() >= -1e-5
    assert error.max() <= math.sqrt(len(set(ngrams(query)))) / 255 + 1e-5


@given(st.lists(texts, max_size=6))
def test_no_text_scores_above_itself(some: list[str]) -> None:
    corpus = [*some, "eau potable", "impôt local"]
    fitted = Characters.fit(corpus)
    for number, text in enumerate(corpus):
        scores = fitted.scores(text)
        assert scores.max() <= scores[number] + math.sqrt(len(set(ngrams(text)))) / 255


def test_texts_without_a_letter_score_nothing() -> None:
    for corpus in ([], [""], ["", "  "]):
        assert Characters.fit(corpus).scores("eau").tolist() == [0.0] * len(corpus)


def test_what_is_saved_scores_the_same_when_opened(tmp_path: Path) -> None:
    fitted = Characters.fit(["eau potable", "impôt local", "transports la nuit"])
    fitted.save(tmp_path / "characters")
    opened = Characters.load(tmp_path / "characters")
    for query in ("l’eau", "impuesto local", "xyz", ""):
        assert opened.scores(query).tolist() == fitted.scores(query).tolist()


def test_a_name_is_found_across_languages() -> None:
    scores = Characters.fit(["Séville, vélos en libre-service", "Bordeaux, industries", "Dakar, taxes"]).scores(
        "bicis en Sevilla"
    )
    assert int(scores.argmax()) == 0
