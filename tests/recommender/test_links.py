"""The shortest way between two cities."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from peercity.recommender.links import shortest_link

parts = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.integers(0, 5), unique=True))


def test_a_common_item_is_the_shortest_way() -> None:
    assert shortest_link({"a": [0, 1], "b": [1], "c": [0, 2]}, "a", "b") == ("a", 1, "b")


def test_over_more_than_two_items_there_is_no_way() -> None:
    chain = {"a": [0], "b": [0, 1], "c": [1, 2], "d": [2]}
    assert shortest_link(chain, "a", "c") == ("a", 0, "b", 1, "c")
    assert shortest_link(chain, "a", "d") is None


@given(parts, st.sampled_from("abcdef"), st.sampled_from("abcdef"))
def test_every_step_of_a_way_is_a_part_in_an_item(city_items: dict[str, list[int]], one: str, other: str) -> None:
    way = shortest_link(city_items, one, other)
    back = shortest_link(city_items, other, one)
    assert (way is None) == (back is None)
    if way is not None and back is not None:
        assert (way[0], way[-1], len(way)) == (one, other, len(back))
        for place in range(0, len(way) - 2, 2):
            assert way[place + 1] in city_items[str(way[place])]
            assert way[place + 1] in city_items[str(way[place + 2])]
