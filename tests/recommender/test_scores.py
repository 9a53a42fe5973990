"""Scores by themselves are those of answers."""

from __future__ import annotations

import pytest

from peercity.graph.errors import NotFound, TooLong
from peercity.recommender.ask import Recommender
from peercity.recommender.context.peers import similar_cities
from peercity.recommender.scores import context_similarity, relevance
from peercity.recommender.text import Unaskable

CHALLENGES = [
    ("Comment avertir à temps les habitants des crues ?", "fr"),
    ("¿Cómo cobrar mejor los impuestos locales?", "es"),
    ("free public wifi for young people in poor districts", "en"),
]


@pytest.mark.parametrize(("text", "language"), CHALLENGES)
def test_relevance_is_the_score_of_the_answer(recommender: Recommender, text: str, language: str) -> None:
    scores = relevance(recommender, text, language=language)
    shown = recommender.ask(text, language=language, limit=50).practices
    assert shown
    assert [scores[item.iri] for item in shown] == [item.score for item in shown]
    assert len(scores) == len(recommender.index.items)
    assert all(0 < score < 1 for score in scores.values())


def test_relevance_refuses_what_ask_refuses(recommender: Recommender) -> None:
    with pytest.raises(Unaskable):
        relevance(recommender, " ")
    with pytest.raises(TooLong):
        relevance(recommender, "x " * 2000)
    with pytest.raises(NotFound):
        relevance(recommender, "floods", language="xx-none")


def test_context_similarity_is_what_similar_cities_are_ranked_by(recommender: Recommender) -> None:
    found = similar_cities(recommender.release, recommender.index, "Bilbao", limit=50)
    assert found.iri
    scores = context_similarity(recommender, found.iri)
    assert [scores[city.iri] for city in found.cities] == pytest.approx([city.score for city in found.cities], abs=1e-4)
    assert found.iri not in scores
    assert len(scores) == len(recommender.index.cities) - 1


def test_context_similarity_is_the_same_in_both_directions(recommender: Recommender) -> None:
    base = recommender.release.facts["base"]
    one, other = (base + iri for iri in list(recommender.index.cities)[:2])
    assert context_similarity(recommender, one)[other] == context_similarity(recommender, other)[one]


def test_an_unknown_city_is_told_with_the_nearest(recommender: Recommender) -> None:
    with pytest.raises(NotFound, match="bilbao-es"):
        context_similarity(recommender, "https://w3id.org/peercity/id/city/bilbao")
