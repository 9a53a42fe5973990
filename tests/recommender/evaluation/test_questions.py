"""Labelled questions are read whole, or refused with all that is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from peercity.graph.errors import Unreadable
from peercity.recommender.evaluation.lines import Unjudgeable
from peercity.recommender.evaluation.questions import Question, read_questions

SHIPPED = sorted((Path(__file__).parents[2] / "data").glob("*questions.jsonl"))


def test_a_question_is_read_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    rows = [
        {
            "text": "Où  vont nos taxes ?",
            "lang": "fr-FR",
            "label": "on",
            "same": 7,
            "relevant": ["practice/x", "practice/x"],
        },
        {"text": "What time is the flight?", "label": "off", "use": "judge"},
    ]
    path.write_text("".join(json.dumps(row) + "\n\n" for row in rows), encoding="utf-8")
    assert read_questions(path) == (
        Question(1, "Où vont nos taxes ?", "fr", "on", "7", ("practice/x",)),
        Question(3, "What time is the flight?", None, "off"),
    )


@pytest.mark.parametrize("path", SHIPPED, ids=[path.name for path in SHIPPED])
def test_the_questions_of_the_tests_are_read(path: Path) -> None:
    found = read_questions(path)
    assert len(found) == len(path.read_text(encoding="utf-8").splitlines())
    assert {question.label for question in found} >= {"on"}


def test_every_problem_is_named_at_once_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    lines = [
        '{"text": "What of floods?", "label": "maybe"}',
        '{"text": "", "label": "on"}',
        '{"text": "What of floods?", "lang": "Elvish", "label": "off"}',
        "not JSON",
        '{"label": "on"}',
        '{"text": "What of floods?"}',
        '{"text": "What of floods?", "label": "on", "relevant": "practice/x"}',
        '{"text": "What of floods?", "label": "off", "relevant": ["practice/x"]}',
        '{"text": "What of floods?", "label": "on", "same": ["q1"]}',
        json.dumps({"text": "flood " * 500, "label": "on"}),
        '{"text": "12 + 3", "label": "off_topic"}',
        '"a text"',
        '{"text": "half \\udc00", "label": "on"}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(Unjudgeable) as refused:
        read_questions(path)
    places = [(problem.record, problem.field) for problem in refused.value.problems]
    assert places == [
        ("line 1", "label"),
        ("line 2", "text"),
        ("line 3", "lang"),
        ("line 4", ""),
        ("line 5", "text"),
        ("line 6", "label"),
        ("line 7", "relevant"),
        ("line 8", "relevant"),
        ("line 9", "same"),
        ("line 10", "text"),
        ("line 11", "label"),
        ("line 11", "text"),
        ("line 12", ""),
        ("line 13", ""),
    ]
    assert "'maybe' is no label; right are on " in str(refused.value)
    assert "'off_topic' is no label" in str(refused.value)


def test_a_file_without_questions_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n\n", encoding="utf-8")
    with pytest.raises(Unjudgeable, match="no question"):
        read_questions(path)


@pytest.mark.parametrize("name", ["", "nowhere.jsonl"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable):
        read_questions(tmp_path / name)
