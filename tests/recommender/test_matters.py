"""What municipalities deal with, as a yardstick for queries."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercity.recommender.encoders import default_encoder
from peercity.recommender.encoders.base import encoder_name
from peercity.recommender.matters import Matters, matters_of
from peercity.recommender.space import Space

from .conftest import WordCounts

DIMENSIONS = 24


def unit(seed: int, *shape: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(*shape, DIMENSIONS))
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def fitted(seed: int, starts: list[int], passages: int) -> tuple[Matters, Space, np.ndarray]:
    raw = unit(seed, passages)
    space = Space.fit(raw, {})
    vectors = space.texts(raw)
    return Matters.fit(unit(seed + 1, 2, 40), space, vectors, np.array(starts)), space, vectors


def test_matters_are_named_once_each_and_in_order() -> None:
    names = json.loads((files("peercity.recommender") / "matters.json").read_text(encoding="utf-8"))
    assert names == sorted(set(names))
    assert len(names) > 500


def test_the_vectors_of_the_bundled_encoder_ship_and_are_those_that_it_gives(tmp_path: Path) -> None:
    encoder = default_encoder()
    assert encoder is not None
    shipped = matters_of(encoder, tmp_path)
    assert not list(tmp_path.iterdir())
    names = json.loads((files("peercity.recommender") / "matters.json").read_text(encoding="utf-8"))
    asked = encoder.encode_query([f"How can a city deal with {name}?" for name in names[:3]])
    assert (np.sum(asked * shipped[0][:3], axis=1) > 0.99).all()


def test_those_of_another_encoder_are_encoded_once(tmp_path: Path) -> None:
    class Counting(WordCounts):
        asked = 0

        def encode_query(self, texts):  # type: ignore[no-untyped-def]
            self.asked += len(texts)
            return super().encode_query(texts)

    encoder = Counting()
    told: list[tuple[int, int]] = []
    first = matters_of(encoder, tmp_path, progress=lambda done, of: told.append((done, of)))
    once = encoder.asked
    assert told[-1][0] == told[-1][1] == first.shape[0] * first.shape[1]
    np.testing.assert_array_equal(matters_of(encoder, tmp_path), first)
    assert encoder.asked == once


@given(seed=st.integers(0, 50), order=st.permutations(range(6)))
def test_what_is_documented_does_not_depend_on_the_order_of_items(seed: int, order: list[int]) -> None:
    found, space, vectors = fitted(seed, list(range(0, 12, 2)), 12)
    moved = np.concatenate([vectors[2 * one : 2 * one + 2] for one in order])
    other = Matters.fit(unit(seed + 1, 2, 40), space, moved, np.arange(0, 12, 2))
    np.testing.assert_allclose(other.weights, found.weights, atol=1e-4)


def test_an_item_on_a_matter_makes_it_and_what_is_like_it_more_documented() -> None:
    raw = unit(3, 30)
    space = Space.fit(raw, {})
    matters, starts = unit(4, 2, 40), np.arange(30)
    before = Matters.fit(matters, space, space.texts(raw), starts)
    added = np.concatenate([space.texts(raw), np.repeat(space.texts(matters[1][:1]), 10, axis=0)])
    after = Matters.fit(matters, space, added, np.arange(40))
    question = space.texts(matters[1][:1])[0]
    assert after.of(question).documented > before.of(question).documented


def test_large_collections_are_read_in_slices_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    starts = [0, 1, 5, 6, 13, 20, 21]
    whole = fitted(7, starts, 30)[0]
    monkeypatch.setattr("peercity.recommender.matters._SLICE", 4)
    np.testing.assert_allclose(fitted(7, starts, 30)[0].weights, whole.weights, atol=1e-5)


def test_a_question_that_is_a_matter_is_near_to_matters() -> None:
    found, _, _ = fitted(9, list(range(20)), 20)
    assert found.of(found.asked[0]).nearness > found.of(-found.asked[0]).nearness


def test_what_is_loaded_is_what_was_saved(tmp_path: Path) -> None:
    found, _, vectors = fitted(11, list(range(20)), 20)
    found.save(tmp_path / "matters")
    assert Matters.load(tmp_path / "matters").of(vectors[0]) == found.of(vectors[0])


def test_the_bundled_encoder_is_the_one_whose_matters_ship() -> None:
    facts = json.loads((files("peercity.recommender") / "starter-matters.json").read_text(encoding="utf-8"))
    encoder = default_encoder()
    assert encoder is not None
    assert facts["encoder"] == encoder_name(encoder)
