"""The asking city: from a name typed by a person to what the graph or GeoNames knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from peercity.graph.errors import NotFound, nearest
from peercity.graph.gazetteer import Place, country_facts, find_places, near_names
from peercity.graph.gazetteer.lookup import folded

_OTHERS_SHOWN = 4


@dataclass(frozen=True)
class AskingCity:
    """A city that asks. `iri` is None where the release does not speak of it."""

    name: str
    iri: str | None
    code: str
    country: str
    section: str | None
    languages: tuple[str, ...]
    population: int | None
    others: tuple[str, ...] = ()
    """Codes of the countries of other cities of the same name."""
    income: str | None = None
    """Income group of the country in the World Bank's classification: low, lower-middle, upper-middle or high."""
    coast: int | None = None
    """Kilometres to the coast."""
    official: bool = True
    """Whether the languages are the official ones of the country, not those that the city itself states."""
    themes: tuple[str, ...] = ()
    """Axes and themes of what it takes part in, as `axis/mobility`."""
    stated: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """Documents of the graph behind each feature, as in a row of cities; none where the gazetteer knows it."""


def find_city(name: str, cities: Mapping[str, dict[str, Any]], *, spoken: str = "en", reader: str = "en") -> AskingCity:
    """Return the city that `name` means: "Bilbao", "Córdoba, AR" or "city/bilbao-es".

    Of several cities of one name, those written alike go first, accents included, then those that the release speaks
    of, then those of a country whose official languages include `spoken`, then the most populous. Names are given in
    `reader`. Raises NotFound with the nearest names.
    """
    if name in cities:
        return known_city(cities[name], reader)
    bare, _, country = (part.strip() for part in name.partition(","))
    found = _candidates(bare, country.upper() or None, cities)
    if not found:
        labels = [label for city in cities.values() for label in city["label"].values()]
        raise NotFound("city", name, near=nearest(bare, labels) or near_names(bare))
    found.sort(
        key=lambda one: (
            bare.casefold() not in {label.casefold() for label in one["label"].values()},
            one["iri"] is None,
            spoken not in _official_languages(one["code"]),
            -(one["population"] or 0),
        )
    )
    others = tuple(dict.fromkeys(one["code"] for one in found[1:] if one["code"] != found[0]["code"]))
    return replace(known_city(found[0], reader), others=others[:_OTHERS_SHOWN])


def _candidates(bare: str, code: str | None, cities: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cities of a name: those that the release speaks of, and the others that GeoNames has."""
    by_id = {address: city for city in cities.values() for address in city["same_as"]}
    found = {
        city["iri"]: city
        for city in cities.values()
        if folded(bare) in {folded(label) for label in city["label"].values()} and code in (None, city["code"])
    }
    for place in find_places(bare, code=code):
        address = f"https://sws.geonames.org/{place.geonames_id}/"
        if known := by_id.get(address):
            found[known["iri"]] = known
        else:
            found[address] = _unknown(place, cities)
    return list(found.values())


def known_city(city: Mapping[str, Any], reader: str) -> AskingCity:
    """Return a city of the release, a row of `Index.cities`, as one that asks."""
    from babel import Locale

    return AskingCity(
        city["label"].get(reader) or city["label"]["en"],
        city["iri"],
        city["code"],
        str(Locale(reader).territories.get(city["code"], city["code"])),
        city["section"],
        tuple(city["languages"]),
        city["population"],
        income=city["income"],
        coast=city["coast"],
        official=city["official"],
        themes=tuple(city["themes"]),
        stated=city["stated"],
    )


def _official_languages(code: str) -> tuple[str, ...]:
    from babel.languages import get_official_languages

    return tuple(get_official_languages(code, de_facto=True))


def _unknown(place: Place, cities: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the row of a city of which the release does not speak.

    The section is that which the release has for other cities of the country: no table gives it for every country.
    """
    country = country_facts(place.code)
    return {
        "iri": None,
        "label": {"en": place.name},
        "code": place.code,
        "section": next((city["section"] for city in cities.values() if city["code"] == place.code), None),
        "languages": country.languages,
        "official": True,
        "population": place.population or None,
        "income": country.income,
        "coast": place.coast,
        "themes": (),
        "stated": {},
    }
