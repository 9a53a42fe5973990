"""What would make an item first: exact, the smallest of its kind, and said wherever there is one."""

from __future__ import annotations

from copy import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.recommender.answer import Answer, Reason, Recommendation
from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.cities import RankedItem
from peercity.recommender.counterfactual import Change, order, smallest_change
from peercity.recommender.phrases import phrases
from peercity.recommender.places import AskingCity
from peercity.recommender.terms import LEVELS, Scorer, logistic, total

QUESTIONS = (
    ("Comment alerter à temps la population en cas d’inondation ?", "fr", "Dakar"),
    ("Comment offrir des services en ligne à tous les habitants ?", "fr", "Bordeaux"),
    ("¿Cómo dar internet gratuito a los barrios con poco presupuesto?", "es", "La Paz"),
    ("vecinos solidarios pagan recibos ajenos", "es", "La Paz"),
    ("Como lograr que los contratos del ayuntamiento beneficien a las pequeñas empresas de aqui?", "es", "Bordeaux"),
    ("How can residents report problems in the street from their phones?", "en", "Surabaya"),
    ("How should a city publish its data openly?", "en", "Johannesburg"),
    ("How can we measure air quality in every neighbourhood?", "en", None),
)


def said(item: Recommendation) -> Reason | None:
    return next((reason for reason in item.reasons if reason.type == "counterfactual"), None)


def change_of(reason: Reason, language: str, recommender: Recommender) -> Change:
    """Return the change that a reason states, from its words and IRIs alone."""
    words = phrases(language)
    for level in LEVELS:
        if reason.text == words.get(f"counterfactual.evidence.{level}"):
            return Change("evidence", level)
    city = reason.iris[-1].removeprefix(recommender.release.facts["base"])
    named = [code for code in ("fr", "es", "en", "id") if language_name(code, language) in reason.text]
    assert len(named) == 1, reason.text
    return Change("language", named[0], city)


def language_name(code: str, language: str) -> str:
    from babel import Locale

    return str(Locale(language).languages[code])


def changed(recommender: Recommender, iri: str, change: Change) -> Recommender:
    """Return a recommender of a release in which the change has come true."""
    found, index = copy(recommender), copy(recommender.index)
    found.index = index
    name = iri.removeprefix(recommender.release.facts["base"])
    rows: list[dict[str, Any]] = [index.items[number] for number in range(len(index.items))]
    if change.city is None:
        rows = [{**row, "evidence": change.value} if row["iri"] == name else row for row in rows]
    else:
        city = index.cities[change.city]
        index.cities = {**index.cities, change.city: {**city, "languages": [*city["languages"], change.value]}}
    index.items = rows  # type: ignore[assignment]
    return found


@pytest.fixture(scope="module", params=QUESTIONS, ids=lambda one: f"{one[1]} {one[2]}")
def asked(request: pytest.FixtureRequest, recommender: Recommender) -> tuple[Any, Answer]:
    challenge, language, city = request.param
    return request.param, recommender.ask(challenge, language=language, city=city, limit=MAX_LIMIT)


def test_what_is_said_to_make_an_item_first_makes_it_first(recommender: Recommender, asked: Any) -> None:
    (challenge, language, city), answer = asked
    for item in answer.practices:
        if reason := said(item):
            change = change_of(reason, language, recommender)
            other = changed(recommender, item.iri, change).ask(challenge, language=language, city=city)
            assert other.practices[0].iri == item.iri, reason.text


def test_the_first_item_needs_no_change(asked: Any) -> None:
    assert said(asked[1].practices[0]) is None


HERE = AskingCity("Here", "city/here", "SN", "Senegal", None, ("fr", "wo"), 300_000)
World = list[tuple[float, str | None, str, str]]
"""Items as relevance, evidence level, type and city."""
items = st.lists(
    st.tuples(
        st.floats(-0.4, 0.4),
        st.sampled_from([None, *LEVELS]),
        st.sampled_from(["practice", "project"]),
        st.sampled_from(["city/a", "city/b", "city/here"]),
    ),
    min_size=2,
    max_size=6,
)
tongues = st.fixed_dictionaries({name: st.sampled_from([[], ["en"], ["fr"]]) for name in ("city/a", "city/b")})


