"""Folding and spreading move items; they lose none."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from peercity.recommender.ask import Recommender
from peercity.recommender.folding import Told, fold, overlap, spread

CITIES = st.frozensets(st.sampled_from(["bilbao", "dakar", "quito"]), max_size=2)
NAMES = st.sampled_from(["EVUE", "EVUE II: second phase", "EVUE 3 (cars)", "Open data", "Boti", "Boti 2024"])
PASSAGES = st.sampled_from(
    [
        "The city lends bicycles at twenty stations.",
        "The city lends bicycles at thirty stations!",
        "Trams.",
        "",
    ]
)
ROWS = st.lists(st.builds(Told, NAMES, PASSAGES, CITIES), max_size=12)
ITEMS = st.lists(st.tuples(st.integers(0, 99), CITIES), max_size=12, unique_by=lambda item: item[0])
FIRST, MOST = 5, 2


def itself(told: Told) -> Told:
    return told


def cities_of(item: tuple[int, frozenset[str]]) -> frozenset[str]:
    return item[1]


@given(rows=ROWS)
def test_folding_loses_nothing(rows: list[Told]) -> None:
    kept = [row for folded in fold(rows, itself) for row in (folded.row, *folded.also)]
    assert Counter(kept) == Counter(rows)


@given(rows=ROWS)
def test_what_is_shown_keeps_its_order_and_what_is_folded_stands_lower(rows: list[Told]) -> None:
    shown = fold(list(enumerate(rows)), lambda row: row[1])
    heads = [folded.row[0] for folded in shown]
    assert heads == sorted(heads)
    for folded in shown:
        places = [place for place, _ in (folded.row, *folded.also)]
        assert places == sorted(places)


@given(rows=ROWS)
def test_no_two_shown_tell_of_the_same_thing(rows: list[Told]) -> None:
    shown = [folded.row for folded in fold(rows, itself)]
    assert not [one for number, one in enumerate(shown) for other in shown[:number] if one.is_again(other)]


@given(rows=ROWS)
def test_folding_what_was_folded_changes_nothing(rows: list[Told]) -> None:
    shown = [folded.row for folded in fold(rows, itself)]
    assert [folded.row for folded in fold(shown, itself)] == shown


@given(rows=ROWS, more=ROWS)
def test_rows_that_rank_lower_never_change_what_is_shown_above(rows: list[Told], more: list[Told]) -> None:
    before = fold(rows, itself)
    after = fold(rows + more, itself)[: len(before)]
    assert [folded.row for folded in after] == [folded.row for folded in before]
    assert all(later.also[: len(sooner.also)] == sooner.also for sooner, later in zip(before, after, strict=True))


@given(one=st.builds(Told, NAMES, PASSAGES, CITIES), other=st.builds(Told, NAMES, PASSAGES, CITIES))
def test_two_cities_that_did_the_same_are_two_answers(one: Told, other: Told) -> None:
    assert one.is_again(other) == other.is_again(one)
    assert one.is_again(one) or not (one.cities or one.passage)
    if one.cities and other.cities and one.cities.isdisjoint(other.cities):
        assert not one.is_again(other)


def test_a_name_in_common_is_not_one_project() -> None:
    bilbao = frozenset({"bilbao"})
    evue = Told("EVUE: electric vehicles", "Strategies.", bilbao)
    assert evue.is_again(Told("EVUE II: second phase", "Results.", bilbao))
    assert not evue.is_again(Told("EVUE: training", "Courses for drivers.", bilbao))
    assert not evue.is_again(Told("EVUE II: second phase", "Results."))


@given(one=st.frozensets(st.characters(), max_size=9), other=st.frozensets(st.characters(), max_size=9))
def test_an_overlap_is_a_share_and_whole_only_for_the_same(one: frozenset[str], other: frozenset[str]) -> None:
    assert 0 <= overlap(one, other) == overlap(other, one) <= 1
    assert (overlap(one, other) == 1) == (one == other != frozenset())


def test_of_the_starter_data_only_the_later_phases_of_a_network_are_folded(recommender: Recommender) -> None:
    index = recommender.index
    for language in ("fr", "es", "en"):
        rows = []
        for number in range(len(index.items)):
            item = index.items[number]
            passages = (index.passages[int(one)] for one in np.flatnonzero(index.passage_item == number))
            text = next(row["text"] for row in passages if row["language"] == language)
            rows.append(
                (item["iri"], Told(item["label"][language], text, frozenset(part["city"] for part in item["cities"])))
            )
        folded = {one.row[0]: [iri for iri, _ in one.also] for one in fold(rows, lambda row: row[1]) if one.also}
        assert folded == {
            "project/urbact-esimec": ["project/urbact-esimec-ii"],
            "project/urbact-evue": ["project/urbact-evue-ii"],
            "project/urbact-jobtown": ["project/urbact-jobtown-2"],
            "project/urbact-roma-net": ["project/urbact-roma-net-ii"],
        }


@given(items=ITEMS)
def test_spreading_drops_nothing_and_repeats_nothing(items: list[tuple[int, frozenset[str]]]) -> None:
    assert sorted(item[0] for item in spread(items, cities_of)) == sorted(item[0] for item in items)


@given(items=ITEMS)
def test_a_city_has_two_of_the_first_five_unless_nothing_else_is_left(
    items: list[tuple[int, frozenset[str]]],
) -> None:
    found = spread(items, cities_of)
    times: Counter[str] = Counter()
    for number, item in enumerate(found[:FIRST]):
        if any(times[city] >= MOST for city in item[1]):
            assert all(any(times[city] >= MOST for city in later[1]) for later in found[number:])
            return
        times.update(item[1])


@given(items=ITEMS)
def test_only_what_is_too_much_moves(items: list[tuple[int, frozenset[str]]]) -> None:
    found = spread(items, cities_of)
    place = {item[0]: number for number, item in enumerate(items)}
    moved_up = [item for number, item in enumerate(found[:FIRST]) if place[item[0]] > number]
    for item in moved_up:
        passed = [other for other in items[: place[item[0]]] if found.index(other) > found.index(item)]
        assert all(other[1] for other in passed)
    if all(count <= MOST for count in Counter(city for item in items for city in item[1]).values()):
        assert found == items


@given(items=ITEMS)
def test_spreading_twice_is_spreading_once(items: list[tuple[int, frozenset[str]]]) -> None:
    once = spread(items, cities_of)
    assert spread(once, cities_of) == once
