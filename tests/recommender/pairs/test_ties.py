"""Of equally good pairs, the first by id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.recommender.pairs.proposal import Proposal

Solve = Callable[..., Proposal]


@st.composite
def tied_rounds(draw: st.DrawFn) -> dict[str, Any]:
    """A small round in which almost everything is equal."""
    mentees = [{"id": f"m{number}"} for number in range(draw(st.integers(1, 5)))]
    mentors = []
    for number in range(draw(st.integers(1, 4))):
        least = draw(st.integers(0, 2))
        mentors.append({"id": f"b{number}", "min": least, "max": draw(st.integers(least, 2))})
    values = st.sampled_from((0.1, 0.2, 0.3))
    every = list(product([one["id"] for one in mentees], [one["id"] for one in mentors]))
    known = draw(st.sets(st.sampled_from(every)))
    return {"mentees": mentees, "mentors": mentors, "affinity": [[*pair, draw(values)] for pair in sorted(known)]}


def first_of_the_best(written: dict[str, Any]) -> tuple[str, ...]:
    """Return the mentor of each mentee, `~` for none, by trying every assignment."""
    values = {(left, right): round(value * 10) for left, right, value in written["affinity"]}
    mentees = [one["id"] for one in written["mentees"]]
    choices = [[*(right for left, right in values if left == mentee), "~"] for mentee in mentees]

    def rank(chosen: tuple[str, ...]) -> tuple[Any, ...]:
        loads = Counter(mentor for mentor in chosen if mentor != "~")
        filled = sum(min(loads[one["id"]], one["min"]) for one in written["mentors"])
        total = sum(values.get(pair, 0) for pair in zip(mentees, chosen, strict=True))
        return -loads.total(), -filled, -total, chosen

    def fits(chosen: tuple[str, ...]) -> bool:
        loads = Counter(chosen)
        return all(loads[one["id"]] <= one["max"] for one in written["mentors"])

    return min(filter(fits, product(*choices)), key=rank)


@settings(max_examples=200, deadline=None)
@given(written=tied_rounds())
def test_of_equally_good_pairs_the_first_by_id_are_proposed(solve: Solve, written: dict[str, Any]) -> None:
    made = {pair.mentee: pair.mentor for pair in solve(written).pairs}
    assert tuple(made.get(one["id"], "~") for one in written["mentees"]) == first_of_the_best(written)


def test_where_all_is_equal_cities_meet_in_the_order_of_ids(solve: Solve) -> None:
    mentees, mentors = ([{"id": f"{side}{number:02}"} for number in range(40)] for side in "mb")
    affinity = [[left["id"], right["id"], 0.5] for left in mentees for right in mentors]
    made = solve({"mentees": mentees, "mentors": mentors, "affinity": affinity}).pairs
    assert [(pair.mentee[1:], pair.mentor[1:]) for pair in made] == [(f"{number:02}",) * 2 for number in range(40)]
