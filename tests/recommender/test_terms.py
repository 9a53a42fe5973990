"""The additive score: what it is made of, and what it can and cannot do to the order."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercity.recommender.answer import Answer
from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.places import AskingCity, find_city
from peercity.recommender.terms import CAP, CONTEXT, EVIDENCE, LEVELS, Scorer, logistic, logit, total

QUESTIONS = (
    ("Comment alerter à temps la population en cas d’inondation ?", "Dakar"),
    ("¿Cómo pueden los vecinos votar proyectos para su barrio?", "La Paz"),
    ("How can residents report problems in the street from their phones?", "Surabaya"),
    ("Comment partager les données ouvertes ?", "Thiès"),
    ("How can passengers pay bus fares without cash?", None),
)
HERE = AskingCity("Here", "city/here", "FR", "France", "section/europe", ("fr",), 300_000)
CITY: dict[str, Any] = {
    "iri": "city/a",
    "code": "FR",
    "section": "section/europe",
    "languages": ["fr"],
    "population": 300_000,
    "income": None,
    "coast": None,
    "themes": [],
    "stated": {},
}


def practice(evidence: str | None = "described", city: str = "city/a") -> dict[str, Any]:
    cities = [{"city": city, "role": "implementer"}]
    return {"type": "practice", "evidence": evidence, "cities": cities, "subjects": [{"concept": "axis/mobility"}]}


@pytest.fixture(scope="module")
def answers(recommender: Recommender) -> list[Answer]:
    found = [recommender.ask(challenge, city=city, limit=MAX_LIMIT) for challenge, city in QUESTIONS]
    assert all(answer.practices for answer in found)
    return found


def test_the_terms_of_an_item_sum_to_the_logit_of_its_score(answers: list[Answer]) -> None:
    for item in (item for answer in answers for item in answer.practices):
        assert item.score == round(logistic(sum(item.terms.values())), 4)


def test_the_order_can_be_computed_again_from_the_terms(answers: list[Answer]) -> None:
    for answer in answers:
        for first, second in pairwise(answer.practices):
            sums = [round(sum(item.terms.values()), 4) for item in (first, second)]
            assert (-sums[0], first.iri) < (-sums[1], second.iri)


def test_all_terms_but_relevance_and_theme_are_between_nothing_and_the_cap_together(answers: list[Answer]) -> None:
    for item in (item for answer in answers for item in answer.practices):
        rest = {name: value for name, value in item.terms.items() if name not in ("relevance", "theme")}
        assert all(value >= 0 for value in (*rest.values(), item.terms["theme"]))
        assert sum(rest.values()) <= CAP + 1e-3


def test_an_item_that_is_surer_by_more_than_the_cap_goes_first(answers: list[Answer]) -> None:
    for answer in answers:
        for place, first in enumerate(answer.practices):
            for second in answer.practices[place + 1 :]:
                sure, less = (item.terms["relevance"] + item.terms["theme"] for item in (first, second))
                assert less <= sure + CAP + 1e-3


def test_the_band_of_an_item_does_not_depend_on_who_asks(recommender: Recommender) -> None:
    challenge = QUESTIONS[0][0]
    bands = {item.iri: item.band for item in recommender.ask(challenge, limit=MAX_LIMIT).practices}
    for city in ("Dakar", "Bilbao", "Surabaya", "Thiès"):
        assert {
            item.iri: item.band for item in recommender.ask(challenge, city=city, limit=MAX_LIMIT).practices
        } == bands


def test_without_an_asking_city_there_is_no_context(recommender: Recommender) -> None:
    names = {name for item in recommender.ask(QUESTIONS[4][0]).practices for name in item.terms}
    assert names == {"relevance", "theme", "evidence"}


def test_a_better_level_of_evidence_never_lowers_a_score() -> None:
    scorer = Scorer({"city/a": CITY}, None)
    sums = [total(scorer.terms(practice(level), 0.5)) for level in (None, *sorted(LEVELS, key=LEVELS.__getitem__))]
    assert sums == sorted(sums)
    assert sums[-1] - sums[0] == pytest.approx(EVIDENCE)


def test_the_theme_is_told_apart_within_how_sure_it_is_that_an_item_answers() -> None:
    for themes, value in (({"axis/mobility": 1.0}, 0.6), ({"axis/economy": 1.0}, 0.0), ({}, 0.0)):
        found = {term.name: term.value for term in Scorer({"city/a": CITY}, None, themes, 0.6).terms(practice(), 0.7)}
        assert found["theme"] == value
        assert found["relevance"] + found["theme"] == pytest.approx(logit(0.7), abs=1e-3)


def test_what_is_not_stated_adds_nothing_and_what_is_unlike_adds_no_more() -> None:
    """So nothing is gained by leaving something unstated."""
    alike = total(Scorer({"city/a": CITY}, HERE).terms(practice(), 0.5))
    for unlike in ({"languages": ["es"]}, {"section": "section/africa"}):
        unknown: dict[str, Any] = {name: type(value)() or None for name, value in unlike.items()}
        other = total(Scorer({"city/a": {**CITY, **unlike}}, HERE).terms(practice(), 0.5))
        none = total(Scorer({"city/a": {**CITY, **unknown}}, HERE).terms(practice(), 0.5))
        assert none <= other < alike


def test_two_cities_alike_in_all_that_is_known_have_the_whole_of_it() -> None:
    city = {**CITY, "income": "high", "coast": 3, "themes": ["axis/economy"]}
    here = AskingCity(**{**vars(HERE), "income": "high", "coast": 3, "themes": ("axis/economy",)})
    found = Scorer({"city/a": city}, here).recorded(practice("not-yet"))
    assert total(found) == pytest.approx(CONTEXT, abs=1e-3)


def test_of_several_cities_the_one_most_like_the_asking_one_is_compared_and_never_itself() -> None:
    cities = {"city/a": {**CITY, "languages": ["es"]}, "city/b": CITY, "city/here": CITY}
    item = {**practice(), "cities": [{"city": name, "role": "partner"} for name in ("city/a", "city/b", "city/here")]}
    assert Scorer(cities, HERE).nearest(item) == "city/b"
    assert Scorer(cities, HERE).nearest(practice(city="city/here")) is None
    assert Scorer(cities, None).nearest(item) is None


@given(certainty=st.floats(0, 1))
def test_certainty_comes_back_from_its_logit(certainty: float) -> None:
    assert logistic(logit(certainty)) == pytest.approx(certainty, abs=1e-9)
    assert math.isfinite(logit(certainty))


def test_a_city_that_only_geonames_knows_is_compared_too(recommender: Recommender) -> None:
    asking = find_city("Thiès", recommender.index.cities)
    assert asking.iri is None
    first = recommender.ask(QUESTIONS[3][0], city="Thiès").practices[0]
    assert any(name.startswith("context.") and value > 0 for name, value in first.terms.items())
