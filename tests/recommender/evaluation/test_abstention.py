"""Refusals are counted as a person would, and questions are asked as anybody asks."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.recommender.answer import BANDS, REFUSALS
from peercity.recommender.ask import Recommender
from peercity.recommender.evaluation.abstention import (
    KINDS,
    Asked,
    Told,
    abstention_report,
    ask_all,
    found_relevant,
    overlap,
)
from peercity.recommender.evaluation.questions import LABELS, Question


def asked(label: str, band: str, *, language: str = "en", items: Sequence[str] = (), **more: object) -> Asked:
    return Asked(Question(1, "What of floods?", language, label, **more), language, band, tuple(items))  # type: ignore[arg-type]


answers = st.lists(st.builds(asked, st.sampled_from([*LABELS]), st.sampled_from([*BANDS, *REFUSALS])), max_size=40)


def test_precision_and_recall_of_each_refusal_are_those_of_the_textbook() -> None:
    told = Told.of(
        [
            asked("off", "off_topic"),
            asked("off", "off_topic"),
            asked("off", "strong"),
            asked("undocumented", "off_topic"),
            asked("undocumented", "undocumented"),
            asked("on", "thematic"),
            asked("on", "undocumented"),
        ]
    )
    assert told.precision("off_topic").value == pytest.approx(2 / 3)
    assert told.recall("off_topic").value == pytest.approx(2 / 3)
    assert told.precision("undocumented").value == told.recall("undocumented").value == 0.5
    assert told.precision("on").value == told.recall("on").value == 0.5
    assert told.confusion["off"] == {"on": 1, "undocumented": 0, "off_topic": 2}


def test_a_refusal_that_was_never_given_has_no_precision() -> None:
    told = Told.of([asked("on", "strong")])
    assert told.precision("off_topic").value is None
    assert told.recall("off_topic").value is None


@given(answers)
@settings(max_examples=40, deadline=None)
def test_every_question_is_counted_once(found: list[Asked]) -> None:
    confusion = Told.of(found).confusion
    assert sum(count for row in confusion.values() for count in row.values()) == len(found)
    for label in LABELS:
        assert sum(confusion[label].values()) == sum(one.question.label == label for one in found)


@given(answers)
@settings(max_examples=20, deadline=None)
def test_the_order_of_questions_does_not_matter(found: list[Asked]) -> None:
    shuffled = random.Random(3).sample(found, len(found))
    assert Told.of(shuffled).json() == Told.of(found).json()


def test_overlap_is_the_mean_over_pairs_of_languages_and_then_over_questions() -> None:
    found = [
        asked("on", "strong", language="en", same="q1", items="abcde"),
        asked("on", "strong", language="fr", same="q1", items="abcde"),
        asked("on", "strong", language="es", same="q1", items="abc"),
        asked("on", "strong", language="en", same="q2", items="ab"),
        asked("on", "undocumented", language="fr", same="q2"),
    ]
    figure = overlap(found)
    assert figure.value == pytest.approx(((1 + 0.6 + 0.6) / 3 + 0) / 2)
    assert figure.count == 2
    assert overlap(random.Random(5).sample(found, len(found))) == figure


def test_overlap_leaves_out_what_cannot_be_compared() -> None:
    alone = asked("on", "strong", same="q1", items="ab")
    one_language = [asked("on", "strong", same="q2", items="ab"), asked("on", "strong", same="q2", items="cd")]
    refused = [asked("on", "undocumented", same="q3", language=language) for language in ("en", "fr")]
    off = [asked("off", "strong", same="q4", language=language, items="ab") for language in ("en", "fr")]
    assert overlap([alone, *one_language, *refused, *off]).value is None


def test_a_relevant_item_is_found_by_relative_or_whole_iri() -> None:
    base = "https://example.org/id/"
    found = [
        asked("on", "strong", items=("practice/a", "practice/b"), relevant=("practice/b",)),
        asked("on", "strong", items=("practice/a",), relevant=(base + "practice/a", "practice/z")),
        asked("on", "undocumented", relevant=("practice/a",)),
        asked("on", "strong", items=("practice/a",)),
    ]
    figure = found_relevant(found, base)
    assert figure.value == pytest.approx(2 / 3)
    assert figure.count == 3


def test_questions_are_asked_as_anybody_asks(recommender: Recommender) -> None:
    questions = [
        Question(1, "How can we warn people of floods in time?", "en", "on", "q1", ("practice/la-paz-early-warning",)),
        Question(2, "¿Cómo avisar a tiempo a la población de las inundaciones?", None, "on", "q1", ("practice/none",)),
        Question(3, "Quel est le meilleur gâteau au chocolat ?", "fr", "off"),
    ]
    found = ask_all(recommender, questions)
    assert [one.language for one in found] == ["en", "es", "fr"]
    for question, one in zip(questions, found, strict=True):
        answer = recommender.ask(question.text, language=one.language, limit=5)
        assert one.band == answer.band
        assert all(item.iri.endswith(iri) for item, iri in zip(answer.practices, one.items, strict=True))
        assert one.kind in KINDS
    report = abstention_report(recommender, found, name="three.jsonl")
    assert (report["questions"], report["count"], report["release"]) == ("three.jsonl", 3, 1)
    assert set(report["languages"]) == {"en", "es", "fr"}
    assert report["overlap_of_first_five"]["count"] == 1
    assert any("practice/none" in note for note in report["notes"])
    assert any("detected: 1" in note for note in report["notes"])
    assert [row["line"] for row in report["lines"]] == [1, 2, 3]
