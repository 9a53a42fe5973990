"""Look-up in the trimmed GeoNames table (CC BY 4.0, https://www.geonames.org/): cities of 15,000 people and more."""

from __future__ import annotations

import gzip
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..errors import nearest

TABLE = Path(__file__).with_name("cities.tsv.gz")
SCRIPTS = Path(__file__).with_name("scripts.tsv.gz")
"""The names of the same cities in scripts other than the Latin one; read where one is asked for."""
COUNTRIES = Path(__file__).with_name("countries.tsv")
"""Official languages by Unicode CLDR and income groups by the World Bank; `make.py` says which editions."""


@dataclass(frozen=True)
class Place:
    """A city as GeoNames has it; its population may be that of the urban area."""

    geonames_id: int
    name: str
    code: str
    """ISO 3166 code of the country."""
    latitude: float
    longitude: float
    population: int
    coast: int
    """Kilometres to the coast, by Natural Earth; see `coast.py` for what counts as one."""


@dataclass(frozen=True)
class CountryFacts:
    """What PeerCity knows of any country, in the graph or not."""

    languages: tuple[str, ...] = ()
    income: str | None = None


def country_facts(code: str) -> CountryFacts:
    """Return the facts of a country by its ISO 3166 code; of a code that is none, nothing is known.

    >>> country_facts("NZ")
    CountryFacts(languages=('en', 'mi'), income='high')
    """
    return _countries().get(code, CountryFacts())


def folded(name: str) -> str:
    """Return a name in lower case, without accents and with blanks for punctuation; vowel signs are kept.

    >>> folded("São José dos Campos")
    'sao jose dos campos'
    """
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
    return " ".join("".join(letter if _is_letter(letter) else " " for letter in plain).split())


def _is_letter(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def find_places(name: str, *, code: str | None = None) -> list[Place]:
    """Return the cities of a name in any script, the most populous first; `code` keeps those of one country.

    >>> find_places("Seville")[0].code, find_places("毕尔巴鄂")[0].name
    ('ES', 'Bilbao')
    """
    one = folded(name)
    named = _by_name().get(one) or ([] if one.isascii() else _by_script().get(one, []))
    found = [place for place in named if code in (None, place.code)]
    return sorted(found, key=lambda place: (-place.population, place.geonames_id))


def near_names(name: str) -> list[str]:
    """Return main names of cities that look most like a name and begin with the same letter, at most three.

    >>> near_names("Suarbaya")[0]
    'Surabaya'
    """
    return nearest(name, _by_letter().get(folded(name)[:1], ()))


def names_of(numbers: Collection[int]) -> dict[int, set[str]]:
    """Return the names of cities in all scripts, folded, by their GeoNames numbers.

    >>> "бильбао" in names_of({3128026})[3128026]
    True
    """
    found: dict[int, set[str]] = {number: set() for number in numbers}
    for table in (_by_name(), _by_script()):
        for name, places in table.items():
            for place in places:
                if place.geonames_id in found:
                    found[place.geonames_id].add(name)
    return found


@cache
def _by_letter() -> dict[str, list[str]]:
    found = defaultdict(list)
    for name in dict.fromkeys(place.name for places in _by_name().values() for place in places):
        found[folded(name)[:1]].append(name)
    return found


@cache
def _by_name() -> dict[str, list[Place]]:
    """Return the cities of each name, folded."""
    found = defaultdict(list)
    with gzip.open(TABLE, "rt", encoding="utf-8") as file:
        for line in file:
            number, name, code, latitude, longitude, population, coast, others = line.rstrip("\n").split("\t")
            place = Place(int(number), name, code, float(latitude), float(longitude), int(population), int(coast))
            for one in {folded(name), *(others.split("|") if others else ())}:
                found[one].append(place)
    return found


@cache
def _by_script() -> dict[str, list[Place]]:
    """Return the cities of each name in another script, folded."""
    places = {place.geonames_id: place for named in _by_name().values() for place in named}
    found = defaultdict(list)
    with gzip.open(SCRIPTS, "rt", encoding="utf-8") as file:
        for line in file:
            number, names = line.rstrip("\n").split("\t")
            for name in names.split("|"):
                found[name].append(places[int(number)])
    return found


@cache
def _countries() -> dict[str, CountryFacts]:
    lines = (line.split("\t") for line in COUNTRIES.read_text(encoding="utf-8").splitlines())
    return {code: CountryFacts(tuple(tongues.split("|")), income or None) for code, tongues, income in lines}
