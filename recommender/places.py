"""The asking city: from a name typed by a person to what the graph or GeoNames knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peercity.graph.errors import NotFound, nearest
from peercity.graph.gazetteer import find_places, place_names
from peercity.graph.gazetteer.lookup import folded

SIZES = ((50_000, "small"), (200_000, "medium"), (1_000_000, "large"), (5_000_000, "very-large"))
"""Upper bounds of the bands of population; above the last one a city is a megacity."""


@dataclass(frozen=True)
class AskingCity:
    """A city that asks. `iri` is None where the release does not speak of it."""

    name: str
    iri: str | None
    code: str
    section: str | None
    languages: tuple[str, ...]
    population: int | None


def size_band(population: int | None) -> str | None:
    """Return the size band of a population, or None where it is not known.

    >>> size_band(346_000)
    'large'
    """
    if population is None:
        return None
    return next((band for bound, band in SIZES if population < bound), "megacity")


def find_city(name: str, cities: Mapping[str, dict[str, Any]], *, language: str = "en") -> AskingCity:
    """Return the city that `name` means: "Bilbao", "Córdoba, AR" or "city/bilbao-es".

    Of several cities of one name the most populous is meant. Raises NotFound with the nearest names.
    """
    bare, _, country = (part.strip() for part in name.partition(","))
    code = country.upper() or None
    own = [
        city
        for city in cities.values()
        if (city["iri"] == name or folded(bare) in {folded(label) for label in city["label"].values()})
        and code in (None, city["code"])
    ]
    if own:
        return _known(max(own, key=lambda city: city["population"] or 0), language)
    if places := find_places(bare, code=code):
        place = places[0]
        by_id = f"https://sws.geonames.org/{place.geonames_id}/"
        same = next((city for city in cities.values() if by_id in city["same_as"]), None)
        if same:
            return _known(same, language)
        section, languages = _country(place.code, cities)
        return AskingCity(place.name, None, place.code, section, languages, place.population or None)
    labels = [label for city in cities.values() for label in city["label"].values()]
    raise NotFound("city", name, near=nearest(bare, labels) or nearest(bare, place_names()))


def _known(city: dict[str, Any], language: str) -> AskingCity:
    return AskingCity(
        city["label"].get(language) or city["label"]["en"],
        city["iri"],
        city["code"],
        city["section"],
        tuple(city["languages"]),
        city["population"],
    )


def _country(code: str, cities: Mapping[str, dict[str, Any]]) -> tuple[str | None, tuple[str, ...]]:
    """Return section and languages of a country as the release has them for another city of it."""
    for city in cities.values():
        if city["code"] == code:
            return city["section"], tuple(city["languages"])
    return None, ()
