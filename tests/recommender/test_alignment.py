"""Cosines of any encoder on the scale of the bands."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercity.recommender.alignment import alignment
from peercity.recommender.vectors import SHIPPED


def unit(seed: int, rows: int, offset: float) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, 16)) + offset
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def spread(vectors: np.ndarray) -> tuple[float, float]:
    cosines = (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]
    return float(cosines.mean()), float(cosines.std())


def test_the_encoder_of_the_bands_needs_none() -> None:
    named = json.loads(SHIPPED.with_suffix(".json").read_text(encoding="utf-8"))["encoder"]
    assert alignment(named, unit(0, 60, 0)) is None


@given(seed=st.integers(0, 50), offset=st.floats(0, 3))
def test_aligned_cosines_have_the_spread_of_the_encoder_of_the_bands(seed: int, offset: float) -> None:
    vectors = unit(seed, 120, offset)
    found = alignment("another", vectors)
    assert found is not None
    aligned = found.of((vectors @ vectors.T)[np.triu_indices(len(vectors), 1)])
    assert aligned is not None
    shipped = np.load(SHIPPED.with_suffix(".npy")).astype(np.float32)
    wanted = spread(shipped[np.linspace(0, len(shipped) - 1, 500).astype(int)])
    assert (float(aligned.mean()), float(aligned.std())) == pytest.approx(wanted, abs=1e-3)


@given(seed=st.integers(0, 50))
def test_the_order_of_cosines_stays(seed: int) -> None:
    vectors = unit(seed, 60, 1.0)
    found = alignment("another", vectors)
    assert found is not None
    cosines = np.sort(vectors[0] @ vectors.T)
    aligned = found.of(cosines)
    assert aligned is not None
    assert (np.diff(aligned) >= 0).all()


@pytest.mark.parametrize("vectors", [unit(0, 0, 0), unit(0, 49, 0), np.ones((60, 4), np.float32)])
def test_too_few_texts_or_equal_ones_say_nothing(vectors: np.ndarray) -> None:
    found = alignment("another", vectors)
    assert found is not None
    assert found.of(np.ones(3, np.float32)) is None
