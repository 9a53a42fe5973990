"""Cities to ask: the evidence of their items, and what they have in common with the asking one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercity.api.starting import open_recommender, publish_release
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.sources import SourceFile
from peercity.recommender.ask import Recommender
from peercity.recommender.cities import RankedItem, city_reasons, rank_cities
from peercity.recommender.index import Index
from peercity.recommender.links import can_be_asked
from peercity.recommender.offers import STANDINGS
from peercity.recommender.places import AskingCity, find_city, known_city
from peercity.recommender.reasons import Reasoner

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
IndexOf = Callable[[Sequence[dict[str, Any]]], Index]
scored = st.lists(st.tuples(st.integers(0, 250), st.floats(0.1, 1)), max_size=12, unique_by=lambda one: one[0])


def items(recommender: Recommender, found: list[tuple[int, float]]) -> list[RankedItem]:
    ranked = [RankedItem(number, recommender.index.items[number], score, "partial", score) for number, score in found]
    return sorted(ranked, key=lambda item: (-item.score, item.row["iri"]))


@few
@given(found=scored)
def test_every_city_can_be_asked_about_an_item_and_every_such_part_makes_a_city(
    recommender: Recommender, found: list[tuple[int, float]]
) -> None:
    ranked = items(recommender, found)
    cities = rank_cities(ranked, recommender.index)
    parts = [part for item in ranked for part in item.row["cities"]]
    assert {city.iri for city in cities} == {part["city"] for part in parts if can_be_asked(part)}
    for city in cities:
        assert city.parts
        for item, role in city.parts:
            assert {"city": city.iri, "role": role} in [
                {"city": one["city"], "role": one["role"]} for one in item.row["cities"]
            ]


@few
@given(found=scored, data=st.data())
def test_one_more_item_never_lowers_a_city(
    recommender: Recommender, found: list[tuple[int, float]], data: st.DataObject
) -> None:
    index = recommender.index
    city = data.draw(st.none() | st.sampled_from(sorted(index.cities)))
    asking = known_city(index.cities[city], "en") if city else None
    before = {one.iri: one.score for one in rank_cities(items(recommender, found[1:]), index, asking=asking)}
    after = {one.iri: one.score for one in rank_cities(items(recommender, found), index, asking=asking)}
    for iri, score in before.items():
        assert after[iri] >= score - 1e-9


@few
@given(found=scored, data=st.data())
def test_a_city_is_never_its_own_mentor(
    recommender: Recommender, found: list[tuple[int, float]], data: st.DataObject
) -> None:
    ranked, index = items(recommender, found), recommender.index
    for city in {part["city"] for item in ranked for part in item.row["cities"]}:
        asking = known_city(index.cities[city], "en")
        assert city not in {one.iri for one in rank_cities(ranked, index, asking=asking)}


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
        assert without[city.iri] <= city.score <= without[city.iri] * 1.17 + 1e-9


def of_small(index: Index) -> list[RankedItem]:
    rows = [(number, index.items[number]) for number in range(len(index.items))]
    return [RankedItem(number, row, 0.8, "partial", 0.8) for number, row in rows if row["iri"].endswith("belem")]


def test_a_plan_counts_less_than_what_was_done(index_of: IndexOf, three_cities: list[dict[str, Any]]) -> None:
    index = index_of(three_cities)
    rows = [(number, index.items[number]) for number in range(len(index.items))]
    same = [RankedItem(n, row, 0.8, "partial", 0.8) for n, row in rows if row["iri"].endswith(("belem", "cork"))]
    assert [(city.iri, round(city.score, 3)) for city in rank_cities(same, index)] == [
        ("city/belem", 0.8),
        ("city/cork", 0.4),
    ]


def transfer(number: int, status: str, document: str = "members") -> dict[str, Any]:
    return {
        "type": "Transfer",
        "id": f"transfer/{number}",
        "label": dict.fromkeys(("fr", "es", "en"), f"Transfer {number}"),
        "practice": "practice/belem",
        "fromCity": "city/belem",
        "toCity": "city/cork",
        "status": f"concept:status/{status}",
        "statedIn": [f"document/{document}"],
    }


def test_each_transfer_that_was_made_adds_less_than_the_one_before(
    index_of: IndexOf, three_cities: list[dict[str, Any]]
) -> None:
    scores = []
    for count in range(4):
        index = index_of([*three_cities, *(transfer(number, "done") for number in range(count))])
        scores.append(next(one.score for one in rank_cities(of_small(index), index) if one.iri == "city/belem"))
    steps = [after - before for before, after in pairwise(scores)]
    assert steps == sorted(steps, reverse=True)
    assert steps[-1] > 0
    assert scores[-1] < scores[0] * 1.2


def test_who_took_a_practice_over_can_be_asked_and_is_named(
    index_of: IndexOf, three_cities: list[dict[str, Any]]
) -> None:
    index = index_of([*three_cities, transfer(1, "done")])
    belem, cork = rank_cities(of_small(index), index)
    assert (belem.iri, cork.iri, cork.parts[0][1]) == ("city/belem", "city/cork", "adopter")
    reasons = city_reasons(belem, index, Reasoner(index, "en", None), None)
    assert [reason.text for reason in reasons if reason.type == "transfer"] == [
        "Taken over by cork: belem flood sirens."
    ]


@pytest.mark.parametrize("told", [("planned", "members"), ("done", "nowhere")])
def test_a_transfer_that_was_not_made_or_has_no_source_counts_nothing(
    index_of: IndexOf, three_cities: list[dict[str, Any]], told: tuple[str, str]
) -> None:
    index, plain = index_of([*three_cities, transfer(1, *told)]), index_of(three_cities)
    assert [one.score for one in rank_cities(of_small(index), index)] == [
        one.score for one in rank_cities(of_small(plain), plain)
    ]


def offer(capacity: int | None, languages: list[str], subject: str = "axis/environment") -> dict[str, Any]:
    found = {
        "type": "Offer",
        "id": "offer/belem",
        "offeredBy": "city/belem",
        "subject": [f"concept:{subject}"],
        "languages": languages,
        "asOf": "2026",
        "statedIn": ["document/members"],
    }
    return found if capacity is None else {**found, "capacity": capacity}


MENTORING = [
    {
        "type": "Programme",
        "id": "programme/one",
        "label": dict.fromkeys(("fr", "es", "en"), "Mentoring"),
        "kind": "concept:kind/mentoring-programme",
        "status": "concept:status/ongoing",
        "statedIn": ["document/members"],
    },
    {
        "type": "Participation",
        "id": "participation/one",
        "participant": "city/belem",
        "participatesIn": "programme/one",
        "role": "concept:role/mentor",
        "status": "concept:status/ongoing",
        "statedIn": ["document/members"],
    },
]
SPANISH = AskingCity("Thiès", None, "SN", "Senegal", None, ("es",), None)


@pytest.mark.parametrize(
    ("records", "standing", "said"),
    [
        ([], "not_stated", None),
        ([offer(2, ["pt"], "axis/economy")], "not_stated", None),
        ([offer(None, [])], "mentor", "places: not stated; languages: not stated"),
        ([offer(2, ["pt", "es"])], "mentor", "places: 2 of 2 free; languages: Spanish and Portuguese"),
        ([offer(2, ["es"]), *MENTORING], "mentor", "places: 1 of 2 free; languages: Spanish"),
        ([offer(1, ["es"]), *MENTORING], "full", "no place is free now; places: 0 of 1 free"),
        ([offer(2, ["pt"])], "other_language", "but in other languages than yours: Portuguese"),
        ([offer(1, ["pt"]), *MENTORING], "full", "no place is free now"),
    ],
)
def test_a_city_is_called_mentor_only_where_an_offer_on_it_has_a_place_and_a_language(
    index_of: IndexOf,
    three_cities: list[dict[str, Any]],
    records: list[dict[str, Any]],
    standing: str,
    said: str | None,
) -> None:
    index = index_of([*three_cities, *records])
    city = next(one for one in rank_cities(of_small(index), index, asking=SPANISH) if one.iri == "city/belem")
    assert city.standing == standing
    assert standing in STANDINGS
    reasons = city_reasons(city, index, Reasoner(index, "en", SPANISH), SPANISH)
    offers = [reason for reason in reasons if reason.type == "offer"]
    assert [said in reason.text for reason in offers] == ([] if said is None else [True])
    assert all(reason.sources for reason in offers)


def test_the_language_of_the_question_is_a_working_language_too(
    index_of: IndexOf, three_cities: list[dict[str, Any]]
) -> None:
    index = index_of([*three_cities, offer(1, ["pt"])])
    found = [rank_cities(of_small(index), index, asking=SPANISH, spoken=spoken)[0].standing for spoken in ((), ("pt",))]
    assert found == ["other_language", "mentor"]


def test_an_offer_without_a_source_is_none(index_of: IndexOf, three_cities: list[dict[str, Any]]) -> None:
    index = index_of([*(one for one in three_cities if one["id"] != "document/members"), offer(1, ["es"])])
    assert {city.standing for city in rank_cities(of_small(index), index)} == {"not_stated"}


def test_an_answer_calls_a_city_mentor_once_its_offer_is_public(
    answering_copy: DataFolder, source: Callable[[str, str], SourceFile]
) -> None:
    """Of the others it still says that nothing is stated."""
    offered = source(
        "offers.yaml",
        """
