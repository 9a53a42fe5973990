from pathlib import Path

import pytest

from peercity.recommender.lexical.glossary import LANGUAGES, Glossary
from peercity.recommender.lexical.words import shipped_stop_words, terms

CONCEPTS = [
    {"fr": ["dechet", "ordur"], "es": ["residu"], "en": ["wast"]},
    {"fr": ["mer"], "es": ["mar"], "en": ["sea"]},
    {"fr": ["bord mer"], "es": ["litoral"], "en": ["coast"]},
]


@pytest.fixture(scope="module")
def shipped() -> Glossary:
    return Glossary.fit()


def test_the_longest_term_is_what_is_meant() -> None:
    found = Glossary(CONCEPTS).translated(["dechet", "bord", "mer"], "fr", ["en"])
    assert found == {"wast": 1.0, "coast": 1.0}


def test_a_query_is_translated_into_the_other_languages_of_the_texts() -> None:
    assert Glossary(CONCEPTS).translated(["mer"], "fr", ["es", "fr", "pt"]) == {"mar": 1.0}


def test_a_term_of_two_concepts_counts_half_for_each() -> None:
    two = [*CONCEPTS, {"fr": ["mer"], "es": ["madr"], "en": ["mother"]}]
    assert Glossary(two).translated(["mer"], "fr", ["en"]) == {"sea": 0.5, "mother": 0.5}


@pytest.mark.parametrize(("stems", "language"), [(["unknown"], "fr"), ([], "fr"), (["mer"], "pt")])
def test_what_the_glossary_does_not_know_is_not_translated(stems: list[str], language: str) -> None:
    assert Glossary(CONCEPTS).translated(stems, language, LANGUAGES) == {}


def test_a_glossary_is_read_as_it_was_saved(tmp_path: Path) -> None:
    Glossary(CONCEPTS).save(tmp_path / "glossary.json")
    again = Glossary.load(tmp_path / "glossary.json")
    assert again.translated(["ordur"], "fr", ["en", "es"]) == {"wast": 1.0, "residu": 1.0}


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("ramassage des ordures", "fr", "waste"),
        ("agua de lluvia", "es", "water"),
        ("street lighting", "en", "éclairage"),
    ],
)
def test_the_glossary_that_ships_knows_usual_words(
    shipped: Glossary, question: str, language: str, expected: str
) -> None:
    stop_words = shipped_stop_words()
    other = "fr" if language == "en" else "en"
    found = shipped.translated(terms(question, language, stop_words), language, [other])
    assert terms(expected, other, stop_words)[0] in found
