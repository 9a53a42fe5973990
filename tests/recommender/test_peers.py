"""The cities most like one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercity.graph.errors import NotFound, PeerCityError
from peercity.graph.records.values import INTERFACE_LANGUAGES
from peercity.recommender.ask import Recommender
from peercity.recommender.context.peers import KINDS, SimilarCities, similar_cities
from peercity.recommender.reasons.wording import Wording

few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
names = st.sampled_from(["Bilbao", "Dakar", "Thimphu", "Kinondoni", "Les Abymes", "Surabaya", "Morne-à-l'Eau"])


def similar(recommender: Recommender, name: str, *, limit: int = 10, language: str = "en") -> SimilarCities:
    return similar_cities(recommender.release, recommender.index, name, limit=limit, language=language)


@few
@given(name=names)
def test_a_city_is_never_its_own_peer(recommender: Recommender, name: str) -> None:
    found = similar(recommender, name, limit=50)
    assert len(found.cities) == 50
    assert found.iri not in {city.iri for city in found.cities}
    assert len({city.iri for city in found.cities}) == 50


@few
@given(name=names, limit=st.integers(1, 49))
def test_raising_the_limit_only_appends(recommender: Recommender, name: str, limit: int) -> None:
    less, more = similar(recommender, name, limit=limit), similar(recommender, name, limit=limit + 1)
    assert more.cities[:limit] == less.cities
    assert len(more.cities) == limit + 1


@few
@given(name=names)
def test_scores_never_rise_down_the_list_and_equal_ones_break_by_iri(recommender: Recommender, name: str) -> None:
    order = [(-city.score, city.iri) for city in similar(recommender, name, limit=50).cities]
    assert [score for score, _ in order] == sorted(score for score, _ in order)


@few
@given(name=names, language=st.sampled_from(INTERFACE_LANGUAGES))
def test_the_language_changes_words_and_nothing_else(recommender: Recommender, name: str, language: str) -> None:
    english, other = similar(recommender, name), similar(recommender, name, language=language)
    assert [(city.iri, city.score) for city in english.cities] == [(city.iri, city.score) for city in other.cities]
    texts = [feature.text for city in other.cities for feature in city.features]
    assert all(text and "{" not in text for text in [*texts, *other.known, *other.notes])


def test_what_makes_two_alike_goes_first_and_what_is_not_stated_last(recommender: Recommender) -> None:
    for city in similar(recommender, "Thimphu", limit=50).cities:
        kinds = [KINDS.index(feature.kind) for feature in city.features]
        assert kinds == sorted(kinds)
        for feature in city.features:
            assert (feature.kind == "not_stated") == (feature.similarity is None)
            if feature.kind == "not_stated":
                assert "not stated" in feature.text


def test_both_values_are_shown(recommender: Recommender) -> None:
    first = similar(recommender, "Bilbao", limit=1).cities[0]
    size = next(feature for feature in first.features if feature.name == "size")
    assert isinstance(size.one, int)
    assert isinstance(size.other, int)
    assert Wording("en").number(size.one) in size.text
    assert Wording("en").number(size.other) in size.text
    assert size.apart is not None
    coast = next(feature for feature in first.features if feature.name == "coast")
    assert f"Bilbao {coast.one}" in coast.text


def test_two_income_groups_are_never_called_alike(recommender: Recommender) -> None:
    for city in similar(recommender, "Wellington", limit=50).cities:
        income = next(feature for feature in city.features if feature.name == "income")
        assert (income.kind == "alike") == (income.one == income.other), city.label


def test_little_known_cities_do_not_lead(recommender: Recommender) -> None:
    labels = [city.label for city in similar(recommender, "Dakar", limit=5).cities]
    assert "Morne-à-l'Eau" not in labels
    assert labels[0] == "Abidjan"


def test_every_source_is_described_as_the_release_has_it(recommender: Recommender) -> None:
    found = similar(recommender, "Bilbao", limit=3)
    described = {source.iri for source in found.sources}
    assert {iri for city in found.cities for feature in city.features for iri in feature.sources} == described
    titles = {source.title for source in found.sources}
    assert {"World Bank Country and Lending Groups", "GeoNames geographical database"} <= titles
    assert all(source.as_of for source in found.sources if source.title.startswith(("World", "Natural", "Geo")))


def test_a_city_outside_the_release_is_said_to_be_so(recommender: Recommender) -> None:
    found = similar(recommender, "Thimphu")
    assert found.iri is None
    assert any("does not speak of Thimphu" in note for note in found.notes)
    assert not any("does not speak" in note for note in similar(recommender, "Bilbao").notes)


def test_another_city_of_the_name_is_told(recommender: Recommender) -> None:
    assert any("“Córdoba, ES”" in note for note in similar(recommender, "Córdoba").notes)
    assert not any("“Córdoba," in note for note in similar(recommender, "Córdoba, ES").notes)


def test_bad_input_is_refused_in_one_sentence(recommender: Recommender) -> None:
    for limit in (0, -1, 51):
        with pytest.raises(PeerCityError, match=rf"The limit {limit} is not between 1 and 50\."):
            similar(recommender, "Bilbao", limit=limit)
    with pytest.raises(NotFound, match=r"'de'\. Valid: fr, es, en"):
        similar(recommender, "Bilbao", language="de")
    for name in ("", " ", "x" * 10_000, "\ud800", "Bilbuo"):
        with pytest.raises(NotFound, match="There is no city"):
            similar(recommender, name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bilbao", {"Gijón", "Málaga", "San Sebastián", "Valencia"}),
        ("Medellín", {"Córdoba", "Quito", "Cali", "Puebla"}),
        ("Dakar", {"Abidjan", "Ouagadougou", "Bamako"}),
        ("Nairobi", {"Kampala", "Kumasi", "Kisumu"}),
        ("Lyon", {"Toulouse", "Strasbourg", "Brussels"}),
    ],
)
def test_people_of_a_city_would_name_these(recommender: Recommender, name: str, expected: set[str]) -> None:
    assert expected <= {city.label for city in similar(recommender, name).cities}
