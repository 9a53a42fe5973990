"""Test collections are read whole, or refused with all that is wrong with them."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from peercity.graph.errors import Unreadable
from peercity.recommender.evaluation.beir import read_beir
from peercity.recommender.evaluation.lines import Unjudgeable
from peercity.recommender.text import MAX_CHALLENGE

Write = Callable[..., Path]


def test_a_collection_is_read_with_its_languages_and_grades(beir: Write) -> None:
    found = read_beir(beir())
    assert found.name == "small"
    assert [document.id for document in found.documents] == ["d1", "d2", "d3", "d4"]
    assert found.documents[1].title == ""
    assert [(query.id, query.language) for query in found.queries] == [("q1", "en"), ("q2", "fr"), ("q3", "fr")]
    assert found.judgements == {"q1": {"d1": 2, "d2": 0}, "q2": {"d2": 1}, "q3": {"d3": 1, "d2": 1}}
    assert found.notes == ()


def test_the_order_of_lines_does_not_matter(beir: Write) -> None:
    folder = beir()
    expected = read_beir(folder)
    for path in folder.rglob("*.*"):
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        lines = lines if path.suffix == ".tsv" else [head, *lines]
        random.Random(7).shuffle(lines)
        path.write_text("\n".join([head, *lines] if path.suffix == ".tsv" else lines), encoding="utf-8")
    assert read_beir(folder) == expected


def test_windows_line_ends_a_byte_order_mark_and_blank_lines_change_nothing(beir: Write) -> None:
    folder = beir()
    expected = read_beir(folder)
    for path in folder.rglob("*.*"):
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_beir(folder) == expected


def test_every_problem_is_named_at_once_with_its_line(beir: Write) -> None:
    folder = beir(
        documents=[
            {"_id": "d1", "text": "One text."},
            {"_id": "d1", "text": "The same id again."},
            {"_id": "d2"},
            '{"_id": "d3", "text": "half',
            "[1, 2]",
            {"text": "no id"},
            {"_id": "d4", "text": ["a", "list"], "language": "Elvish"},
            '{"_id": "d5", "text": "half \\ud800 a character"}',
            '{"_id": ' + "9" * 5_000 + "}",
        ],
        queries=[
            {"_id": "q1", "text": "What is one text?"},
            {"_id": "q2", "text": " "},
            {"_id": "q3", "text": 5},
            {"_id": "q4", "text": "12 + 3"},
        ],
        judgements=[
            "query-id\tcorpus-id\tscore",
            "q1\td1\t1",
            "q1\td1\t0",
            "q1 d1 1",
            "q1\td1\t0.5",
            "q9\td1\t1",
            "q1\td9\t1",
        ],
    )
    with pytest.raises(Unjudgeable) as refused:
        read_beir(folder)
    places = {(problem.file, problem.record, problem.field) for problem in refused.value.problems}
    assert places >= {
        ("corpus.jsonl", "line 2", "_id"),
        ("corpus.jsonl", "line 3", "text"),
        ("corpus.jsonl", "line 4", ""),
        ("corpus.jsonl", "line 5", ""),
        ("corpus.jsonl", "line 6", "_id"),
        ("corpus.jsonl", "line 7", "text"),
        ("corpus.jsonl", "line 7", "language"),
        ("corpus.jsonl", "line 8", ""),
        ("corpus.jsonl", "line 9", ""),
        ("queries.jsonl", "line 2", "text"),
        ("queries.jsonl", "line 3", "text"),
        ("queries.jsonl", "line 4", "text"),
        ("qrels/test.tsv", "line 3", "score"),
        ("qrels/test.tsv", "line 4", ""),
        ("qrels/test.tsv", "line 5", "score"),
        ("qrels/test.tsv", "line 6", "query-id"),
        ("qrels/test.tsv", "line 7", "corpus-id"),
    }
    text = str(refused.value)
    assert text.startswith(f"{len(refused.value.problems)} problems found in {folder}; nothing was judged.")
    assert "'Elvish' is no language" in text
    assert "'d9'" in text


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(beir: Write, missing: str) -> None:
    folder = beir()
    (folder / missing).unlink()
    with pytest.raises(Unjudgeable, match=r"qrels/\*\.tsv" if "qrels" in missing else missing):
        read_beir(folder)


@pytest.mark.parametrize("what", ["documents", "queries", "judgements"])
def test_an_empty_file_is_named(beir: Write, what: str) -> None:
    with pytest.raises(Unjudgeable):
        read_beir(beir(**{what: []}))


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="BEIR layout"):
        read_beir(tmp_path / "nowhere")


def test_bytes_that_are_no_text_are_refused_by_line(beir: Write) -> None:
    folder = beir()
    with (folder / "corpus.jsonl").open("ab") as file:
        file.write(b"\xff\xfe\n")
    with pytest.raises(Unjudgeable, match="line 5: it is not text in UTF-8"):
        read_beir(folder)


def test_a_long_query_is_asked_without_the_rest_and_said_so(beir: Write) -> None:
    long = {"_id": "q1", "text": "flood " * 500}
    found = read_beir(beir(queries=[long], judgements=["q1\td1\t1"]))
    assert len(found.queries[0].text) <= MAX_CHALLENGE
    assert any("2,000" in note and note.endswith(" 1.") for note in found.notes)


def test_a_query_without_a_relevant_document_is_left_out_and_said_so(beir: Write) -> None:
    found = read_beir(beir(judgements=["q1\td1\t1", "q2\td2\t0", "q3\td3\t-1"]))
    assert [query.id for query in found.queries] == ["q1"]
    assert found.notes == ("Queries without a relevant document, left out: 2.",)


def test_the_test_part_is_judged_where_there_are_several(beir: Write) -> None:
    beir(judgements=["q1\td1\t1"], qrels="train.tsv")
    found = read_beir(beir(judgements=["q2\td2\t1"]))
    assert [query.id for query in found.queries] == ["q2"]
    assert any("test.tsv" in note for note in found.notes)


def test_parts_of_other_names_are_read_together(beir: Write) -> None:
    beir(judgements=["q1\td1\t1"], qrels="one.tsv")
    found = read_beir(beir(judgements=["q2\td2\t1"], qrels="two.tsv"))
    assert [query.id for query in found.queries] == ["q1", "q2"]
