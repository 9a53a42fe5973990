"""Reasons: typed, in the reader's language, each resting on records and documents of the release."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from peercity.recommender.answer import Answer, Reason
from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.phrases import phrases
from peercity.recommender.reasons import Reasoner

ASKED = (
    ("Comment alerter à temps la population en cas d’inondation ?", "fr", "Dakar"),
    ("¿Cómo pueden los vecinos votar proyectos para su barrio?", "es", "La Paz"),
    ("How can we bring traditional industries and digital businesses together?", "en", "Bilbao"),
    ("Comment partager les données ouvertes ?", "fr", "Bordeaux"),
)
ITEM_REASONS = {"passage", "subject", "path", "lead", "evidence", "same_region", "same_size", "same_language"}
CITY_REASONS = {"item", "already_linked", "same_region", "same_size", "same_language"}


@pytest.fixture(scope="module")
def answers(recommender: Recommender) -> list[Answer]:
    return [
        recommender.ask(challenge, language=language, city=city, limit=MAX_LIMIT) for challenge, language, city in ASKED
    ]


@pytest.fixture(scope="module")
def reasons(answers: list[Answer]) -> list[Reason]:
    ranked = [one for answer in answers for one in (*answer.practices, *answer.cities)]
    assert all(one.reasons for one in ranked)
    return [reason for one in ranked for reason in one.reasons]


def test_every_type_of_reason_is_one_that_is_known_and_is_met(answers: list[Answer]) -> None:
    items = {reason.type for answer in answers for item in answer.practices for reason in item.reasons}
    cities = {reason.type for answer in answers for city in answer.cities for reason in city.reasons}
    assert items == ITEM_REASONS
    assert cities == CITY_REASONS


def test_the_first_reason_of_an_item_is_the_passage_and_of_a_city_an_item(answers: list[Answer]) -> None:
    assert {item.reasons[0].type for answer in answers for item in answer.practices} == {"passage"}
    assert {city.reasons[0].type for answer in answers for city in answer.cities} == {"item"}


def test_every_reason_names_at_least_one_document(recommender: Recommender, reasons: list[Reason]) -> None:
    documents = {iri for iri, kind in types(recommender).items() if kind == "Document"}
    for reason in reasons:
        assert reason.sources, reason
        for source in reason.sources:
            assert source.title
            assert source.iri in documents, source


def test_every_iri_of_a_reason_is_in_the_graph(recommender: Recommender, reasons: list[Reason]) -> None:
    known = set(types(recommender))
    for reason in reasons:
        assert reason.iris
        assert set(reason.iris) <= known, reason


def types(recommender: Recommender) -> dict[str, str]:
    a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quads = recommender.release.store.quads_for_pattern(None, a, None)
    return {quad.subject.value: quad.object.value.rpartition("#")[2] for quad in quads}


def test_no_placeholder_is_left_in_a_reason(reasons: list[Reason]) -> None:
    for reason in reasons:
        assert not re.search(r"\{\w*\}|%\(\w+\)s|\bNone\b", reason.text), reason
        assert reason.text == reason.text.strip()


@pytest.mark.parametrize(("language", "number"), [("fr", 0), ("es", 1), ("en", 2)])
def test_reasons_are_in_the_language_of_the_question(answers: list[Answer], language: str, number: int) -> None:
    words = phrases(language)
    for item in answers[number].practices:
        for reason in item.reasons:
            if reason.type != "passage":
                key = {"subject": "reason.subject.read", "evidence": "reason.evidence"}.get(
                    reason.type, f"reason.{reason.type}"
                )
                starts = [words[key].partition("{")[0], words["reason.subject.stated"].partition("{")[0]]
                assert reason.text.startswith(tuple(starts))
        assert item.status_text


def test_every_item_and_city_of_the_release_can_be_explained_in_three_languages(recommender: Recommender) -> None:
    index = recommender.index
    for language in ("fr", "es", "en"):
        reasoner = Reasoner(index, language, None)
        for number in range(len(index.items)):
            row = index.items[number]
            assert reasoner.status(row)
            assert reasoner.label(row["label"])
            first = int((index.passage_item == number).nonzero()[0][0])
            for reason in reasoner.of_item(row, index.passages[first]):
                assert reason.text
                assert reason.sources
                assert not re.search(r"\{\w*\}", reason.text)


def test_two_cities_of_one_project_are_linked_already_and_the_project_is_named(recommender: Recommender) -> None:
    answer = recommender.ask("Traditional industries and new technology", language="en", city="Bilbao")
    bordeaux = next(city for city in answer.cities if city.iri.endswith("city/bordeaux-fr"))
    link = next(reason for reason in bordeaux.reasons if reason.type == "already_linked")
    assert link.text.startswith(phrases("en")["reason.already_linked"].partition("{")[0] + "Bilbao")
    assert link.iris[0].endswith("city/bilbao-es")
    assert link.iris[-1].endswith("city/bordeaux-fr")


def test_no_reason_calls_a_city_a_mentor(reasons: list[Reason]) -> None:
    """No source of the starter data says who mentors whom, so no reason may."""
    assert not [
        reason
        for reason in reasons
        if reason.type == "item" and re.search(r"(?i)\bment[oe]", reason.text.split(":")[0])
    ]
