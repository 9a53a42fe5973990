"""What links two cities already."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from peercity.recommender.links import DIRECT, THROUGH_A_PARTNER, Links

parts = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.integers(0, 5), unique=True))
cities = st.sampled_from("abcdef")


def test_a_common_item_is_the_shortest_way() -> None:
    links = Links({"a": [0, 1], "b": [1], "c": [0, 2]})
    assert links.shortest("a", "b") == ("a", 1, "b")
    assert links.weight("a", "b") == DIRECT


def test_over_more_than_two_items_there_is_no_way() -> None:
    links = Links({"a": [0], "b": [0, 1], "c": [1, 2], "d": [2]})
    assert links.shortest("a", "c") == ("a", 0, "b", 1, "c")
    assert links.weight("a", "c") == THROUGH_A_PARTNER
    assert links.shortest("a", "d") is None
    assert links.weight("a", "d") == 0


def test_of_several_shortest_ways_it_is_the_first_by_the_numbers_of_items() -> None:
    assert Links({"a": [10, 9], "b": [9, 10]}).shortest("a", "b") == ("a", 9, "b")
    partners = {"b": [10, 11], "c": [9, 12], "d": [9, 2], "e": [9, 11]}
    assert Links({"a": [9, 10], **partners, "z": [2, 11, 12]}).shortest("a", "z") == ("a", 9, "c", 12, "z")


@given(parts, cities, cities)
def test_every_step_of_a_way_is_a_part_in_an_item(city_items: dict[str, list[int]], one: str, other: str) -> None:
    links = Links(city_items)
    way, back = links.shortest(one, other), links.shortest(other, one)
    assert (way is None) == (back is None)
    if way is not None and back is not None:
        assert (way[0], way[-1], len(way)) == (one, other, len(back))
        for place in range(0, len(way) - 2, 2):
            assert way[place + 1] in city_items[str(way[place])]
            assert way[place + 1] in city_items[str(way[place + 2])]


@given(parts, cities, cities)
def test_a_link_weighs_the_same_both_ways_and_no_city_is_linked_with_itself(
    city_items: dict[str, list[int]], one: str, other: str
) -> None:
    links = Links(city_items)
    assert links.weight(one, other) == links.weight(other, one)
    assert links.weight(one, one) == 0
    assert (links.weight(one, other) > 0) == (links.shortest(one, other) is not None)
