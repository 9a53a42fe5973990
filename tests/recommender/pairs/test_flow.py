"""The best total of large rounds, beside another solver."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from peercity.recommender.pairs.flow import best_assignment
from peercity.recommender.pairs.round import Affinity


def total_of(values: np.ndarray, *, maximum: int = 1, minimum: int = 0) -> float:
    """Return the best total of a dense matrix of mentees × mentors."""
    rows, columns = (one.ravel() for one in np.indices(values.shape))
    affinity = Affinity(rows, columns, values.ravel())
    mentors = values.shape[1]
    everything = np.ones(values.size, dtype=np.bool_)
    pairs = best_assignment(
        affinity,
        everything,
        mentees=len(values),
        maximum=np.full(mentors, maximum),
        minimum=np.full(mentors, minimum),
    )
    return float(affinity.value[pairs[pairs >= 0]].sum())


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), mentees=st.integers(1, 60), mentors=st.integers(1, 60), most=st.integers(1, 3))
def test_the_total_equals_the_best_of_scipy(seed: int, mentees: int, mentors: int, most: int) -> None:
    values = np.random.default_rng(seed).random((mentees, mentors))
    places = np.repeat(values, most, axis=1)
    rows, columns = linear_sum_assignment(places, maximize=True)
    assert total_of(values, maximum=most) == pytest.approx(places[rows, columns].sum(), abs=1e-6)


@pytest.mark.parametrize("minimum", [0, 1])
def test_the_total_equals_the_best_of_scipy_for_a_thousand_by_a_thousand(minimum: int) -> None:
    values = np.random.default_rng(1).random((1_000, 1_000))
    rows, columns = linear_sum_assignment(values, maximize=True)
    assert total_of(values, minimum=minimum) == pytest.approx(values[rows, columns].sum(), abs=1e-6)


def test_nothing_warns_where_warnings_are_errors() -> None:
    code = (
        "import numpy as np\n"
        "from peercity.recommender.pairs.flow import best_assignment\n"
        "from peercity.recommender.pairs.round import Affinity\n"
        "one = np.zeros(1, dtype=np.int64)\n"
        "affinity = Affinity(one, one, np.ones(1))\n"
        "print(best_assignment(affinity, np.ones(1, bool), mentees=1, maximum=one + 1, minimum=one))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("[0]\n", "")


def test_an_answer_to_a_challenge_loads_no_solver() -> None:
    code = "import sys, peercity.recommender.ask, peercity.recommender.pairs.propose; print('ortools' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"
