"""Reasons: typed, in the reader's language, each resting on records and documents of the release."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from peercity.recommender.answer import Answer, Reason
from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.city_rows import documents_of_cities
from peercity.recommender.context import compare
from peercity.recommender.phrases import phrases
from peercity.recommender.places import find_city
from peercity.recommender.reasons import Reasoner
from peercity.recommender.reasons.context import GAZETTEER, context
from peercity.recommender.reasons.reasoner import MOST, TELLING
from peercity.recommender.reasons.wording import Wording
from peercity.recommender.terms import Scorer

ASKED = (
    ("Comment alerter à temps la population en cas d’inondation ?", "fr", "Dakar"),
    ("¿Cómo dar internet gratuito a los barrios con poco presupuesto?", "es", "La Paz"),
    ("How can we bring traditional industries and digital businesses together?", "en", "Bilbao"),
    ("Comment partager les données ouvertes ?", "fr", "Bordeaux"),
    ("Comment offrir des services en ligne malgré le manque de moyens ?", "fr", "Johannesburg"),
    ("How can passengers pay bus fares without cash?", "en", "Thiès"),
)
CITY_REASONS = {"item", "already_linked", "context"}
ABOUT_WHO_ASKS = {"own", "gap", "barrier", "context"}
"""Reasons of an item that speak of the asking city. They rest on documents like all others: that something is not
stated of a city rests on the source that names it for another one."""


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
    assert {"passage", "own", "context", "evidence", "theme", "path"} <= items <= set(TELLING)
    assert cities == CITY_REASONS


def test_the_first_reason_of_an_item_is_the_passage_and_of_a_city_an_item(answers: list[Answer]) -> None:
    assert {item.reasons[0].type for answer in answers for item in answer.practices} == {"passage"}
    assert {city.reasons[0].type for answer in answers for city in answer.cities} == {"item"}


def test_an_item_has_at_most_six_reasons_and_says_nothing_twice(answers: list[Answer]) -> None:
    for item in (item for answer in answers for item in answer.practices):
        assert len(item.reasons) <= MOST
        texts = [reason.text for reason in item.reasons]
        assert len(set(texts)) == len(texts)
        details = texts[1:]
        for text in details:
            told = text.partition(": ")[2].strip()
            assert not told or told not in texts[0], (item.label, text)


def test_without_an_asking_city_no_reason_speaks_of_one(recommender: Recommender) -> None:
    for challenge, language, _ in ASKED[:3]:
        for item in recommender.ask(challenge, language=language, limit=MAX_LIMIT).practices:
            said = {reason.type for reason in item.reasons}
            assert not (ABOUT_WHO_ASKS - {"barrier"}) & said


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


def test_what_only_the_gazetteer_knows_of_the_asking_city_has_its_source(answers: list[Answer]) -> None:
    contexts = [reason for item in answers[-1].practices for reason in item.reasons if reason.type == "context"]
    assert contexts
    for reason in contexts:
        assert "Thiès" in reason.text
        assert {GAZETTEER["size"][1], GAZETTEER["language"][1]} <= {source.page for source in reason.sources}
        assert len(reason.iris) == 1


def test_where_the_release_has_no_document_on_the_gazetteer_its_pages_are_named(recommender: Recommender) -> None:
    cities = recommender.index.cities
    thies, dakar = find_city("Thiès", cities), cities["city/dakar-sn"]
    own = {name: {"iri": name, "title": name, "page": None, "issued": None, "read_on": None}
           for name in documents_of_cities([dakar])}  # fmt: skip
    (reason,) = context(thies, dakar, compare(thies, dakar), own, Wording("en"))
    assert GAZETTEER["size"][1] in {source.iri for source in reason.sources}
    assert "same country (Senegal)" in reason.text
    assert list(context(thies, dakar, compare(thies, dakar), {}, Wording("en"))) == []


def test_reasons_are_in_the_language_of_the_question(answers: list[Answer]) -> None:
    for (_, language, _), answer in zip(ASKED, answers, strict=True):
        starts: dict[str, list[str]] = {}
        for key, text in phrases(language).items():
            kind, _, name = key.partition(".")
            starts.setdefault(name.split(".")[0] if kind == "reason" else kind, []).append(text.partition("{")[0])
        told = ("theme", "evidence", "enabler", "barrier", "hindrance", "lead", "counterfactual")
        for item in answer.practices:
            for reason in item.reasons:
                assert reason.type not in told or reason.text.startswith(tuple(starts[reason.type]))
            assert item.status_text


def test_every_item_and_city_of_the_release_can_be_explained_in_three_languages(recommender: Recommender) -> None:
    index = recommender.index
    dakar = find_city("Dakar", index.cities)
    scorer = Scorer(index.cities, dakar)
    for language in ("fr", "es", "en"):
        reasoner = Reasoner(index, language, dakar, challenge="low budget", spoken="en")
        for number in range(len(index.items)):
            row = index.items[number]
            assert reasoner.status(row)
            assert reasoner.label(row["label"])
            first = int((index.passage_item == number).nonzero()[0][0])
            for reason in reasoner.of_item(number, index.passages[first], nearest=scorer.nearest(row)):
                assert reason.text
                assert reason.sources
                assert not re.search(r"\{\w*\}|\bNone\b|\s{2}", reason.text), reason.text


def test_a_barrier_of_both_sides_says_which_and_whose(recommender: Recommender) -> None:
    index = recommender.index
    reasoner = Reasoner(index, "fr", None, challenge="Il y a un manque de moyens.", spoken="fr")
    found = [
        reason
        for number in range(len(index.items))
        for reason in reasoner.of_item(number, index.passages[int(index.item_start[number])])
    ]
    met = [reason for reason in found if reason.type == "barrier"]
    assert met
    for reason in met:
        assert "« manque de moyens »" in reason.text.replace("\u00a0", " ")
        assert any(iri.endswith("barrier/funding") for iri in reason.iris)


def test_despite_is_said_only_of_what_a_source_says_was_done(recommender: Recommender) -> None:
    """Over all items, for a challenge that names every barrier that a challenge can name."""
    index = recommender.index
    names = [label for labels in index.explaining["barrier_names"]["en"].values() for label in labels]
    reasoner = Reasoner(index, "en", None, challenge=". ".join(names), spoken="en")
    despite = phrases("en")["reason.barrier.despite"].partition("{")[0]
    said = {True: 0, False: 0}
    for number in range(len(index.items)):
        row = index.items[number]
        first = int((index.passage_item == number).nonzero()[0][0])
        barriers = [one for one in reasoner.of_item(number, index.passages[first]) if one.type == "barrier"]
        done = row["states"][0]["status"] in ("done", "ongoing") and row["evidence"] != "not-yet"
        for reason in barriers:
            assert reason.text.startswith(despite) == done, row["label"]["en"]
            said[done] += 1
    assert all(said.values())


def test_a_passage_says_where_in_its_document_it_stands(answers: list[Answer]) -> None:
    project = next(
        item for item in answers[2].practices if item.iri.endswith("traditional-and-new-technology-industries")
    )
    passage = project.reasons[0]
    assert "paragraphs 56, 58 and 59" in (passage.sources[0].locator or "")
    assert [iri for iri in passage.iris if "/passage/2013-report/" in iri]


def test_a_project_says_at_which_meeting_it_was_put_forward(answers: list[Answer]) -> None:
    project = next(
        item for item in answers[2].practices if item.iri.endswith("traditional-and-new-technology-industries")
    )
    path = next(reason for reason in project.reasons if reason.type == "path")
    assert "Put forward at: BarCamp session" in path.text
    assert path.iris[-1].endswith("event/2013-05-bordeaux-barcamp-session")


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
