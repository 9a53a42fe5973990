"""The history of learning networks: nothing that comes later, nothing that gives the answer away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from peercity.graph.errors import Unreadable
from peercity.recommender.cities import rank_cities
from peercity.recommender.evaluation import history
from peercity.recommender.evaluation.history import Network, Place, read_history


def city(number: int, name: str, country: str = "ES") -> dict[str, Any]:
    return {"geonames_id": str(number), "name": name, "country": country}


def network(code: str, start: int, title: str, lead: dict[str, Any], *partners: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"NET-{code}",
        "title": title,
        "start": start,
        "theme": "Environment",
        "keywords": "Food/ Mobility",
        "lead": [lead],
        "partners": list(partners),
        "source_text_aims": "They grow food.",
    }


ONE, TWO, THREE = city(1, "Alba"), city(2, "Bruma", "UK"), city(3, "Costa")
ROWS = (
    network("a", 2005, "Local food in Alba, and in Bruma", ONE, TWO),
    network("b", 2008, "Buses in the city", TWO, THREE),
    network("c", 2014, "NET-a and NET-b go on: food", ONE, THREE),
)


def written(path: Path, rows: Sequence[object]) -> Path:
    file = path / "history.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


@pytest.fixture
def networks(tmp_path: Path) -> list[Network]:
    return read_history(written(tmp_path, ROWS))


def test_no_name_of_a_city_or_a_network_is_left_in_what_is_asked(networks: list[Network]) -> None:
    assert [history.query_of(one) for one in networks] == [
        "Local food in , and in. Environment; Food, Mobility",
        "Buses in the city. Environment; Food, Mobility",
        "and go on: food. Environment; Food, Mobility",
    ]


def test_countries_have_their_iso_codes(networks: list[Network]) -> None:
    assert networks[0].partners == (Place("city/2", "Bruma", "GB"),)


def test_every_line_that_is_no_network_is_told(tmp_path: Path) -> None:
    file = written(tmp_path, [ROWS[0], {"code": "x"}, [1], {**ROWS[1], "start": "soon"}])
    with pytest.raises(Unreadable, match=r"line 2 .* line 3 .* line 4 "):
        read_history(file)
    with pytest.raises(Unreadable, match="it holds no network"):
        read_history(written(tmp_path, []))


def test_an_index_of_what_was_before_knows_nothing_of_what_came_after(networks: list[Network], tmp_path: Path) -> None:
    places = sorted({place for one in networks for place in one.cities}, key=lambda place: place.iri)
    with history.indexed(networks[:2], places, None, tmp_path) as index:
        assert [row["iri"] for row in index.items] == ["network/a", "network/b"]
        assert history.experience(index) == {"city/1": 1, "city/2": 2, "city/3": 1}
        assert max(history.centrality(index), key=history.centrality(index).__getitem__) == "city/2"
        items = history.named(index, networks[2], None)
        scores = {one.iri: one.score for one in rank_cities(items, index)}
        assert next(iri for iri, _ in history.run_of(scores, places)) in ("city/1", "city/2")
        text = history.by_text(items)
        assert text["city/1"] == text["city/2"] >= text["city/3"]


def test_who_was_never_seen_comes_last_and_who_asks_not_at_all(networks: list[Network]) -> None:
    places = [Place(f"city/{number}", "", "ES") for number in range(4)]
    run = history.run_of({"city/2": 0.5}, places, asking="city/1")
    assert run == [("city/2", 0.5), ("city/0", 0.0), ("city/3", 0.0)]


def test_the_history_of_urbact_is_read_whole(shared: Path) -> None:
    networks = read_history(shared / "facts" / "urbact_networks_2000_2017.jsonl")
    assert len(networks) == 125
    assert sum(one.start < 2013 for one in networks) == 73
    assert all(one.leads and one.title for one in networks)
