"""Whose languages are called official."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from peercity.recommender.ask import Recommender
from peercity.recommender.context import compare
from peercity.recommender.index import Index
from peercity.recommender.places import find_city
from peercity.recommender.reasons.context import context
from peercity.recommender.reasons.wording import Wording

from .conftest import in_three


def test_a_language_that_a_city_states_is_not_called_official(recommender: Recommender) -> None:
    cities, documents = recommender.index.cities, {one["iri"]: one for one in recommender.index.explaining["documents"]}
    la_paz = find_city("La Paz, BO", cities)
    for name, stated, told in (
        ("city/bilbao-es", {}, "official language of both countries: Spanish"),
        ("city/bilbao-es", {"official": False}, "languages in common: Spanish"),
        ("city/bordeaux-fr", {}, "official language: French (Bordeaux) – "),
        ("city/bordeaux-fr", {"official": False}, "; languages: French (Bordeaux) – "),
    ):
        city = {**cities[name], **stated}
        (reason,) = context(la_paz, city, compare(la_paz, city), documents, Wording("en"))
        assert told in reason.text


def test_the_languages_of_a_city_are_official_only_where_its_country_has_them(
    lexical_index_of: Callable[[Sequence[dict[str, Any]]], Index], three_cities: list[dict[str, Any]]
) -> None:
    country = {"type": "Country", "id": "country/xx", "label": in_three("Xx"), "code": "XX", "languages": ["es"]}
    plain = {"type": "City", "id": "city/plain", "label": in_three("plain"), "country": "country/xx"}
    cities = lexical_index_of([*three_cities, country, plain]).cities
    assert {name: city["official"] for name, city in cities.items()} == {
        "city/ahome": True,
        "city/belem": False,
        "city/cork": False,
        "city/plain": True,
    }
