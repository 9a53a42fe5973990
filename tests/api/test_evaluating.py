"""`peercity evaluate`: what it prints, and what it says of bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from peercity.graph.folder import DataFolder
from peercity.recommender.evaluation.measures import MEASURES, can_measure

Run = Callable[..., "subprocess.CompletedProcess[str]"]
needs_measures = pytest.mark.skipif(not can_measure(), reason="ir-measures has no wheel for this machine")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A collection of two documents and two queries."""
    folder = tmp_path / "small"
    (folder / "qrels").mkdir(parents=True)
    documents = [
        {"_id": "d1", "title": "Flood alerts", "text": "Sirens warn people of floods in time."},
        {"_id": "d2", "title": "", "text": "Des livres d'occasion dans chaque quartier de la ville."},
    ]
    queries = [
        {"_id": "q1", "text": "Comment prévenir les habitants des inondations ?", "metadata": {"lang": "fr"}},
        {"_id": "q2", "text": "Où trouver des livres d'occasion ?", "metadata": {"lang": "fr"}},
    ]
    for name, rows in (("corpus", documents), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n", encoding="utf-8")
    return folder


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    rows = [
        {"text": "How can we warn people of floods in time?", "lang": "en", "label": "on", "same": "q1"},
        {"text": "Comment prévenir à temps des inondations ?", "lang": "fr", "label": "on", "same": "q1"},
        {"text": "Quel est le meilleur gâteau au chocolat ?", "label": "off"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@needs_measures
def test_a_collection_is_judged_for_a_person(run: Run, small: Path, tmp_path: Path) -> None:
    done = run("evaluate", "--beir", small, data=tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 queries on 2 documents in 2 passages" in done.stdout
    for measure in MEASURES:
        assert f"\n{measure} " in done.stdout
    assert "95 % interval" in done.stdout
    assert [line.split()[0] for line in done.stdout.splitlines() if " language  " in line] == ["fr", "fr"]


@needs_measures
def test_a_collection_is_judged_as_json_and_as_a_run(run: Run, small: Path, tmp_path: Path) -> None:
    done = run("evaluate", "--beir", small, "--run", tmp_path / "run.trec", "--json", data=tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert report["collection"] == "small"
    assert set(report["measures"]) == set(MEASURES)
    assert report["measures"]["MRR@10"]["value"] == 1.0
    rows = [line.split() for line in (tmp_path / "run.trec").read_text(encoding="utf-8").splitlines()]
    assert [(row[0], row[2], row[3]) for row in rows if row[3] == "1"] == [("q1", "d1", "1"), ("q2", "d2", "1")]
    again = run("evaluate", "--beir", small, "--beir", small, "--json", data=tmp_path / "data")
    assert json.loads(again.stdout) == [report, report]


@needs_measures
def test_shared_collections_are_judged(run: Run, shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "undp-challenge-response"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    done = run("evaluate", "--beir", folder, "--json", data=tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert (report["documents"], report["queries"]) == (41, 34)
    assert 0.6 < report["measures"]["MRR@10"]["value"] < 1
    assert {row["language"] for row in report["languages"]} == {"en", "es"}


def test_refusals_are_judged(run: Run, questions: Path, answering_folder: DataFolder) -> None:
    done = run("evaluate", "--abstention", questions, "--json", data=answering_folder.path)
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert report["release"] == 1
    assert sum(report["confusion"]["on"].values()) == 2
    assert set(report["off_topic"]) == set(report["undocumented"]) == {"precision", "recall"}
    text = run("evaluate", "--abstention", questions, data=answering_folder.path)
    assert (text.returncode, text.stderr) == (0, "")
    assert "3 questions asked of release 1" in text.stdout
    assert "Overlap of the first five between languages" in text.stdout
    assert "language was detected: 1" in text.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give one of --beir DIR"),
        (("--beir", "here", "--abstention", "there"), "Give one of --beir DIR"),
        (("--abstention", "there", "--run", "run.trec"), "leave it out with --abstention"),
        (("--beir", "here", "--beir", "there", "--run", "run.trec"), "2 --beir folders are given"),
        (("--beir", "nowhere"), "nowhere cannot be read"),
        (("--abstention", "nowhere.jsonl"), "nowhere.jsonl cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run("evaluate", *arguments, data=tmp_path / "data")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_problems_of_a_file_are_said_at_once_and_change_nothing(
    run: Run, small: Path, questions: Path, tmp_path: Path
) -> None:
    with (small / "qrels" / "test.tsv").open("a", encoding="utf-8") as file:
        file.write("q9\td1\t1\nq1\td9\t1\n")
    with questions.open("a", encoding="utf-8") as file:
        file.write('{"text": "What of floods?", "label": "maybe"}\nno JSON\n')
    for option, path, places in (
        ("--beir", small, ("qrels/test.tsv, line 4, query-id", "qrels/test.tsv, line 5, corpus-id")),
        ("--abstention", questions, ("questions.jsonl, line 4, label", "questions.jsonl, line 5")),
    ):
        done = run("evaluate", option, path, data=tmp_path / "data")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("2 problems found in ")
        assert all(place in done.stderr for place in places)
        as_json = run("evaluate", option, path, "--json", data=tmp_path / "data")
        assert as_json.returncode == 2
        assert len(json.loads(as_json.stdout)) == 2
    assert not (tmp_path / "data").exists()


def test_every_option_has_help(run: Run) -> None:
    done = run("evaluate", "--help")
    assert done.returncode == 0
    assert all(option in done.stdout for option in ("--beir", "--run", "--abstention", "--json", "--data"))


@needs_measures
@pytest.mark.skipif(os.name != "posix", reason="a terminal is made with pty")
def test_a_terminal_sees_what_is_going_on(small: Path, tmp_path: Path) -> None:
    import pty

    command = [Path(sys.executable).parent / "peercity", "evaluate", "--beir", small, "--data", tmp_path / "data"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            seen += part
        os.close(ours)
        assert process.wait(timeout=60) == 0
    assert b"Encoding the passages of small" in seen
    assert b"Ranking for the queries of small" in seen
