"""Which language a text is in, and which one is spoken back."""

from __future__ import annotations

import pytest

from peercity.graph.errors import NotFound
from peercity.recommender.language import detect, interface_language, known_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Comment percevoir équitablement les impôts locaux avec peu de personnel ?", "fr"),
        ("¿Cómo recaudar mejor los impuestos locales con poco personal?", "es"),
        ("How do we raise local taxes fairly with few staff?", "en"),
        ("Como arrecadar melhor os impostos locais com pouco pessoal?", "pt"),
        ("cartographie transport informel", "fr"),
        ("agricultura urbana", "es"),
        ("electric mobility", "en"),
        ("Wie erheben wir die Gemeindesteuern gerecht und mit wenig Personal?", "de"),
    ],
)
def test_a_text_tells_its_language(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(("tag", "known"), [("fr", "fr"), ("fr-CA", "fr"), ("PT-br", "pt"), ("sw", "sw")])
def test_a_tag_is_known_by_its_first_part(tag: str, known: str) -> None:
    assert known_language(tag) == known


@pytest.mark.parametrize("tag", ["zz", "french", "", "f", "fr_FR", "../fr", "\ud800"])
def test_a_tag_of_no_language_is_refused_with_the_valid_ones(tag: str) -> None:
    with pytest.raises(NotFound, match=r"Valid: fr, es, en"):
        known_language(tag)


@pytest.mark.parametrize(("tag", "spoken"), [("fr", "fr"), ("es-MX", "es"), ("en", "en"), ("pt", "en"), ("ja", "en")])
def test_an_answer_is_in_the_asked_language_or_else_in_english(tag: str, spoken: str) -> None:
    assert interface_language(tag) == spoken
