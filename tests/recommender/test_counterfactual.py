"""What would make an item first: exact, the smallest of its kind, and said wherever there is one."""

from __future__ import annotations

from copy import copy
from typing import Any

import pytest

from peercity.recommender.answer import Answer, Reason, Recommendation
from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.counterfactual import Change
from peercity.recommender.phrases import phrases
from peercity.recommender.terms import LEVELS

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


def test_no_lower_level_of_evidence_would_do_and_none_does_where_nothing_is_said(
    recommender: Recommender, asked: Any
) -> None:
    (challenge, language, city), answer = asked
    rows = {row["iri"]: row for row in (recommender.index.items[n] for n in range(len(recommender.index.items)))}
    base = recommender.release.facts["base"]
    for item in answer.practices[1:8]:
        row = rows[item.iri.removeprefix(base)]
        reason = said(item)
        change = change_of(reason, language, recommender) if reason else None
        if row["type"] != "practice" or (change and change.kind != "evidence"):
            continue
        bound = LEVELS[change.value] if change else 2.0
        for level in LEVELS:
            if LEVELS[row["evidence"]] < LEVELS[level] < bound:
                other = changed(recommender, item.iri, Change("evidence", level))
                first = other.ask(challenge, language=language, city=city).practices[0].iri
                assert first != item.iri, (item.label, level)


def test_the_first_item_needs_no_change(asked: Any) -> None:
    assert said(asked[1].practices[0]) is None


def test_counterfactuals_of_both_kinds_are_met(recommender: Recommender) -> None:
    """Else the tests above would hold of nothing."""
    kinds = set()
    for challenge, language, city in QUESTIONS:
        for item in recommender.ask(challenge, language=language, city=city, limit=MAX_LIMIT).practices:
            if reason := said(item):
                kinds.add(change_of(reason, language, recommender).kind)
    assert kinds == {"evidence", "language"}