source: document/offers
records:
  - {id: document/offers, type: Document, title: {en: Offers}, kind: concept:kind/web-page, readOn: 2026-11}
  - {id: offer/la-paz, type: Offer, offeredBy: city/la-paz-bo, subject: [concept:axis/environment], languages: [es],
     capacity: 2, asOf: 2026-11, statedIn: [document/offers]}
""",
    )
    with Live(answering_copy) as live:
        live.load([offered], who="test", why="an offer", shapes=False)
        publish_release(live)
    recommender = open_recommender(answering_copy)
    answer = recommender.ask("¿Cómo alertar a tiempo a la población en caso de inundación?", city="Buenos Aires")
    assert [city.label for city in answer.cities if city.type == "mentor"] == ["La Paz"]
    assert answer.offers_phrase == "mentor.some_offered"
    french = recommender.ask("Comment alerter à temps la population en cas d’inondation ?", city="Dakar", language="fr")
    la_paz = next(city for city in french.cities if city.iri.endswith("la-paz-bo"))
    assert la_paz.type == "city"
    assert any(reason.type == "offer" and "espagnol" in reason.text for reason in la_paz.reasons)


def test_where_only_the_asking_city_has_something_it_is_said_that_no_other_has(recommender: Recommender) -> None:
    answer = recommender.ask("How can we get pit latrines emptied safely?", city="Kampala")
    assert answer.practices
    assert (answer.cities, answer.offers_phrase) == ((), "mentor.none")


def test_nothing_in_the_starter_data_makes_a_mentor(recommender: Recommender) -> None:
    answer = recommender.ask("Floods in the city", city="Dakar")
    assert {city.type for city in answer.cities} == {"city"}
    assert answer.offers_phrase == "cities.none_offered"


def test_without_the_source_of_its_part_in_an_item_a_city_has_no_reason_to_be_asked(
    index_of: IndexOf, three_cities: list[dict[str, Any]]
) -> None:
    """And is then left out of an answer, which gives reasons or nothing."""

    def reasons(records: list[dict[str, Any]]) -> list[str]:
        index = index_of(records)
        belem = next(one for one in rank_cities(of_small(index), index) if one.iri == "city/belem")
        return [reason.type for reason in city_reasons(belem, index, Reasoner(index, "en", None), None)]

    assert reasons(three_cities) == ["item"]
    assert reasons([one for one in three_cities if one["id"] != "document/belem"]) == []
