"""Make the records of context from the other starter files: `python -m peercity.graph.starter.make LAND-10M.JSON`.

`natural-earth-coast.yaml` has the kilometres from each city to the coast, `world-bank-income-groups.yaml` the income
group of each country; what stands above MARK in them is written by hand. LAND-10M.JSON is of the npm package
world-atlas 2.0.2; the groups are those of the gazetteer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..gazetteer.coast import Coastline
from ..gazetteer.lookup import country_facts
from ..sources import read_source
from . import FOLDER

COAST = "natural-earth-coast"
INCOME = "world-bank-income-groups"
MARK = "  # Below: made by `python -m peercity.graph.starter.make`, not by hand.\n"


def coast_records(cities: Iterable[dict[str, Any]], coastline: Coastline) -> Iterator[dict[str, Any]]:
    """Yield what Natural Earth adds on each city that has coordinates."""
    located = [city for city in cities if "latitude" in city and "longitude" in city]
    degrees = np.array([[city["longitude"], city["latitude"]] for city in located], dtype=np.float64)
    for city, distance in zip(located, coastline.distances(degrees), strict=True):
        yield _same(city, "country") | {"coastDistance": int(distance), "statedIn": [f"document/{COAST}"]}


def income_records(countries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what the World Bank adds on each country that it classifies."""
    for country in countries:
        if group := country_facts(country["code"]).income:
            yield _same(country, "code") | {
                "incomeGroup": f"concept:income/{group}",
                "statedIn": [f"document/{INCOME}"],
            }


def _same(record: dict[str, Any], *fields: str) -> dict[str, Any]:
    """Return what says of which thing a second source speaks."""
    return {name: record[name] for name in ("id", "type", "label", *fields)}


def _of_type(kind: str, name: str) -> list[dict[str, Any]]:
    return [record for record in read_source(FOLDER / f"{name}.yaml").records if record["type"] == kind]


def _write(name: str, records: Iterable[dict[str, Any]]) -> None:
    """Put records below MARK, one a line; JSON is YAML too."""
    path = FOLDER / f"{name}.yaml"
    head = path.read_text(encoding="utf-8").partition(MARK)[0]
    lines = "".join(f"  - {json.dumps(record, ensure_ascii=False)}\n" for record in records)
    path.write_text(head + MARK + lines, encoding="utf-8")


def main(land: str) -> None:
    """Write the records of both files."""
    _write(COAST, coast_records(_of_type("City", "geonames-cities"), Coastline.read(Path(land))))
    _write(INCOME, income_records(_of_type("Country", "countries")))


if __name__ == "__main__":
    main(*sys.argv[1:])
