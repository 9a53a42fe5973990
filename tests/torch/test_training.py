"""Training a small real model, at the command line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from peercity.recommender.encoders import EncoderChoice, encoder_name, open_encoder
from peercity.recommender.encoders.models import RECORD, load_model
from peercity.recommender.training.examples import read_examples
from peercity.recommender.training.tune import NotBetter, Settings, train

Run = Callable[..., "subprocess.CompletedProcess[str]"]
MEANINGS = {
    "zorblat": "street lighting that saves energy",
    "quimpel": "buses that run at night",
    "vastrin": "flood warning for residents",
    "drolmek": "open data of the town hall",
    "plenvor": "waste collection by sensors",
    "garbish": "paying local taxes by phone",
    "tromble": "bicycles to share",
    "ulkenar": "digital skills for elderly people",
}
"""Words that no model knows: what they mean is learned from the examples, or not at all."""
FORMS = ("How can a city start {}?", "Our town needs help with {}.", "Who has done {} before?", "We seek {}.")


def invented() -> list[dict[str, Any]]:
    """Return examples in which each invented word stands for one text, and another was declined for it."""
    texts, rows = list(MEANINGS.values()), []
    for number, word in enumerate(MEANINGS):
        for form in FORMS:
            for text, verdict in ((texts[number], "accepted"), (texts[(number + 3) % 8], "declined")):
                row = {"challenge": form.format(word), "text": f"A city began {text}.", "verdict": verdict}
                rows.append({**row, "language": "en"})
        rows.append(
            {"challenge": f"What {word} costs", "text": f"The costs of {texts[number]}.", "verdict": "accepted"}
        )
    return rows


def plain() -> list[dict[str, Any]]:
    """Return examples that the model gets right as it is."""
    texts = [f"{text}{more}" for text in MEANINGS.values() for more in ("", " in the old town")]
    return [{"challenge": f"Experience with {text}", "text": text, "verdict": "accepted"} for text in texts]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_model_that_got_better_is_kept_with_its_figures_and_can_be_opened(
    minilm: Path, run: Run, tmp_path: Path
) -> None:
    file, out = write(tmp_path / "reviewed.jsonl", invented()), tmp_path / "versions" / "1"
    options = ("--model", minilm, "--out", out, "--epochs", "4", "--json")
    done = run("train", file, *options, data=tmp_path / "none")
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    assert record == json.loads((out / "peercity-training.json").read_text(encoding="utf-8"))
    assert record["kept"]
    assert record["after"]["MRR@10"] > record["before"]["MRR@10"]
    difference = record["after"]["MRR@10"] - record["before"]["MRR@10"]
    assert record["difference"]["value"] == pytest.approx(difference, abs=1e-4)
    assert record["data"]["challenges"] == {"learned": 32, "held_out": 8}
    assert (record["data"]["examples"], record["data"]["accepted"], record["data"]["texts"]) == (72, 40, 16)
    assert len(record["data"]["sha256"]) == 64
    assert record["base"] == encoder_name(open_encoder(EncoderChoice(str(minilm))))
    assert encoder_name(open_encoder(EncoderChoice(str(out)))) == f"1 (sentence-transformers, {record['fingerprint']})"
    assert not (tmp_path / "none").exists()
    again = run("train", file, *options, data=tmp_path / "none")
    assert again.returncode == 2
    assert "holds something already, and no version is written over" in again.stderr


def test_a_model_that_did_not_get_better_is_refused_with_the_figures(minilm: Path, run: Run, tmp_path: Path) -> None:
    file, out = write(tmp_path / "reviewed.jsonl", plain()), tmp_path / "out"
    done = run("train", file, "--model", minilm, "--out", out, "--epochs", "1", data=tmp_path / "none")
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "MRR@10 on 4 challenges that it never saw is 1.000 after training and 1.000 before: not better" in done.stderr
    )
    assert "Traceback" not in done.stderr
    assert [path.name for path in out.iterdir()] == ["peercity-training.json"]
    record = json.loads((out / "peercity-training.json").read_text(encoding="utf-8"))
    assert not record["kept"]
    assert record["after"]["MRR@10"] <= record["before"]["MRR@10"]
    assert "fingerprint" not in record


def test_the_encoder_that_answers_now_is_judged_on_the_same_challenges(
    minilm: Path, run: Run, tmp_path: Path, answering_folder: Any
) -> None:
    file, out = write(tmp_path / "reviewed.jsonl", plain()), tmp_path / "out"
    done = run("train", file, "--model", minilm, "--out", out, "--epochs", "1", data=answering_folder.path)
    assert done.returncode == 2
    record = json.loads((out / "peercity-training.json").read_text(encoding="utf-8"))
    assert record["in_use"]["encoder"].startswith("multilingual-e5-small")
    assert 0.5 < record["in_use"]["MRR@10"] <= 1
    missing = run("train", file, "--out", tmp_path / "other", data=answering_folder.path)
    assert missing.returncode == 2
    assert "The encoder in use cannot be trained; name a sentence-transformers model" in missing.stderr


def test_a_model_below_the_encoder_that_answers_now_is_not_kept(minilm: Path, tmp_path: Path) -> None:
    file, out = write(tmp_path / "reviewed.jsonl", invented()), tmp_path / "out"
    examples = read_examples(file, text_of=lambda *_: None)
    model, answering = (load_model(str(minilm))[0] for _ in range(2))
    settings = Settings(epochs=4)
    train(answering, "answering", examples, tmp_path / "answering", settings=settings)
    with pytest.raises(NotBetter, match=r", and 0\.\d+ with the encoder in use: not better, .* 'answering' stands"):
        train(model, "minilm", examples, out, settings=replace(settings, epochs=1), in_use=("answering", answering))
    record = json.loads((out / RECORD).read_text(encoding="utf-8"))
    assert not record["kept"]
    assert record["before"]["MRR@10"] < record["after"]["MRR@10"] <= record["in_use"]["MRR@10"]
