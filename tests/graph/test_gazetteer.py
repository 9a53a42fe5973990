"""The tables of cities and countries, and how they are made."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from peercity.graph.gazetteer import CountryFacts, country_facts, find_places, near_names
from peercity.graph.gazetteer.coast import EARTH_RADIUS, Coastline
from peercity.graph.gazetteer.income import income_groups
from peercity.graph.gazetteer.lookup import folded

DEGREE = EARTH_RADIUS * np.pi / 180


def coastline(tmp_path: Path, *arcs: list[list[int]]) -> Coastline:
    """Return the coastline of a TopoJSON file whose whole numbers are degrees."""
    topology = {"arcs": arcs, "transform": {"scale": [1, 1], "translate": [0, 0]}}
    path = tmp_path / "land.json"
    path.write_text(json.dumps(topology), encoding="utf-8")
    return Coastline.read(path)


@pytest.mark.parametrize(
    ("place", "degrees"), [((5, 0), 0), ((5.5, 1), 1), ((5, -2), 2), ((12, 0), 2), ((5, 90), 90), ((-175, 0), 175)]
)
def test_the_distance_is_that_of_the_great_circle_to_the_nearest_shore(
    tmp_path: Path, place: tuple[float, float], degrees: float
) -> None:
    shore = coastline(tmp_path, [[0, 0], [10, 0]])
    assert shore.distances(np.array([place], dtype=np.float64)) == pytest.approx(degrees * DEGREE, abs=1)


def test_a_shore_is_near_between_its_vertices_too(tmp_path: Path) -> None:
    """Its two ends are 555 km away from the middle."""
    shore = coastline(tmp_path, [[0, 0], [10, 0]])
    assert shore.distances(np.array([[5.0, 0.01]]))[0] == 1


def test_arcs_are_read_as_differences(tmp_path: Path) -> None:
    shore = coastline(tmp_path, [[0, 0], [1, 1], [1, 1]], [[50, 0], [0, 1]])
    assert shore.distances(np.array([[2.0, 2.0], [50.0, 1.0]])).tolist() == [0, 0]


def test_the_edge_of_the_map_is_no_coast(tmp_path: Path) -> None:
    """The land ends at 180 degrees on the map and goes on behind it; Antarctica is drawn down to the pole."""
    shore = coastline(tmp_path, [[170, 60], [10, 0], [0, 10], [-10, 0]])
    assert shore.distances(np.array([[180.0, 65.0]]))[0] > 4 * DEGREE


@pytest.mark.parametrize(
    ("name", "code", "low", "high"),
    [("Bilbao", "ES", 0, 15), ("Madrid", "ES", 280, 330), ("Baku", "AZ", 0, 5), ("Geneva", "CH", 230, 300),
     ("Chicago", "US", 900, 1000), ("Dakar", "SN", 0, 5), ("La Paz", "BO", 280, 340), ("Buenos Aires", "AR", 0, 10)],
)  # fmt: skip
def test_cities_are_as_far_from_the_coast_as_people_know(name: str, code: str, low: int, high: int) -> None:
    """The Caspian counts as sea and the river Plate too; lakes do not."""
    assert low <= find_places(name, code=code)[0].coast <= high


def test_countries_are_known_as_far_as_the_sources_go() -> None:
    assert country_facts("ES") == CountryFacts(("es",), "high")
    assert country_facts("NA").income == "lower-middle"
    assert country_facts("TG").income == "lower-middle"
    assert country_facts("GP") == CountryFacts(("fr",), None)
    assert country_facts("ZZ") == CountryFacts()


def test_income_groups_are_those_of_the_table_with_the_changes_since(tmp_path: Path) -> None:
    path = tmp_path / "concordance.csv"
    path.write_text(
        "iso2_code,iso3_code,income_level\n"
        "TG,TGO,Low income\n,NAM,Lower middle income\nES,ESP,High income\nVE,VEN,Not classified\nAI,AIA,\n",
        encoding="utf-8",
    )
    assert income_groups(path) == {"TG": "lower-middle", "NA": "lower-middle", "ES": "high", "VE": "lower-middle"}


def test_a_misspelt_name_is_compared_with_those_of_its_first_letter_alone() -> None:
    """To compare it with every city of the world holds a core for half a second."""
    assert near_names("Suarbaya")[0] == "Surabaya"
    assert near_names("Bilbuo")[0] == "Bilbao"
    assert {folded(name)[0] for name in near_names("Bilbuo")} == {"b"}
    assert near_names("") == []
