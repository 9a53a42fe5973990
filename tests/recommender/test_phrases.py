"""The sentences of reasons and bands are the same set in three languages."""

from __future__ import annotations

from string import Formatter

import pytest

from peercity.graph.records.values import INTERFACE_LANGUAGES
from peercity.recommender.answer import BANDS, REFUSALS
from peercity.recommender.item_rows import ROLE_WEIGHTS, TYPES
from peercity.recommender.phrases import phrases, say


def placeholders(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_language_has_every_phrase_with_its_placeholders(language: str) -> None:
    english, translated = phrases("en"), phrases(language)
    assert set(translated) == set(english)
    assert all(translated.values())
    assert {key: placeholders(text) for key, text in translated.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


def test_everything_that_answers_say_has_a_phrase() -> None:
    words = set(phrases("en"))
    assert {f"band.{band}" for band in BANDS} <= words
    assert {f"answer.{refusal}" for refusal in REFUSALS} <= words
    assert {f"type.{kind}" for kind in (*TYPES.values(), "city")} <= words
    assert {f"role.{role}" for role in ROLE_WEIGHTS} <= words


def test_a_strong_item_may_be_under_way_and_the_band_says_so() -> None:
    for language, under_way in (("fr", "en cours"), ("es", "en marcha"), ("en", "under way")):
        assert under_way in phrases(language)["band.strong"]


def test_only_list_separators_begin_or_end_with_a_blank() -> None:
    for language in INTERFACE_LANGUAGES:
        odd = {key for key, text in phrases(language).items() if text != text.strip()}
        assert odd <= {"list.and", "list.comma", "list.semicolon"}


def test_a_value_with_braces_stays_as_it_is() -> None:
    assert say("en", "reason.passage", text="{0} {x}") == phrases("en")["reason.passage"].replace("{text}", "{0} {x}")
