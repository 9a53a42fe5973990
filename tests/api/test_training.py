"""`peercity train` where no library is needed: the export for review, and what is refused before training."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from peercity.graph.feedback import Feedback, FeedbackStore
from peercity.graph.folder import DataFolder
from peercity.recommender.ask import Recommender

Run = Callable[..., "subprocess.CompletedProcess[str]"]
FLOODS = "Comment alerter à temps la population en cas d’inondation ?"


def test_feedback_is_exported_for_review_and_read_back_once_it_is_reviewed(
    run: Run, answering_copy: DataFolder, recommender: Recommender, tmp_path: Path
) -> None:
    answer = recommender.ask(FLOODS, limit=3)
    store = FeedbackStore(answering_copy.feedback)
    rows: list[Any] = [
        (item, verdict) for item, verdict in zip(answer.practices, ("useful", "not_for_us"), strict=False)
    ]
    for item, verdict in [*rows, (answer.cities[0], "useful")]:
        said = Feedback(FLOODS, "fr", "Dakar", 1, "e", "{}", item.iri, item.band, item.score, verdict, "Trop cher.")
        store.add(said)
    file = tmp_path / "feedback.jsonl"
    done = run("train", "--export", file, data=answering_copy.path)
    assert done.returncode == 0, done.stderr
    assert f"2 of 3 written to {file}." in done.stdout
    assert "1 are about no item of release 1, or of no known verdict, and were left out." in done.stdout
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(line["item"], line["verdict"]) for line in lines] == [
        (answer.practices[0].iri, "accepted"),
        (answer.practices[1].iri, "declined"),
    ]
    assert lines[0]["text"].startswith(recommender.ask(FLOODS, limit=1, reader="fr").practices[0].label)
    assert (lines[0]["reason"], lines[0]["reviewed_by"]) == ("Trop cher.", "")
    before = file.read_text(encoding="utf-8")
    again = run("train", "--export", file, data=answering_copy.path)
    assert (again.returncode, again.stdout) == (2, "")
    assert "is there already, and may hold a review; name a new file by --export." in again.stderr
    assert file.read_text(encoding="utf-8") == before

    unread = run("train", file, "--out", tmp_path / "out", data=answering_copy.path)
    assert unread.returncode == 2
    assert "2 problems found" in unread.stderr
    assert "line 2, reviewed_by: it has not been reviewed" in unread.stderr
    file.write_text("".join(json.dumps({**line, "reviewed_by": "A. B."}) + "\n" for line in lines), encoding="utf-8")
    few = run("train", file, "--out", tmp_path / "out", "--model", "nosuch/model", data=answering_copy.path)
    assert few.returncode == 2
    assert "1 challenges with an accepted text and 2 different texts; at least 12" in few.stderr
    assert not (tmp_path / "out").exists()

    gone = run("train", "--forget", "2999-01-01", "--json", data=answering_copy.path)
    assert (gone.returncode, json.loads(gone.stdout)) == (0, {"forgotten": 3})
    assert list(store.all()) == []


def test_without_feedback_the_export_is_empty_and_says_so(
    run: Run, answering_folder: DataFolder, tmp_path: Path
) -> None:
    done = run("train", "--export", tmp_path / "f.jsonl", "--json", data=answering_folder.path)
    assert json.loads(done.stdout) == {"feedback": 0, "written": 0, "file": str(tmp_path / "f.jsonl")}
    assert (tmp_path / "f.jsonl").read_text() == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Name a file of reviewed examples and a new folder"),
        (("FILE",), "Name a file of reviewed examples and a new folder"),
        (("FILE", "--export", "x"), "Give either --export FILE, or FILE and --out FOLDER."),
        (("FILE", "--forget", "2026-01-01"), "Give --forget DAY alone."),
        (("FILE", "--out", "OUT", "--epochs", "0"), "The epochs 0 is not 1 or more."),
        (("FILE", "--out", "HERE"), "holds something already, and no version is written over"),
        (("none.jsonl", "--out", "OUT"), "none.jsonl: the file is not there"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    file = tmp_path / "examples.jsonl"
    file.write_text('{"challenge": "Éclairer", "text": "x", "verdict": "accepted"}\n', encoding="utf-8")
    places = {"FILE": file, "OUT": tmp_path / "out", "HERE": tmp_path}
    done = run("train", *(places.get(one, one) for one in arguments), data=tmp_path / "none")
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "none").exists()


@pytest.mark.skipif(bool(find_spec("sentence_transformers")), reason="sentence-transformers is installed")
def test_without_the_extra_the_command_that_installs_it_is_given(run: Run, tmp_path: Path) -> None:
    rows = [{"challenge": f"Défi {number}", "text": f"t{number}", "verdict": "accepted"} for number in range(20)]
    file = tmp_path / "examples.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = run("train", file, "--model", "some/model", "--out", tmp_path / "out", data=tmp_path / "none")
    assert done.returncode == 2
    assert "Training an encoder needs sentence-transformers, which is not installed." in done.stderr
    assert "pip install 'peercity[sentence-transformers]'" in done.stderr
