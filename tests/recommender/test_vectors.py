"""Vectors are kept by encoder and text, and only what is new is encoded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from peercity.recommender.encoders import default_encoder
from peercity.recommender.encoders.base import Vectors, encoder_name
from peercity.recommender.starter_vectors import starter_texts
from peercity.recommender.vectors import SHIPPED, VectorCache, text_key


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return starter_texts()


class Counting:
    """An encoder that notes what it is asked: the length of a text, turned by the encoder's own angle."""

    def __init__(self, name: str, turn: float = 0.0) -> None:
        self.name, self.turn, self.asked = name, turn, list[str]()

    def encode_document(self, inputs: Sequence[str]) -> Vectors:
        self.asked += inputs
        angles = np.array([len(text) + self.turn for text in inputs])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

    encode_query = encode_document


def test_only_new_text_is_encoded_and_once(tmp_path: Path) -> None:
    encoder = Counting("one")
    first = VectorCache(tmp_path, encoder).encode(["eau", "taxes", "eau"])
    again = VectorCache(tmp_path, encoder).encode(["taxes", "bus de nuit", "eau"])
    assert encoder.asked == ["eau", "taxes", "bus de nuit"]
    np.testing.assert_array_equal(first[[1, 0]], again[[0, 2]])
    np.testing.assert_array_equal(first[0], first[2])


def test_vectors_of_two_encoders_are_never_mixed(tmp_path: Path) -> None:
    one, other = Counting("one"), Counting("other", turn=1.0)
    VectorCache(tmp_path, one).encode(["eau"])
    vectors = VectorCache(tmp_path, other).encode(["eau"])
    assert other.asked == ["eau"]
    np.testing.assert_allclose(vectors, other.encode_document(["eau"]), atol=1e-3)
    np.testing.assert_allclose(VectorCache(tmp_path, one).encode(["eau"]), one.encode_document(["eau"]), atol=1e-3)


def test_a_file_under_the_name_of_another_encoder_is_not_read(tmp_path: Path) -> None:
    one, other = Counting("one"), Counting("other")
    VectorCache(tmp_path, one).encode(["eau"])
    VectorCache(tmp_path, other).encode(["eau"])
    for path in sorted(tmp_path.glob("*.json")):
        path.write_text(json.dumps({"encoder": "third", "texts": [text_key("eau")]}), encoding="utf-8")
    VectorCache(tmp_path, one).encode(["eau"])
    assert one.asked == ["eau", "eau"]


@pytest.mark.parametrize("suffix", [".npy", ".json"])
@pytest.mark.parametrize("kept", [0, 1, 40, 90])
def test_a_half_written_file_is_made_again(tmp_path: Path, suffix: str, kept: int) -> None:
    encoder = Counting("one")
    whole = VectorCache(tmp_path, encoder).encode(["eau", "taxes"])
    (path,) = tmp_path.glob(f"*{suffix}")
    path.write_bytes(path.read_bytes()[:kept])
    np.testing.assert_array_equal(VectorCache(tmp_path, encoder).encode(["eau", "taxes"]), whole)
    assert encoder.asked == ["eau", "taxes"] * 2
    VectorCache(tmp_path, encoder).encode(["eau", "taxes"])
    assert encoder.asked == ["eau", "taxes"] * 2


def test_no_text_gives_no_vector_and_no_file(tmp_path: Path) -> None:
    assert len(VectorCache(tmp_path, Counting("one")).encode([])) == 0
    assert not list(tmp_path.iterdir())


def test_vectors_are_of_length_one_and_progress_reaches_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    texts = [f"texte {number}" for number in range(40)]
    vectors = VectorCache(tmp_path, Counting("one")).encode(texts, progress=lambda done, of: seen.append((done, of)))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert seen[-1] == (40, 40)
    assert seen == sorted(seen)


def test_every_text_of_the_starter_data_has_a_shipped_vector(texts: list[str]) -> None:
    names = json.loads(SHIPPED.with_suffix(".json").read_text(encoding="utf-8"))
    missing = [text for text in texts if text_key(text) not in set(names["texts"])]
    assert not missing, (
        f"{len(missing)} texts of the starter data have no shipped vector, the first being {missing[0][:80]!r}: "
        "run `python -m peercity.recommender.starter_vectors`"
    )
    assert names["encoder"] == encoder_name(default_encoder())
    assert len(np.load(SHIPPED.with_suffix(".npy"), mmap_mode="r")) == len(names["texts"])


def test_the_bundled_encoder_gives_the_shipped_vectors(tmp_path: Path, texts: list[str]) -> None:
    encoder = default_encoder()
    assert encoder is not None
    some = sorted(texts, key=text_key)[:3]
    np.testing.assert_allclose(VectorCache(tmp_path, encoder).encode(some), encoder.encode_document(some), atol=2e-3)
    assert not list(tmp_path.iterdir())
