"""What helped or hindered a practice, against what is stated of the asking city's own practices."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from peercity.recommender.conditions import conditions_by_city
from peercity.recommender.gaps import OF_A_TOOL, against

CONCEPTS = ("enabler/leadership", "enabler/training", "enabler/dedicated-team", *OF_A_TOOL)
some = st.lists(st.sampled_from(CONCEPTS), unique=True)


def practice(city: str, concepts: list[str]) -> dict[str, Any]:
    told = [{"concept": concept, "stated_in": ["document/a"]} for concept in concepts]
    conditions = {"helped": {"concepts": told, "text": {}, "stated_in": []}} if concepts else {}
    return {"conditions": conditions, "cities": [{"city": city, "role": "implementer"}]}


@given(theirs=some, ours=st.lists(some, max_size=3))
def test_the_gaps_are_exactly_what_their_source_names_and_none_of_ours_does(
    theirs: list[str], ours: list[list[str]]
) -> None:
    items = [practice("city/there", theirs), *(practice("city/here", concepts) for concepts in ours)]
    found = against(items[0], "helped", "city/here", conditions_by_city(items), number=0)
    stated = {concept for concepts in ours for concept in concepts}
    assert set(found.missing) == set(theirs) - stated - set(OF_A_TOOL)
    assert {concept for concept, _ in found.shared} == set(theirs) & stated
    for concept, number in found.shared:
        assert concept in [one["concept"] for one in items[number]["conditions"]["helped"]["concepts"]]


@given(theirs=some)
def test_a_city_that_nothing_is_stated_of_lacks_no_more_than_the_source_names(theirs: list[str]) -> None:
    items = [practice("city/there", theirs)]
    for city in ("city/elsewhere", None):
        found = against(items[0], "helped", city, conditions_by_city(items), number=0)
        assert (set(found.missing), found.shared) == (set(theirs) - set(OF_A_TOOL), ())


def test_a_practice_does_not_fill_its_own_gaps() -> None:
    items = [practice("city/here", ["enabler/training"])]
    found = against(items[0], "helped", "city/here", conditions_by_city(items), number=0)
    assert found.missing == ("enabler/training",)


def test_what_is_stated_nowhere_is_no_condition() -> None:
    item = practice("city/there", ["enabler/training"])
    item["conditions"]["helped"]["concepts"][0]["stated_in"] = []
    assert against(item, "helped", None, {}, number=0).missing == ()