def scored(world: World, scorer: Scorer) -> list[RankedItem]:
    """Return the items in their order, the number of each being its place in the world."""
    found = []
    for number, (relevance, evidence, kind, city) in enumerate(world):
        row = {
            "iri": f"{kind}/{number}",
            "type": kind,
            "evidence": evidence if kind == "practice" else None,
            "subjects": [],
            "cities": [{"city": city, "role": "implementer"}],
        }
        terms = scorer.terms(row, logistic(relevance))
        found.append(RankedItem(number, row, logistic(total(terms)), "strong", 0.5, terms))
    return sorted(found, key=order)


def scorer_of(languages: dict[str, list[str]]) -> Scorer:
    known = {**languages, "city/here": ["fr", "wo"]}
    cities: dict[str, Any] = {
        name: {"iri": name, "languages": spoken, "population": 300_000, "stated": {}} for name, spoken in known.items()
    }
    return Scorer(cities, HERE)


def with_change(world: World, languages: dict[str, list[str]], number: int, change: Change) -> list[RankedItem]:
    """Return the items of the world in which a change of one of them has come true, scored from scratch."""
    if change.city is not None:
        return scored(world, scorer_of({**languages, change.city: [*languages[change.city], change.value]}))
    relevance, _, kind, city = world[number]
    changed = [*world[:number], (relevance, change.value, kind, city), *world[number + 1 :]]
    return scored(changed, scorer_of(languages))


def possible(world: World, languages: dict[str, list[str]], number: int) -> list[Change]:
    _, evidence, kind, city = world[number]
    found = []
    if kind == "practice":
        found += [Change("evidence", level) for level in LEVELS if LEVELS[level] > LEVELS.get(evidence or "", 0)]
    if city in languages and "fr" not in languages[city]:
        found.append(Change("language", "fr", city))
    return found


@settings(max_examples=150, deadline=None)
@given(world=items, languages=tongues)
def test_a_change_is_named_exactly_where_one_makes_the_item_first_and_it_is_the_least(
    world: World, languages: dict[str, list[str]]
) -> None:
    ranked = scored(world, scorer_of(languages))
    for place, item in enumerate(ranked):
        gains = {}
        for change in possible(world, languages, item.number) if place else ():
            after = with_change(world, languages, item.number, change)
            if after[0].number == item.number:
                gains[change] = total(after[0].terms) - total(item.terms)
        found = smallest_change(ranked, place, scorer_of(languages), spoken="en")
        assert (found is None) == (not gains)
        if found:
            assert gains[found] == pytest.approx(min(gains.values()), abs=1e-9)


def test_a_language_is_a_change_where_it_is_the_least() -> None:
    world: World = [
        (0.05, "third-party-results", "practice", "city/b"),
        (0.0, "third-party-results", "practice", "city/a"),
    ]
    languages = {"city/a": ["en"], "city/b": ["en"]}
    ranked = scored(world, scorer_of(languages))
    assert ranked[1].number == 1
    assert smallest_change(ranked, 1, scorer_of(languages), spoken="fr") == Change("language", "fr", "city/a")
    same_city = scored([(*one[:3], "city/a") for one in world], scorer_of(languages))
    assert smallest_change(same_city, 1, scorer_of(languages), spoken="fr") is None


def test_a_world_is_made_once_for_a_change_however_many_items_it_touches() -> None:
    class Counting(Scorer):
        made = 0

        def speaking(self, city: str, language: str) -> Scorer:
            self.made += 1
            return super().speaking(city, language)

    plain = scorer_of({"city/a": ["en"], "city/b": ["en"]})
    counting = Counting(plain.cities, plain.asking)
    ranked = scored([(0.01 * number, "not-yet", "practice", "city/a") for number in range(6)], counting)
    smallest_change(ranked, 3, counting, spoken="fr")
    assert counting.made == 1


def test_some_real_question_has_one(recommender: Recommender) -> None:
    """Else the first test above would hold of nothing."""
    answers = (recommender.ask(text, language=language, city=city) for text, language, city in QUESTIONS)
    assert any(said(item) for answer in answers for item in answer.practices)
