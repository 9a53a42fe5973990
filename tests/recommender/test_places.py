"""The asking city, from a name typed by a person."""

from __future__ import annotations

import pytest

from peercity.graph.errors import NotFound
from peercity.recommender.ask import Recommender
from peercity.recommender.places import AskingCity, find_city


def find(recommender: Recommender, name: str, language: str = "en") -> AskingCity:
    return find_city(name, recommender.index.cities, spoken=language, reader=language)


@pytest.mark.parametrize("name", ["Bilbao", "bilbao", " BILBAO ", "Bilbao, es", "Bilbao,ES", "city/bilbao-es"])
def test_a_city_of_the_release_is_found_however_it_is_typed(recommender: Recommender, name: str) -> None:
    city = find(recommender, name)
    assert (city.iri, city.code, city.section) == ("city/bilbao-es", "ES", "section/europe")
    assert "es" in city.languages
    assert city.population


@pytest.mark.parametrize(
    ("name", "iri"),
    [("Medellin", "city/medellin-co"), ("Séville", "city/seville-es"), ("Sevilla", "city/seville-es"),
     ("São Paulo", "city/sao-paulo-br"), ("sao paulo", "city/sao-paulo-br"), ("Le Cap", "city/cape-town-za")],
)  # fmt: skip
def test_accents_and_languages_make_no_difference(recommender: Recommender, name: str, iri: str) -> None:
    assert find(recommender, name).iri == iri


@pytest.mark.parametrize(("name", "code"), [("Córdoba, AR", "AR"), ("Cordoba, ar", "AR"), ("Córdoba, ES", "ES")])
def test_a_country_tells_two_cities_of_one_name_apart(recommender: Recommender, name: str, code: str) -> None:
    assert find(recommender, name).code == code


@pytest.mark.parametrize(
    ("name", "code", "section"),
    [("La Paz", "BO", "latin-america"), ("Surabaya", "ID", "asia-pacific"), ("Dakar", "SN", "africa"),
     ("Thiès", "SN", "africa"), ("Potosí", "BO", "latin-america"), ("Medan", "ID", "asia-pacific")],
)  # fmt: skip
def test_any_city_of_the_world_can_ask(recommender: Recommender, name: str, code: str, section: str) -> None:
    city = find(recommender, name)
    assert (city.code, city.section) == (code, f"section/{section}")
    assert city.languages
    assert city.population


def test_the_name_is_in_the_language_of_the_answer(recommender: Recommender) -> None:
    assert find(recommender, "Seville", "fr").name == "Séville"
    assert find(recommender, "Seville", "es").name == "Sevilla"


@pytest.mark.parametrize(("name", "near"), [("Bilbuo", "Bilbao"), ("Bordeau", "Bordeaux"), ("Suarbaya", "Surabaya")])
def test_an_unknown_city_is_refused_with_the_nearest_names(recommender: Recommender, name: str, near: str) -> None:
    with pytest.raises(NotFound, match=rf"There is no city '{name}'\. Nearest: .*{near}"):
        find(recommender, name)


@pytest.mark.parametrize("name", [",", " ", "?", "x" * 10_000, "\ud800", "Bilbao, FR", "\0", "city/nowhere"])
def test_what_is_no_city_is_refused(recommender: Recommender, name: str) -> None:
    with pytest.raises(NotFound):
        find(recommender, name)
