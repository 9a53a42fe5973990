"""Cities to ask: the evidence of their items, and what they have in common with the asking one."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercity.recommender.ask import Recommender
from peercity.recommender.cities import RankedItem, rank_cities
from peercity.recommender.places import find_city

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
scored = st.lists(st.tuples(st.integers(0, 250), st.floats(0.1, 1)), max_size=12, unique_by=lambda one: one[0])


def items(recommender: Recommender, found: list[tuple[int, float]]) -> list[RankedItem]:
    ranked = [RankedItem(number, recommender.index.items[number], score, "partial", score) for number, score in found]
    return sorted(ranked, key=lambda item: (-item.score, item.row["iri"]))


@few
@given(found=scored)
def test_every_city_has_a_part_in_an_item_and_every_part_makes_a_city(
    recommender: Recommender, found: list[tuple[int, float]]
) -> None:
    ranked = items(recommender, found)
    cities = rank_cities(ranked, recommender.index)
    assert {city.iri for city in cities} == {part["city"] for item in ranked for part in item.row["cities"]}
    for city in cities:
        assert city.parts
        for item, role in city.parts:
            assert {"city": city.iri, "role": role} in [
                {"city": one["city"], "role": one["role"]} for one in item.row["cities"]
            ]


@few
@given(found=scored)
def test_one_more_item_never_lowers_a_city(recommender: Recommender, found: list[tuple[int, float]]) -> None:
    before = {city.iri: city.score for city in rank_cities(items(recommender, found[1:]), recommender.index)}
    after = {city.iri: city.score for city in rank_cities(items(recommender, found), recommender.index)}
    for iri, score in before.items():
        assert after[iri] >= score - 1e-9


@few
@given(found=scored)
def test_the_order_is_by_score_and_then_by_iri(recommender: Recommender, found: list[tuple[int, float]]) -> None:
    cities = rank_cities(items(recommender, found), recommender.index)
    assert cities == sorted(cities, key=lambda city: (-city.score, city.iri))


@few
@given(found=scored)
def test_what_is_in_common_adds_less_than_one_good_item(
    recommender: Recommender, found: list[tuple[int, float]]
) -> None:
    asking = find_city("Thiès", recommender.index.cities)
    ranked = items(recommender, found)
    without = {city.iri: city.score for city in rank_cities(ranked, recommender.index)}
    for city in rank_cities(ranked, recommender.index, asking=asking):
        assert without[city.iri] <= city.score <= without[city.iri] * 1.12 + 1e-9
