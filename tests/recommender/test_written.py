"""Lists, numbers, dates and quotes are written as in the reader's language."""

from __future__ import annotations

import re

import pytest

from peercity.graph.records.values import INTERFACE_LANGUAGES
from peercity.recommender.ask import Recommender
from peercity.recommender.context.words import Words
from peercity.recommender.pairs.words import Words as PairWords
from peercity.recommender.phrases import phrases
from peercity.recommender.phrases.written import dated, listed
from peercity.recommender.places import find_city
from peercity.recommender.reasons import Reasoner
from peercity.recommender.reasons.wording import Wording


@pytest.mark.parametrize(
    ("last", "word"),
    [("inglés", "e"), ("Ibagué", "e"), ("Ítaca", "e"), ("higiene", "e"), ("«Ideas»", "e"), ("hielo", "y"),
     ("Yakarta", "y"), ("Hanói", "y"), ("Pau", "y")],
)  # fmt: skip
def test_spanish_and_sounds_right_before_an_i(last: str, word: str) -> None:
    assert listed("es", ["Bilbao", last]) == f"Bilbao {word} {last}"
    assert Wording("es").listed(["Bilbao", last]) == Words("es").list(["Bilbao", last])
    assert PairWords("es").names(["Bilbao", last]) == listed("es", ["Bilbao", last])


@pytest.mark.parametrize(
    ("language", "when", "told"),
    [
        ("en", "2013", "done, as of 2013"),
        ("en", "2013-05-31", "done, as of 31 May 2013"),
        ("fr", "2013-08", "done, situation en août 2013"),
        ("fr", "2013-05-31", "done, situation au 31 mai 2013"),
        ("es", "2013-05", "done, según una fuente de mayo de 2013"),
        ("es", "2013-05-31", "done, según una fuente del 31 de mayo de 2013"),
    ],
)
def test_a_date_in_a_sentence_is_as_precise_as_stated(language: str, when: str, told: str) -> None:
    assert dated(language, "status.as_of", when, status="done") == told


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_a_number_is_written_alike_beside_a_city_and_in_a_reason(language: str) -> None:
    assert Words(language).value("size", 345_821) == Wording(language).number(345_821)


def test_cities_of_one_name_are_quoted_as_in_the_language(recommender: Recommender) -> None:
    index = recommender.index
    for language, quoted in (("fr", "«\u00a0Córdoba, AR\u00a0»"), ("es", "«Córdoba, AR»"), ("en", "“Córdoba, AR”")):
        city = find_city("Córdoba, ES", index.cities, reader=language)
        city = type(city)(**{**vars(city), "others": ("AR",)})
        name = quoted.replace("Córdoba", city.name)
        assert name in Reasoner(index, language, city).asked_for()
        assert any(name in note for note in Words(language).notes(city))


def test_a_foreign_question_is_told_the_languages_of_the_texts(recommender: Recommender) -> None:
    answer = recommender.ask("Mobilidade e dados abertos", language="pt", reader="es")
    assert "Los textos están aquí en estas lenguas: español, francés e inglés" in " ".join(answer.notes)


def test_no_phrase_leaves_the_plural_to_the_reader() -> None:
    assert not [text for language in INTERFACE_LANGUAGES for text in phrases(language).values() if "(s)" in text]


def test_what_is_unknown_agrees_with_what_it_is_said_of() -> None:
    """Population is feminine in French, languages are plural."""
    for key in ("context.unknown", "context.not_stated", "mentor.not_stated"):
        assert not re.search("non indiqué", phrases("fr")[key])
