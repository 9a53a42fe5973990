"""What the settings of two cities have in common."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peercity.recommender.ask import Recommender
from peercity.recommender.context import WEIGHTS, Spread, compare, spread_of
from peercity.recommender.context.comparison import INCOME_GROUPS, INLAND, SHORE
from peercity.recommender.context.peers import similar_cities
from peercity.recommender.places import find_city
from peercity.recommender.terms import CONTEXT, Scorer

KEYS = {
    "size": "population",
    "language": "languages",
    "themes": "themes",
    "region": "section",
    "income": "income",
    "coast": "coast",
}
VALUES: dict[str, Any] = {
    "population": st.integers(1, 40_000_000),
    "languages": st.lists(st.sampled_from(["ar", "en", "es", "fr", "sw"]), min_size=1, max_size=3, unique=True),
    "themes": st.lists(st.sampled_from(["axis/mobility", "axis/economy", "theme/talent"]), min_size=1, unique=True),
    "section": st.sampled_from(["section/africa", "section/europe"]),
    "income": st.sampled_from(INCOME_GROUPS),
    "coast": st.integers(0, 3000),
}
cities = st.fixed_dictionaries({key: st.none() | values for key, values in VALUES.items()})
full = st.fixed_dictionaries(VALUES)


@given(one=cities, other=cities)
def test_every_similarity_and_score_is_between_0_and_1(one: dict[str, Any], other: dict[str, Any]) -> None:
    found = compare(one, other)
    assert [feature.name for feature in found.features] == list(WEIGHTS)
    assert all(0 <= one.similarity <= 1 + 1e-9 for one in found.features if one.similarity is not None)
    assert found.score is None or 0 <= found.score <= 1 + 1e-9
    assert 0 <= found.shared <= found.known + 1e-9 <= 1 + 2e-9


@given(one=cities, other=cities)
def test_similarity_is_symmetric(one: dict[str, Any], other: dict[str, Any]) -> None:
    there, back = compare(one, other), compare(other, one)
    for name in WEIGHTS:
        assert there[name].similarity == pytest.approx(back[name].similarity)
        assert (there[name].one, there[name].other) == (back[name].other, back[name].one)
    assert there.score == pytest.approx(back.score)


@given(city=full)
def test_nothing_is_more_like_a_city_than_itself(city: dict[str, Any]) -> None:
    assert compare(city, city).score == pytest.approx(1)
    assert compare(city, city).shared == pytest.approx(1)


@given(one=cities, other=cities, name=st.sampled_from(list(WEIGHTS)))
def test_an_unknown_value_adds_nothing_and_changes_no_other_feature(
    one: dict[str, Any], other: dict[str, Any], name: str
) -> None:
    before, after = compare(one, other), compare(one, {**other, KEYS[name]: None})
    assert after[name].similarity is None
    assert all(after[other_name] == before[other_name] for other_name in WEIGHTS if other_name != name)
    assert after.shared <= before.shared + 1e-9
    rest = [one for one in before.features if one.name != name and one.similarity is not None]
    mean = sum(WEIGHTS[one.name] * (one.similarity or 0) for one in rest) / sum(WEIGHTS[one.name] for one in rest) \
        if rest else None  # fmt: skip
    assert after.score == (None if mean is None else pytest.approx(mean))


@given(one=full, near=st.integers(1, 40_000_000), far=st.integers(1, 40_000_000))
def test_a_nearer_population_is_never_less_alike(one: dict[str, Any], near: int, far: int) -> None:
    size = one["population"]
    assume(max(size, near) / min(size, near) <= max(size, far) / min(size, far))
    first, second = (compare(one, {"population": other})["size"].similarity for other in (near, far))
    assert first is not None
    assert second is not None
    assert first >= second - 1e-9


def test_of_two_cities_of_which_nothing_is_known_nothing_is_said() -> None:
    found = compare({}, {})
    assert (found.score, found.shared, found.known) == (None, 0, 0)
    assert {feature.similarity for feature in found.features} == {None}


@pytest.mark.parametrize(("one", "other", "same"), [(0, SHORE, True), (INLAND, 2000, True), (SHORE, INLAND, False)])
def test_shore_and_inland_are_each_one_thing(one: int, other: int, same: bool) -> None:
    similarity = compare({"coast": one}, {"coast": other})["coast"].similarity
    assert (similarity == pytest.approx(1)) == same


def test_weights_are_shares() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_the_default_spread_is_that_of_the_starter_data(recommender: Recommender) -> None:
    measured = spread_of(recommender.index.cities.values())
    assert measured.size == pytest.approx(Spread().size, abs=0.02)
    assert measured.coast == pytest.approx(Spread().coast, abs=0.02)


def test_of_too_few_cities_the_spread_is_the_default_one() -> None:
    assert spread_of([]) == spread_of([{"population": 5, "coast": None}]) == Spread()


def test_two_cities_are_as_alike_in_an_answer_as_among_similar_cities(recommender: Recommender) -> None:
    own = Recommender(recommender.release, recommender.encoder)
    for row in own.index.cities.values():
        row["population"] = row["population"] and row["population"] ** 2
    assert own.index.spread.size == pytest.approx(2 * recommender.index.spread.size)
    asking = find_city("Durban", own.index.cities)
    peers = similar_cities(own.release, own.index, "Durban", limit=50).cities
    base = own.release.facts["base"]
    told = {
        peer.iri.removeprefix(base): feature for peer in peers for feature in peer.features if feature.name == "size"
    }
    index, compared = own.index, 0
    scorer = Scorer(index.cities, asking, spread=index.spread)
    for number in range(len(index.items)):
        nearest = scorer.nearest(index.items[number])
        if nearest in told and told[nearest].similarity is not None:
            terms = {term.name: term.value for term in scorer.recorded(index.items[number])}
            expected = CONTEXT * WEIGHTS["size"] * told[nearest].similarity
            assert terms["context.size"] == pytest.approx(expected, abs=1e-4)
            compared += 1
    assert compared > 5


def test_a_row_and_the_asking_city_made_of_it_compare_alike(recommender: Recommender) -> None:
    rows = recommender.index.cities
    asking = find_city("Bilbao", rows)
    for iri in ("city/dakar-sn", "city/gijon-es", "city/kinondoni-tz"):
        assert compare(asking, rows[iri]) == compare(rows["city/bilbao-es"], rows[iri])


def test_every_known_feature_of_the_release_rests_on_a_document(recommender: Recommender) -> None:
    cities = recommender.index.cities
    bilbao = cities["city/bilbao-es"]
    for row in cities.values():
        for feature in compare(bilbao, row).features:
            shared = feature.name != "themes" or set(feature.one or ()) & set(feature.other or ())  # type: ignore[arg-type]
            if feature.similarity is not None and shared:
                assert feature.sources, (row["iri"], feature)


def test_each_feature_rests_on_its_own_source(recommender: Recommender) -> None:
    found = compare(recommender.index.cities["city/bilbao-es"], recommender.index.cities["city/abidjan-ci"])
    assert {name: found[name].sources for name in WEIGHTS if name != "themes"} == {
        "size": ("document/geonames",),
        "language": ("document/cldr",),
        "region": ("document/cldr",),
        "income": ("document/world-bank-income-groups",),
        "coast": ("document/natural-earth-coast",),
    }


def test_a_city_outside_the_release_is_known_as_far_as_the_gazetteer_goes(recommender: Recommender) -> None:
    thimphu = find_city("Thimphu", recommender.index.cities)
    assert (thimphu.iri, thimphu.languages, thimphu.income, thimphu.section) == (None, ("dz",), "lower-middle", None)
    assert thimphu.coast is not None
    assert thimphu.coast > 300
    assert compare(thimphu, recommender.index.cities["city/bilbao-es"])["region"].similarity is None
