"""From signals to the order of items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercity.recommender.ask import Recommender
from peercity.recommender.index import AXES, Index
from peercity.recommender.rank import Ranking, rank

scores = st.lists(st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 2.0]), max_size=30)


@given(scores, st.integers(1, 40))
def test_equal_scores_break_by_iri_and_what_is_filtered_out_never_shows(found: list[float], limit: int) -> None:
    """Items are numbered in the order of their IRIs."""
    items = np.array(found, dtype=np.float32)
    expected = sorted((-score, number) for number, score in enumerate(found) if score > -np.inf)[:limit]
    assert ranking(items).top(limit) == [number for _, number in expected]


def ranking(items: np.ndarray) -> Ranking:
    numbers = np.arange(len(items), dtype=np.int32)
    return Ranking(items, {}, None, numbers, foreign=False)


def test_items_are_numbered_in_the_order_of_their_iris(recommender: Recommender) -> None:
    items = recommender.index.items
    iris = [items[number]["iri"] for number in range(len(items))]
    assert iris == sorted(set(iris))


def test_an_item_is_as_close_as_its_best_passage(recommender: Recommender) -> None:
    index = recommender.index
    for text, language in (("inondations", "fr"), ("taxes by phone", "en")):
        vector = recommender.encoder.encode_query([text])[0] if recommender.encoder else None
        found = rank(index, text, language, vector)
        for number in range(len(index.items)):
            part = found.of_item(number)
            assert set(index.passage_item[part]) == {number}
            assert found.passages is not None
            closest = found.passages[part].max()
            assert found.signals["closest"][number] == closest == found.passages[found.best(number)]


def test_without_an_encoder_the_best_passage_holds_most_words_of_the_query(
    lexical_index_of: Callable[[Sequence[dict[str, Any]]], Index], three_cities: list[dict[str, Any]]
) -> None:
    index = lexical_index_of(three_cities)
    (ahome,) = index.city_parts["city/ahome"]
    for text, shown in (
        ("It came without notice", "the river flood came without warning"),
        ("sirens for people", "river flood warning sirens for people near the water"),
        ("zzqx", "river flood warning sirens for people near the water"),
    ):
        assert index.passages[rank(index, text, "en", None).best(ahome)]["text"] == shown


def test_a_mask_takes_items_away_and_changes_no_other_score(recommender: Recommender) -> None:
    index = recommender.index
    mask = np.arange(len(index.items)) % 3 == 0
    whole = rank(index, "inondations", "fr", None)
    masked = rank(index, "inondations", "fr", None, mask=mask)
    assert not np.isfinite(masked.items[~mask]).any()
    np.testing.assert_array_equal(masked.items[mask], whole.items[mask])


@pytest.mark.parametrize("axis", AXES)
def test_filters_work_inside_the_search(recommender: Recommender, axis: str) -> None:
    """An axis has a first five of its own, however far down they stand among all."""
    index = recommender.index
    mask = index.mask(axes=1 << AXES.index(axis))
    assert mask is not None
    whole = rank(index, "inondations", "fr", None).top(len(index.items))
    assert rank(index, "inondations", "fr", None, mask=mask).top(5) == [item for item in whole if mask[item]][:5]


def test_a_query_of_unknown_words_scores_all_items_alike(recommender: Recommender) -> None:
    found = rank(recommender.index, "zzqx", "fr", None)
    assert np.isfinite(found.items).all()


def test_without_what_an_encoder_told_the_order_stays(recommender: Recommender) -> None:
    assert recommender.encoder is not None
    found = rank(recommender.index, "inondations", "fr", recommender.encoder.encode_query(["inondations"])[0])
    left = found.by_words()
    assert left.passages is None
    assert set(left.signals) == {"characters", "words"}
    assert left.top(20) == found.top(20)
