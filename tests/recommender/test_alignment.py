"""Cosines of any encoder on the scale of the bands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercity.recommender.alignment import alignment
from peercity.recommender.rank import SIGNALS, Ranking
from peercity.recommender.space import Space
from peercity.recommender.vectors import SHIPPED
from peercity.recommender.voices import SHIPPED as SHIPPED_VOICES
from peercity.recommender.voices import read_voices


def unit(seed: int, rows: int, offset: float) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, 16)) + offset
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def ranking(cosines: np.ndarray) -> Ranking:
    return Ranking(cosines, dict.fromkeys(SIGNALS, cosines), cosines, np.arange(len(cosines)), foreign=False)


def test_the_encoder_of_the_bands_needs_none() -> None:
    assert alignment(read_voices(SHIPPED_VOICES)[0], unit(0, 60, 0)) is None


@given(seed=st.integers(0, 20), offset=st.floats(0, 3))
def test_aligned_cosines_have_the_spread_of_the_encoder_of_the_bands(seed: int, offset: float) -> None:
    vectors = unit(seed, 120, offset)
    found = alignment("another", vectors)
    assert found is not None
    aligned = found.of(ranking((vectors @ vectors.T)[np.triu_indices(len(vectors), 1)])).signals["closest"]
    shipped = np.load(SHIPPED.with_suffix(".npy")).astype(np.float32)
    texts = Space.fit(shipped, read_voices(SHIPPED_VOICES)[1]).texts(shipped)
    texts = texts[np.unique(np.linspace(0, len(texts) - 1, 500).astype(int))]
    assert float(aligned.std()) == pytest.approx(
        float((texts @ texts.T)[np.triu_indices(len(texts), 1)].std()), abs=1e-3
    )


def test_only_what_rests_on_meaning_is_stretched_and_the_order_stays() -> None:
    vectors = unit(1, 60, 1.0)
    found = alignment("another", vectors)
    assert found is not None
    plain = ranking(np.sort(vectors[0] @ vectors.T))
    aligned = found.of(plain)
    assert (np.diff(aligned.signals["whole"]) >= 0).all()
    assert not np.array_equal(aligned.signals["whole"], plain.signals["whole"])
    for name in ("characters", "words"):
        np.testing.assert_array_equal(aligned.signals[name], plain.signals[name])
    np.testing.assert_array_equal(aligned.items, plain.items)


@pytest.mark.parametrize("vectors", [unit(0, 0, 0), unit(0, 49, 0), np.ones((60, 4), np.float32)])
def test_where_too_few_texts_or_equal_ones_say_nothing_words_alone_give_the_bands(vectors: np.ndarray) -> None:
    found = alignment("another", vectors)
    assert found is not None
    aligned = found.of(ranking(np.ones(3, np.float32)))
    assert not aligned.by_meaning
    assert set(aligned.signals) == {"characters", "words"}
