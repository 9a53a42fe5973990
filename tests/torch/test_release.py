"""A release by a real model: published, answered from, and told from every other model."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peercity.api.encoding import encoder_of
from peercity.api.starting import publish_release, recommender_of
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import Release, current
from peercity.graph.sources import read_source
from peercity.recommender.encoders import BUNDLED, EncoderChoice, bundled_name, encoder_name

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ASKED = "Flood early warning for residents"
TOPICS = (
    "Flood early warning for residents", "Local taxes paid by phone", "Buses that run at night", "Bicycles to share",
    "Street lighting that saves energy", "Waste collection by sensors", "Open data of the town hall",
    "Digital skills for elderly people", "Participatory budget online", "Air quality measured by citizens",
    "Water leaks found by sensors", "Smart parking", "Building permits online", "Public markets", "Libraries for all",
    "Schools with fast networks", "A register of trees", "Museums at home", "Free wireless networks", "Young companies",
)  # fmt: skip
PRACTICE = """
- id: practice/topic-{number}
  type: Practice
  label: {{fr: {topic}, es: {topic}, en: {topic}}}
  implementedBy: [city/durban-za]
  status: concept:status/done
  asOf: "2025"
  summary: {{fr: "{topic}, in the whole city.", es: "{topic}, in the whole city.", en: "{topic}, in the whole city."}}
  subjectRead: [concept:axis/environment]
  statedIn: [document/topics]
"""
PAGE = """
source: document/topics
records:
- {id: document/topics, type: Document, title: {en: Topics}, kind: "concept:kind/web-page", readOn: 2026-11,
   language: en, page: ["https://example.org/topics"]}
- {id: country/za, type: Country, label: {fr: Afrique du Sud, es: Sudáfrica, en: South Africa}, code: ZA,
   statedIn: [document/topics]}
- {id: city/durban-za, type: City, label: {fr: Durban, es: Durban, en: Durban}, country: country/za,
   statedIn: [document/topics]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, minilm: Path) -> DataFolder:
    """A data folder with twenty practices, release 1 by the bundled encoder and release 2 by a real model."""
    place = tmp_path_factory.mktemp("models")
    practices = (PRACTICE.format(number=number, topic=topic) for number, topic in enumerate(TOPICS))
    (place / "topics.yaml").write_text(PAGE + "".join(practices), encoding="utf-8")
    folder = DataFolder(place / "data")
    with Live(folder) as live:
        live.load_vocabulary()
        live.load([read_source(place / "topics.yaml")], who="test", why="test", shapes=False)
        publish_release(live)
        publish_release(live, choice=EncoderChoice(str(minilm)))
    return folder


def release_of(folder: DataFolder) -> Release:
    found = current(folder)
    assert found is not None
    return found


def test_the_release_names_the_model_and_answers_with_it(folder: DataFolder, minilm: Path) -> None:
    release = release_of(folder)
    assert release.number == 2
    assert release.facts["encoder"].startswith("model (sentence-transformers, ")
    assert str(minilm) not in (release.path / "release.json").read_text(encoding="utf-8")
    answer = recommender_of(release).ask(ASKED, limit=1)
    assert answer.encoder == release.facts["encoder"]
    assert answer.practices[0].label == TOPICS[0]


def test_publishing_again_keeps_the_encoder_and_encodes_nothing(folder: DataFolder) -> None:
    before = {path: path.read_bytes() for path in folder.cache.glob("*.bin")}
    with Live(folder) as live:
        assert publish_release(live).number == 2
    assert {path: path.read_bytes() for path in folder.cache.glob("*.bin")} == before


def test_another_model_in_its_place_is_noticed_and_the_answer_says_so(
    folder: DataFolder, minilm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    copy = DataFolder(tmp_path / "data")
    shutil.copytree(folder.path, copy.path)
    copy.encoders.unlink()
    other = tmp_path / minilm.name
    shutil.copytree(minilm, other)
    settings = other / "config_sentence_transformers.json"
    settings.write_text(json.dumps({**json.loads(settings.read_text()), "prompts": {"query": "q: "}}), encoding="utf-8")
    monkeypatch.setenv("PEERCITY_ENCODER", str(other))
    assert encoder_of(release_of(copy)) is None
    assert "Publish again to use it" in caplog.text
    answer = recommender_of(release_of(copy)).ask(ASKED, limit=1)
    assert answer.encoder == "lexical"
    assert any("the encoder of this release" in note for note in answer.notes)
    with Live(copy) as live:
        assert publish_release(live).number == 3
    names = {json.loads(path.read_bytes().partition(b"\n")[0])["encoder"] for path in copy.cache.glob("*.bin")}
    assert len(names) == 3
    assert recommender_of(release_of(copy)).ask(ASKED, limit=1).encoder in names


def test_a_copied_release_answers_where_the_environment_says_where_its_model_is(
    folder: DataFolder, minilm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = DataFolder(tmp_path / "data")
    shutil.copytree(folder.path, copy.path, ignore=shutil.ignore_patterns("encoders.json", "cache"))
    assert encoder_of(release_of(copy)) is None
    monkeypatch.setenv("PEERCITY_ENCODER", str(minilm))
    assert encoder_name(encoder_of(release_of(copy))) == release_of(copy).facts["encoder"]


def test_the_model_that_is_noted_answers_whatever_the_next_one_is_to_be(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setenv("PEERCITY_ENCODER", BUNDLED)
    assert encoder_name(encoder_of(release_of(folder))) == release_of(folder).facts["encoder"]
    assert caplog.text == ""


def test_through_a_server_a_model_is_published_and_answers_at_once_and_back(
    folder: DataFolder, minilm: Path, tmp_path: Path, run: Run, serve: Callable[[Path], Any]
) -> None:
    path = tmp_path / "data"
    shutil.copytree(folder.path, path)
    served = serve(path)
    question = {"challenge": ASKED, "limit": 1}
    assert "model (sentence" in served.client.post("/api/v1/ask", json=question).json()["encoder"]
    done = run("publish", "--encoder", BUNDLED, "--json", data=path)
    assert (done.returncode, json.loads(done.stdout)["encoder"]) == (0, bundled_name())
    assert served.client.post("/api/v1/ask", json=question).json()["encoder"] == bundled_name()
    done = run("publish", "--encoder", minilm, "--device", "cpu", "--batch-size", "8", "--json", data=path)
    assert json.loads(done.stdout)["release"] == 4
    assert "model (sentence" in served.client.post("/api/v1/ask", json=question).json()["encoder"]
