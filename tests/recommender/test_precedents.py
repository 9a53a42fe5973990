import json
from pathlib import Path

import numpy as np
import pytest

from peercity.graph.starter import SourceFile
from peercity.recommender.precedents import Precedent, Precedents, precedents, versions
from peercity.recommender.space import Space

LANGUAGES = {"fr", "es", "en"}
DATA = Path(__file__).parents[1] / "data"
PLAIN = Space(np.zeros(3, np.float32), np.eye(3, dtype=np.float32), {})
NOTHING = np.zeros((0, 3), np.float32)
KNOWN = [
    Precedent({"en": "Bikes?", "fr": "Vélos ?"}, ("b", "z")),
    Precedent({"en": "Snow?"}, ()),
    Precedent({"en": "Ice?"}, ("z",)),
]
ASKED = np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 0, 1], [0, 1, 0]], np.float32)


def fitted(numbers: dict[str, int], later: np.ndarray = NOTHING) -> Precedents | None:
    return Precedents.fit(KNOWN, ASKED, PLAIN, numbers, later)


def test_an_item_is_as_near_as_the_nearest_version_of_what_it_answers() -> None:
    found = fitted({"a": 0, "b": 1})
    assert found is not None
    precedence = found.of(np.array([0.6, 0.8, 0], np.float32), 2)
    assert precedence.answered == pytest.approx(0.96)
    assert precedence.asked[0] == 0
    assert precedence.asked[1] == pytest.approx((0.96 - 0.2) / 0.08)


def test_what_unrelated_questions_have_in_common_counts_nothing() -> None:
    found = fitted({"b": 0})
    assert found is not None
    assert found.of(np.array([0, 0, 1], np.float32), 1).asked.tolist() == [0]


def test_a_precedent_without_its_answers_is_left_out() -> None:
    assert fitted({"a": 0}) is None
    found = fitted({"b": 0})
    assert found is not None
    assert len(found.answered) == 2


def test_what_nothing_answered_holds_until_a_later_text_is_near() -> None:
    snow = np.array([0, 0, 1], np.float32)
    still, no_more = fitted({"b": 0}), fitted({"b": 0}, later=snow[None])
    assert still is not None
    assert no_more is not None
    assert still.of(snow, 1).unanswered == pytest.approx(1)
    assert no_more.of(snow, 1).unanswered == 0


def test_precedents_are_saved_as_they_are(tmp_path: Path) -> None:
    found = fitted({"b": 0})
    assert found is not None
    found.save(tmp_path / "precedents")
    question = np.array([0.6, 0.8, 0], np.float32)
    again = Precedents.load(tmp_path / "precedents").of(question, 1)
    assert again.asked.tolist() == found.of(question, 1).asked.tolist()
    assert again[1:] == found.of(question, 1)[1:]


def test_what_ships_is_asked_in_three_languages_and_answered_by_starter_data(starter: list[SourceFile]) -> None:
    records = {record["id"] for file in starter for record in file.records}
    for one in precedents():
        assert set(one.texts) == LANGUAGES
        assert all(text.strip() == text != "" for text in one.texts.values())
        assert not set(one.answers) - records, one
    assert {bool(one.answers) for one in precedents()} == {True, False}


def test_no_question_for_calibration_or_judging_is_a_precedent() -> None:
    lines = (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = {" ".join(json.loads(line)["text"].casefold().split()) for line in lines}
    assert not asked & {" ".join(text.casefold().split()) for text in versions()}
