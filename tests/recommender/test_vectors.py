"""Vectors are kept by encoder and text, and only what is new is encoded."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercity.graph.errors import PeerCityError
from peercity.recommender.encoders import default_encoder
from peercity.recommender.encoders.base import NoEncoder, Vectors, encoder_name
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
    assert sorted(encoder.asked) == ["bus de nuit", "eau", "taxes"]
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
    one, other = Counting("one"), Counting("other", turn=1.0)
    VectorCache(tmp_path, one).encode(["eau"])
    (mine,) = tmp_path.glob("*.bin")
    VectorCache(tmp_path, other).encode(["eau"])
    (theirs,) = set(tmp_path.glob("*.bin")) - {mine}
    mine.write_bytes(theirs.read_bytes())
    np.testing.assert_allclose(VectorCache(tmp_path, one).encode(["eau"]), one.encode_document(["eau"]), atol=1e-3)


def test_one_name_with_vectors_of_other_dimensions_is_refused_and_nothing_is_added(tmp_path: Path) -> None:
    VectorCache(tmp_path, Counting("one")).encode(["eau"])
    (path,) = tmp_path.glob("*.bin")
    before = path.read_bytes()
    wide = Counting("one")
    wide.encode_document = lambda inputs: np.ones((len(inputs), 3), np.float32)  # type: ignore[method-assign]
    with pytest.raises(PeerCityError, match="'one' gave vectors of 3 dimensions; those kept under its name"):
        VectorCache(tmp_path, wide).encode(["taxes"])
    assert path.read_bytes() == before


@pytest.mark.parametrize("wrong", [np.full((1, 2), np.nan), np.ones((2, 2)), np.ones(2)])
def test_what_is_no_vector_a_text_is_refused_and_nothing_is_kept(tmp_path: Path, wrong: Vectors) -> None:
    encoder = Counting("one")
    encoder.encode_document = lambda inputs: wrong  # type: ignore[method-assign]
    with pytest.raises(PeerCityError, match="The encoder 'one' gave"):
        VectorCache(tmp_path, encoder).encode(["taxes"])
    assert not list(tmp_path.iterdir())


@given(kept=st.integers(0, 200), texts=st.integers(1, 6))
def test_a_file_cut_anywhere_gives_the_same_vectors_and_encodes_only_what_was_lost(kept: int, texts: int) -> None:
    words = [f"texte {number}" * (number + 1) for number in range(texts)]
    with tempfile.TemporaryDirectory() as place:
        encoder = Counting("one")
        whole = VectorCache(Path(place), encoder).encode(words)
        (path,) = Path(place).glob("*.bin")
        content = path.read_bytes()
        path.write_bytes(content[:kept])
        header = content.index(b"\n") + 1
        encoder.asked.clear()
        np.testing.assert_array_equal(VectorCache(Path(place), encoder).encode(words), whole)
        record = (len(content) - header) // texts
        assert len(encoder.asked) == texts - max(0, (min(kept, len(content)) - header) // record)
        np.testing.assert_array_equal(VectorCache(Path(place), encoder).encode(words), whole)
        assert path.read_bytes()[:header] == content[:header]
        assert sorted(path.read_bytes()) == sorted(content)


@given(place=st.integers(0, 10_000), texts=st.integers(1, 4))
def test_a_spoilt_byte_costs_at_most_that_text(place: int, texts: int) -> None:
    words = [f"texte {number}" for number in range(texts)]
    with tempfile.TemporaryDirectory() as folder:
        encoder = Counting("one")
        whole = VectorCache(Path(folder), encoder).encode(words)
        (path,) = Path(folder).glob("*.bin")
        content = bytearray(path.read_bytes())
        header = content.index(b"\n") + 1
        content[header + place % (len(content) - header)] ^= 0xFF
        path.write_bytes(content)
        encoder.asked.clear()
        np.testing.assert_array_equal(VectorCache(Path(folder), encoder).encode(words), whole)
        assert len(encoder.asked) == 1


def test_two_caches_that_append_in_turn_lose_nothing(tmp_path: Path) -> None:
    encoder = Counting("one")
    first, second = VectorCache(tmp_path, encoder), VectorCache(tmp_path, encoder)
    first.encode(["eau"])
    second.encode(["taxes"])
    first.encode(["bus de nuit"])
    encoder.asked.clear()
    VectorCache(tmp_path, encoder).encode(["eau", "taxes", "bus de nuit"])
    assert encoder.asked == []


KILLED = """
import sys, time
from pathlib import Path
import numpy as np
from peercity.recommender.vectors import VectorCache

class Slow:
    name, batch_size = "slow", 4
    def encode_document(self, inputs):
        time.sleep(0.02)
        return np.array([[len(text), 1.0] for text in inputs], np.float32)

VectorCache(Path(sys.argv[1]), Slow()).encode(
    [f"texte {number}" for number in range(2_000)], progress=lambda done, of: print(done, flush=True)
)
"""


def test_killed_in_the_middle_it_goes_on_where_it_was(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    done = next(int(line) for line in process.stdout if int(line) >= 40)
    process.kill()
    process.communicate(timeout=30)
    encoder = Counting("slow")
    texts = [f"texte {number}" for number in range(2_000)]
    vectors = VectorCache(tmp_path, encoder).encode(texts)
    assert 0 < len(encoder.asked) <= 2_000 - done
    assert vectors.shape == (2_000, 2)
    assert np.isfinite(vectors).all()
    encoder.asked.clear()
    VectorCache(tmp_path, encoder).encode(texts)
    assert encoder.asked == []


def test_a_batch_adds_to_the_file_and_rewrites_nothing(tmp_path: Path) -> None:
    encoder = Counting("one")
    VectorCache(tmp_path, encoder).encode([f"texte {number}" for number in range(100)])
    (path,) = tmp_path.glob("*.bin")
    before, content = path.stat(), path.read_bytes()
    VectorCache(tmp_path, encoder).encode([f"autre {number}" for number in range(10)])
    assert path.stat().st_ino == before.st_ino
    assert path.read_bytes().startswith(content)


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


def test_an_encoder_without_a_name_is_refused_for_its_vectors_could_be_anybodys(tmp_path: Path) -> None:
    class Nameless:
        def encode_document(self, inputs: Sequence[str]) -> Vectors:
            return np.ones((len(inputs), 4), np.float32)

        encode_query = encode_document

    with pytest.raises(NoEncoder, match="The encoder Nameless has no `name`"):
        VectorCache(tmp_path, Nameless())  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
