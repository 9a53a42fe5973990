"""The questions that calibrate and judge the answers are sound."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from peercity.graph.sources import SourceFile
from peercity.recommender.item_rows import TYPES

LABELS, USES = ("on", "undocumented", "off"), ("calibrate", "judge")
DATA = Path(__file__).parents[1] / "data"


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


QUESTIONS, FOREIGN = read("questions.jsonl"), read("foreign-questions.jsonl")


def test_a_question_has_its_fields_and_no_others() -> None:
    for question in QUESTIONS + FOREIGN:
        fields = {"text", "lang", "label", "use", "same"} | ({"relevant"} if question["label"] == "on" else set())
        assert set(question) == fields, question
        assert question["label"] in LABELS
        assert question["use"] in USES
        assert question["text"] == question["text"].strip() != ""


def test_languages_with_texts_and_without_are_kept_apart() -> None:
    assert {question["lang"] for question in QUESTIONS} == {"fr", "es", "en"}
    assert not {question["lang"] for question in FOREIGN} & {"fr", "es", "en"}
    assert {question["use"] for question in FOREIGN} == {"judge"}


def test_what_calibrates_never_judges() -> None:
    versions = defaultdict(list)
    for question in QUESTIONS + FOREIGN:
        versions[question["same"]].append(question)
    for same, questions in versions.items():
        assert len({(question["use"], question["label"]) for question in questions}) == 1, same
        assert len({frozenset(question.get("relevant", ())) for question in questions}) == 1, same
        assert len({question["lang"] for question in questions}) == len(questions), same


def test_no_question_is_asked_twice() -> None:
    times = Counter(" ".join(question["text"].casefold().split()) for question in QUESTIONS + FOREIGN)
    assert [text for text, count in times.items() if count > 1] == []


def test_each_language_has_the_same_number_of_each_label_on_either_side() -> None:
    counts = Counter((question["label"], question["use"], question["lang"]) for question in QUESTIONS)
    for use in USES:
        for label in LABELS:
            assert len({counts[label, use, language] for language in ("fr", "es", "en")}) == 1
    for label, least in zip(LABELS, (150, 100, 150), strict=True):
        assert sum(counts[label, "calibrate", language] for language in ("fr", "es", "en")) >= least


@pytest.mark.parametrize("label", LABELS)
def test_the_readme_counts_what_is_there(label: str) -> None:
    counts = Counter(question["use"] for question in QUESTIONS if question["label"] == label)
    apart = len({question["same"] for question in QUESTIONS if question["label"] == label})
    row = f"| `{label}` | {counts['calibrate']} | {counts['judge']} | {apart} |"
    assert row in (DATA / "README.md").read_text(encoding="utf-8").splitlines()


def test_relevant_items_are_in_the_starter_data(starter: list[SourceFile]) -> None:
    items = {record["id"] for file in starter for record in file.records if record["type"] in TYPES}
    for question in QUESTIONS + FOREIGN:
        if question["label"] == "on":
            assert question["relevant"]
            assert len(set(question["relevant"])) == len(question["relevant"]), question
            assert not set(question["relevant"]) - items, question
