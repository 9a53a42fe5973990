"""What a part in an item makes of a city: one to ask, one that is linked already, one whose own it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from peercity.recommender.cities import RankedItem, rank_cities
from peercity.recommender.index import Index
from peercity.recommender.places import known_city
from peercity.recommender.reasons import Reasoner

IndexOf = Callable[[Sequence[dict[str, Any]]], Index]


def together(*parts: tuple[str, str, str], source: str = "members") -> list[dict[str, Any]]:
    """Records of a project with parts: city, role and status."""
    project = {
        "type": "CollaborativeProject",
        "id": "project/one",
        "label": dict.fromkeys(("fr", "es", "en"), "Sirens together"),
        "status": "concept:status/ongoing",
        "statedIn": ["document/members"],
    }
    taking_part = [
        {
            "type": "Participation",
            "id": f"participation/{city}-{role}",
            "participant": f"city/{city}",
            "participatesIn": "project/one",
            "role": f"concept:role/{role}",
            "status": f"concept:status/{status}",
            "statedIn": [f"document/{source if city == 'cork' else 'members'}"],
        }
        for city, role, status in parts
    ]
    return [project, *taking_part]


@pytest.mark.parametrize(
    ("parts", "source", "linked"),
    [
        ([("belem", "lead", "ongoing"), ("cork", "partner", "not-stated")], "cork", True),
        ([("belem", "lead", "ongoing"), ("cork", "mentee", "done")], "cork", True),
        ([("belem", "lead", "ongoing"), ("cork", "interested", "not-stated")], "cork", False),
        ([("belem", "lead", "wished"), ("cork", "partner", "not-stated")], "cork", False),
        ([("belem", "lead", "ongoing"), ("cork", "partner", "done")], "nowhere", False),
    ],
)
def test_two_cities_are_linked_where_a_source_says_that_each_takes_part(
    lexical_index_of: IndexOf,
    three_cities: list[dict[str, Any]],
    parts: list[tuple[str, str, str]],
    source: str,
    linked: bool,
) -> None:
    index = lexical_index_of([*three_cities, *together(*parts, source=source)])
    asking = known_city(index.cities["city/belem"], "en")
    found = list(Reasoner(index, "en", asking).already_linked("city/belem", "city/cork"))
    assert len(found) == linked
    for reason in found:
        assert {source.iri for source in reason.sources} == {"document/members", "document/cork"}


@pytest.mark.parametrize(
    ("role", "status", "asked"),
    [
        ("partner", "done", True),
        ("not-stated", "ongoing", True),
        ("interested", "not-stated", False),
        ("attendee", "done", False),
        ("mentee", "ongoing", False),
        ("partner", "wished", False),
    ],
)
def test_a_city_that_only_wished_to_join_or_came_to_learn_is_none_to_ask(
    lexical_index_of: IndexOf, three_cities: list[dict[str, Any]], role: str, status: str, asked: bool
) -> None:
    index = lexical_index_of([*three_cities, *together(("belem", "lead", "ongoing"), ("cork", role, status))])
    number = next(one for one in range(len(index.items)) if index.items[one]["iri"] == "project/one")
    found = rank_cities([RankedItem(number, index.items[number], 0.8, "strong", 0.8)], index)
    assert [city.iri for city in found] == ["city/belem", *(["city/cork"] if asked else [])]


def test_of_an_own_practice_it_is_said_how_far_it_has_come(
    lexical_index_of: IndexOf, three_cities: list[dict[str, Any]]
) -> None:
    """A plan is not told as done."""
    index = lexical_index_of(three_cities)
    said = {}
    for name in ("cork", "ahome"):
        reasoner = Reasoner(index, "en", known_city(index.cities[f"city/{name}"], "en"))
        (number,) = (number for number in index.city_parts[f"city/{name}"])
        found = reasoner.of_item(number, index.passages[int(index.item_start[number])])
        (said[name],) = (reason.text for reason in found if reason.type == "own")
    assert said == {
        "cork": "In your own city: planned, as of 2020.",
        "ahome": "In your own city: in operation, as of 2020.",
    }
