"""Barriers that a challenge names, word for word."""

from __future__ import annotations

import pytest

from peercity.recommender.ask import Recommender
from peercity.recommender.barriers import named_barriers


@pytest.mark.parametrize(
    ("challenge", "language", "barriers"),
    [
        ("How can we open our data with a low budget?", "en", {"barrier/funding"}),
        ("Comment ouvrir nos données malgré le MANQUE DE MOYENS ?", "fr", {"barrier/funding"}),
        (
            "¿Cómo avisar sin conexion a internet y con poco presupuesto?",
            "es",
            {"barrier/connectivity", "barrier/funding"},
        ),
        ("How can we bridge the digital divide?", "en", {"barrier/digital-divide"}),
        ("How do we teach digital skills on a large scale?", "en", set()),
        ("Comment financer l’entretien de la voirie ?", "fr", set()),
        ("Comment ouvrir nos données avec un low budget ?", "fr", set()),
        ("A yellow budget of allowances", "en", set()),
    ],
)
def test_only_words_that_name_a_barrier_in_the_language_of_the_challenge_do(
    recommender: Recommender, challenge: str, language: str, barriers: set[str]
) -> None:
    assert set(named_barriers(challenge, recommender.index.explaining["barrier_names"], language)) == barriers


def test_the_words_of_one_barrier_are_those_of_no_other(recommender: Recommender) -> None:
    for by_barrier in recommender.index.explaining["barrier_names"].values():
        labels = [label.casefold() for names in by_barrier.values() for label in names]
        assert len(labels) == len(set(labels))
