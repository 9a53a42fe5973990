"""Theorems about the pairs of any round."""

from __future__ import annotations

import copy
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from peercity.recommender.pairs.proposal import Change, Proposal

Solve = Callable[..., Proposal]
TONGUES = ("de", "en", "es", "fr")


@st.composite
def rounds(draw: st.DrawFn) -> dict[str, Any]:
    """A small round in which much stands in the way: few places, few languages, bans, minimum loads, ties."""
    mentees = [
        {"id": f"m{number}", "languages": sorted(draw(st.sets(st.sampled_from(TONGUES), max_size=2)))}
        for number in range(draw(st.integers(0, 7)))
    ]
    mentors = []
    for number in range(draw(st.integers(0, 5))):
        least = draw(st.integers(0, 2))
        tongues = sorted(draw(st.sets(st.sampled_from(TONGUES), max_size=2)))
        most = draw(st.integers(least, 3))
        # A city may be on both sides; it is never paired with itself.
        name = "m0" if number == 0 and draw(st.booleans()) else f"b{number}"
        mentors.append({"id": name, "languages": tongues, "min": least, "max": most})
    every = list(product([one["id"] for one in mentees], [one["id"] for one in mentors]))
    values = st.one_of(st.floats(0, 1), st.sampled_from((0, 0.5, 1)))
    known = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    return {
        "mentees": mentees,
        "mentors": mentors,
        "affinity": [[*pair, draw(values)] for pair in known],
        "require_common_language": draw(st.booleans()),
        "forbidden": [list(pair) for pair in draw(st.sets(st.sampled_from(every), max_size=4))] if every else [],
        "alternates": draw(st.integers(0, 3)),
    }


def with_forced(written: dict[str, Any], draw: Callable[[Any], Any]) -> dict[str, Any]:
    """Return a round with some pairs forced that can be made together."""
    forced: list[list[str]] = []
    places = {one["id"]: one["max"] for one in written["mentors"]}
    for mentee, mentor, _ in possible(written):
        if mentee not in {pair[0] for pair in forced} and places[mentor] and draw(st.booleans()):
            forced.append([mentee, mentor])
            places[mentor] -= 1
    return {**written, "forced": forced}


def possible(written: dict[str, Any]) -> list[tuple[str, str, float]]:
    """Return the triples of pairs that can be made, by a way of their own."""
    spoken = {side: {one["id"]: set(one["languages"]) for one in written[side]} for side in ("mentees", "mentors")}
    return [
        (mentee, mentor, value)
        for mentee, mentor, value in written["affinity"]
        if mentee != mentor
        and [mentee, mentor] not in written["forbidden"]
        and (not written["require_common_language"] or spoken["mentees"][mentee] & spoken["mentors"][mentor])
    ]


def best_by_integer_programming(written: dict[str, Any]) -> tuple[int, int, float]:
    """Return the most mentees, then the most places of minimum loads, then the best total, by another solver."""
    arcs = possible(written)
    mentors = written["mentors"]
    forced = {tuple(pair) for pair in written.get("forced", [])}
    if not arcs:
        return 0, 0, 0.0
    size, asked = len(arcs), len(mentors)
    of_mentee = np.array([[arc[0] == one["id"] for arc in arcs] for one in written["mentees"]], dtype=float)
    of_mentor = np.array([[arc[1] == one["id"] for arc in arcs] for one in mentors], dtype=float)

    def wide(rows: np.ndarray, extra: np.ndarray | None = None) -> np.ndarray:
        return np.hstack([rows, np.zeros((len(rows), asked)) if extra is None else extra])

    least = np.array([one["min"] for one in mentors], dtype=float)
    limits = [
        LinearConstraint(wide(of_mentee), -np.inf, 1),
        LinearConstraint(wide(of_mentor), -np.inf, [one["max"] for one in mentors]),
        LinearConstraint(wide(-of_mentor, np.eye(asked)), -np.inf, 0),
        LinearConstraint(wide(np.zeros((asked, size)), np.eye(asked)), -np.inf, least),
        LinearConstraint(
            wide(np.diag([float(arc[:2] in forced) for arc in arcs])), [arc[:2] in forced for arc in arcs], 1
        ),
    ]
    counts = np.array([1.0] * size + [0.0] * asked)
    filled = np.array([0.0] * size + [1.0] * asked)
    values = np.array([arc[2] for arc in arcs] + [0.0] * asked)
    found: list[float] = []
    for goal in (counts, filled, values):
        best = milp(
            -goal,
            integrality=np.ones(size + asked),
            bounds=(0, np.r_[np.ones(size), np.full(asked, np.inf)]),
            constraints=limits,
        )
        found.append(-best.fun)
        limits.append(LinearConstraint(goal[None, :], -best.fun - 1e-9, np.inf))
    return round(found[0]), round(found[1]), found[2]


