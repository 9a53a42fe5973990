"""Measures of rankings, checked by hand, and their intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.recommender.evaluation.measures import MEASURES, by_query, can_measure, difference, mean, share

needs_measures = pytest.mark.skipif(not can_measure(), reason="ir-measures has no wheel for this machine")
values = st.lists(st.floats(0, 1), min_size=1, max_size=40).map(np.array)


@needs_measures
def test_measures_are_those_of_the_textbook() -> None:
    judgements = {"a": {"x": 2, "y": 1}, "b": {"z": 1}, "c": {"x": 1}}
    run = {"a": [("n", 9.0), ("y", 8.0), ("x", 7.0)], "b": [("n", 1.0)], "c": [("x", 3.0)]}
    found = by_query(judgements, run)
    assert set(found) == set(MEASURES)
    assert found["MRR@10"].tolist() == [0.5, 0.0, 1.0]
    gain = (1 / math.log2(3) + 2 / math.log2(4)) / (2 + 1 / math.log2(3))
    assert found["nDCG@10"].tolist() == pytest.approx([gain, 0.0, 1.0])
    assert found["R@5"].tolist() == [1.0, 0.0, 1.0]
    assert found["P@1"].tolist() == [0.0, 0.0, 1.0]
    assert found["Success@5"].tolist() == [1.0, 0.0, 1.0]


@needs_measures
def test_the_order_of_a_run_counts_and_not_its_scores() -> None:
    """Equal scores would be broken by each tool in its own way."""
    judgements = {"a": {"y": 1}}
    for scores in ((1.0, 1.0), (2.0, 1.0), (0.0, 5.0)):
        run = {"a": list(zip(("x", "y"), scores, strict=True))}
        assert by_query(judgements, run)["MRR@10"].tolist() == [0.5]


@needs_measures
def test_a_query_that_a_run_lacks_counts_0() -> None:
    found = by_query({"a": {"x": 1}, "b": {"x": 1}}, {"b": [("x", 1.0)]})
    assert found["MRR@10"].tolist() == [0.0, 1.0]


@given(values)
@settings(max_examples=30, deadline=None)
def test_an_interval_contains_the_mean(found: np.ndarray) -> None:
    figure = mean(found)
    assert figure.value is not None
    assert figure.count == len(found)
    if figure.low is not None and figure.high is not None:
        assert figure.low - 1e-12 <= figure.value <= figure.high + 1e-12


@given(values)
@settings(max_examples=15, deadline=None)
def test_the_same_values_have_the_same_interval(found: np.ndarray) -> None:
    assert mean(found) == mean(found.copy())


@given(values)
@settings(max_examples=15, deadline=None)
def test_a_run_differs_from_itself_by_0(found: np.ndarray) -> None:
    figure = difference(found, found)
    assert figure.value == 0
    assert figure.low in (None, 0)
    assert figure.high in (None, 0)


def test_a_paired_difference_is_surer_than_two_figures() -> None:
    ours = np.random.default_rng(1).random(60)
    figure = difference(ours + 0.05, ours)
    assert figure.value == pytest.approx(0.05)
    assert figure.low == pytest.approx(0.05)
    assert figure.high == pytest.approx(0.05)


def test_more_observations_narrow_the_interval() -> None:
    few, many = (mean(np.tile([0.0, 1.0], count)) for count in (10, 1_000))
    assert width(few) > 5 * width(many)


def test_one_observation_or_none_has_no_interval() -> None:
    assert mean(np.array([0.5])).json() == {"value": 0.5, "low": None, "high": None, "count": 1}
    assert mean(np.array([])).json() == {"value": None, "low": None, "high": None, "count": 0}
    assert share(0, 0).value is None


@given(st.integers(1, 300).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
@settings(max_examples=30, deadline=None)
def test_a_share_lies_in_its_interval_and_that_in_0_to_1(counts: tuple[int, int]) -> None:
    figure = share(*counts)
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    assert 0 <= figure.low <= figure.value <= figure.high <= 1
    assert figure.high > figure.low


def width(figure: object) -> float:
    return float(figure.high - figure.low)  # type: ignore[attr-defined]