def outcome(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as JSON without the time that it took."""
    return {**proposal.json(), "seconds": 0}


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_no_constraint_is_broken(solve: Solve, data: st.DataObject) -> None:
    written = with_forced(data.draw(rounds()), data.draw)
    proposal = solve(written)
    made = {(pair.mentee, pair.mentor): pair for pair in proposal.pairs}
    allowed = {(mentee, mentor): value for mentee, mentor, value in possible(written)}
    assert set(made) <= set(allowed)
    assert all(pair.affinity == allowed[key] for key, pair in made.items())
    assert {tuple(pair) for pair in written["forced"]} == {key for key, pair in made.items() if pair.forced}
    assert max(Counter(mentee for mentee, _ in made).values(), default=1) == 1
    loads = Counter(mentor for _, mentor in made)
    assert all(loads[one["id"]] <= one["max"] for one in written["mentors"])
    short = {one["id"] for one in written["mentors"] if loads[one["id"]] < one["min"]}
    assert short == {one.mentor for one in proposal.minimums}
    assert proposal.status == ("minimums_unmet" if short else "optimal")
    everybody = [pair.mentee for pair in proposal.pairs] + [one.mentee for one in proposal.unmatched]
    assert sorted(everybody) == sorted(one["id"] for one in written["mentees"])


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_most_mentees_then_minimum_loads_then_the_best_total(solve: Solve, data: st.DataObject) -> None:
    written = with_forced(data.draw(rounds()), data.draw)
    proposal = solve(written)
    loads = Counter(pair.mentor for pair in proposal.pairs)
    filled = sum(min(loads[one["id"]], one["min"]) for one in written["mentors"])
    count, places, total = best_by_integer_programming(written)
    assert (len(proposal.pairs), filled) == (count, places)
    assert proposal.total == pytest.approx(total, abs=1e-6)
    assert proposal.total == math.fsum(pair.affinity for pair in proposal.pairs)
    assert proposal.worst == min((pair.affinity for pair in proposal.pairs), default=None)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_order_of_the_file_does_not_matter(solve: Solve, data: st.DataObject) -> None:
    written = with_forced(data.draw(rounds()), data.draw)
    mixed = {
        name: data.draw(st.permutations(value)) if isinstance(value, list) else value for name, value in written.items()
    }
    assert outcome(solve(written)) == outcome(solve(mixed))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_adding_a_mentor_never_lowers_the_number_of_matched_mentees(solve: Solve, data: st.DataObject) -> None:
    written = data.draw(rounds())
    more = copy.deepcopy(written)
    more["mentors"].append({"id": "b9", "languages": list(TONGUES), "min": data.draw(st.integers(0, 2)), "max": 2})
    for mentee in data.draw(st.sets(st.sampled_from([one["id"] for one in written["mentees"]] or ["m0"]))):
        if mentee in {one["id"] for one in written["mentees"]}:
            more["affinity"].append([mentee, "b9", 0.5])
    assert len(solve(more).pairs) >= len(solve(written).pairs)


def relaxed(written: dict[str, Any], changes: Any) -> dict[str, Any]:
    """Return a round with the changes of a relaxation made in it."""
    found = copy.deepcopy(written)
    found.setdefault("forced", [])
    for change in changes:
        pair = [change.mentee, change.mentor]
        if change.type == "place":
            next(one for one in found["mentors"] if one["id"] == change.mentor)["max"] = change.value
        elif change.type == "language":
            next(one for one in found["mentees"] if one["id"] == change.mentee)["languages"].append(change.value)
        elif change.type == "lift":
            found["forbidden"] = [one for one in found["forbidden"] if one != pair]
        elif change.type == "affinity":
            found["affinity"].append([*pair, 0.5])
        else:
            assert change.type == "force"
            found["forced"].append(pair)
    return found


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_the_relaxation_named_matches_the_mentee_and_nobody_has_to_lose_a_mentor(
    solve: Solve, data: st.DataObject
) -> None:
    written = with_forced(data.draw(rounds()), data.draw)
    proposal = solve(written)
    before = [[pair.mentee, pair.mentor] for pair in proposal.pairs]
    for unmatched in proposal.unmatched:
        changes = unmatched.relaxation.changes
        if not changes:
            # Nothing can be named where no other city that could be a mentor states a language.
            assert not any(one["languages"] for one in written["mentors"] if one["id"] != unmatched.mentee)
            continue
        changed = relaxed(written, changes)
        after = {pair.mentee for pair in solve(changed).pairs}
        assert unmatched.mentee in after
        assert len(after) == len(before) + 1
        if "moving others" not in unmatched.relaxation.text:
            kept = [pair for pair in before if pair not in changed["forced"]]
            everybody = {pair.mentee for pair in solve({**changed, "forced": changed["forced"] + kept}).pairs}
            assert everybody == {unmatched.mentee, *(mentee for mentee, _ in before)}


def single_changes(written: dict[str, Any], mentee: str) -> Iterator[Change]:
    """Yield every single change that the format knows for a mentee."""
    known = {(left, right) for left, right, _ in written["affinity"]}
    for mentor in written["mentors"]:
        yield Change("place", mentee, mentor["id"], mentor["max"] + 1)
        yield from (Change("language", mentee, mentor["id"], tongue) for tongue in mentor["languages"])
        if [mentee, mentor["id"]] in written["forbidden"]:
            yield Change("lift", mentee, mentor["id"])
        if (mentee, mentor["id"]) not in known:
            yield Change("affinity", mentee, mentor["id"])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_where_several_changes_are_named_no_single_one_would_do(solve: Solve, data: st.DataObject) -> None:
    written = data.draw(rounds())
    before = solve(written)
    for unmatched in before.unmatched:
        if len({change.type for change in unmatched.relaxation.changes} - {"force"}) > 1:
            for change in single_changes(written, unmatched.mentee):
                after = {pair.mentee for pair in solve(relaxed(written, [change])).pairs}
                assert unmatched.mentee not in after or len(after) == len(before.pairs)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_alternates_are_the_next_best_that_can_be(solve: Solve, data: st.DataObject) -> None:
    written = data.draw(rounds())
    proposal = solve(written)
    paired = {(pair.mentee, pair.mentor) for pair in proposal.pairs}
    loads = Counter(pair.mentor for pair in proposal.pairs)
    most = {one["id"]: one["max"] for one in written["mentors"]}
    for mentee in (one["id"] for one in written["mentees"] if written["alternates"]):
        others = [(-value, mentor) for name, mentor, value in possible(written) if name == mentee]
        others = sorted(other for other in others if (mentee, other[1]) not in paired)[: written["alternates"]]
        assert [(-one.affinity, one.mentor) for one in proposal.alternates[mentee]] == others
        assert all(one.free == (loads[one.mentor] < most[one.mentor]) for one in proposal.alternates[mentee])


@settings(max_examples=60, deadline=None)
@given(data=st.data(), language=st.sampled_from(("fr", "es", "en")))
def test_every_pair_and_everyone_left_out_has_its_words(solve: Solve, data: st.DataObject, language: str) -> None:
    proposal = solve(with_forced(data.draw(rounds()), data.draw), language=language)
    texts = [reason.text for pair in proposal.pairs for reason in pair.reasons]
    texts += [text for one in proposal.unmatched for text in (one.binding.text, one.relaxation.text)]
    texts += [one.text for one in proposal.minimums]
    assert all(text and "{" not in text for text in texts)
    assert all({"affinity"} <= {reason.type for reason in pair.reasons} for pair in proposal.pairs)
    json.dumps(proposal.json())
