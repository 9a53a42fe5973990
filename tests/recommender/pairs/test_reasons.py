"""Why a mentee has the mentor that it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peercity.recommender.pairs.proposal import Proposal

Solve = Callable[..., Proposal]


def named(*names: str, **fields: Any) -> list[dict[str, Any]]:
    return [{"id": name, **fields} for name in names]


def reasons(proposal: Proposal, mentee: str) -> dict[str, str]:
    """Return the reasons of the pair of a mentee by type."""
    pair = next(pair for pair in proposal.pairs if pair.mentee == mentee)
    return {reason.type: reason.text for reason in pair.reasons}


FIRST_CHOICES: list[tuple[dict[str, Any], str, str]] = [
    (
        # Both fit both; together the other way round is better by 0.1.
        {
            "mentees": named("m1", "m2"),
            "mentors": named("b1", "b2"),
            "affinity": [["m1", "b1", 0.9], ["m1", "b2", 0.8], ["m2", "b1", 0.8], ["m2", "b2", 0.6]],
        },
        "m1",
        "b1 would fit better (0.90); its place goes to m2, and no exchange would make the round better.",
    ),
    (
        {
            "mentees": named("m1", "m2", "m3"),
            "mentors": [{"id": "b1", "max": 2}, {"id": "b2"}],
            "affinity": [["m1", "b1", 0.9], ["m1", "b2", 0.1], ["m2", "b1", 0.2], ["m3", "b1", 0.2]],
        },
        "m1",
        "b1 would fit better (0.90); its 2 places go to m2 and m3, which no other mentor fits.",
    ),
    (
        {
            "mentees": named("m1"),
            "mentors": [{"id": "b1"}, {"id": "b2", "min": 1}],
            "affinity": [["m1", "b1", 0.9], ["m1", "b2", 0.1]],
        },
        "m1",
        "b1 would fit better (0.90) and has a place, but b2 needs this city to reach its minimum load.",
    ),
    (
        {
            "mentees": named("m1"),
            "mentors": [{"id": "b1", "max": 0}, {"id": "b2"}],
            "affinity": [["m1", "b1", 0.9], ["m1", "b2", 0.1]],
        },
        "m1",
        "b1 would fit better (0.90), but takes no city in this round.",
    ),
    (
        {
            "mentees": named("m1"),
            "mentors": named("b1", "b2"),
            "affinity": [["m1", "b1", 0.9], ["m1", "b2", 0.1]],
            "forced": [["m1", "b2"]],
        },
        "m1",
        "b1 would fit better (0.90), but the round asks for this pair.",
    ),
]


@pytest.mark.parametrize(("written", "mentee", "text"), FIRST_CHOICES, ids=range(len(FIRST_CHOICES)))
def test_why_it_is_not_the_first_choice(solve: Solve, written: dict[str, Any], mentee: str, text: str) -> None:
    assert reasons(solve(written), mentee)["not_first_choice"] == text


def test_who_has_its_first_choice_needs_no_excuse(solve: Solve) -> None:
    written = {
        "mentees": named("m1", "m2", languages=["fr", "es"]),
        "mentors": named("b1", "b2", languages=["es"]),
        "affinity": [["m1", "b1", 0.9], ["m1", "b2", 0.9], ["m2", "b2", 1]],
    }
    found = reasons(solve(written), "m1")
    assert found == {
        "affinity": "Affinity 0.90: number 1 of the 2 mentors that fit.",
        "common_language": "Language in common: Spanish.",
    }


def test_a_mentor_that_cannot_be_is_no_choice(solve: Solve) -> None:
    written = {
        "mentees": named("m1", languages=["fr"]),
        "mentors": [{"id": "b1", "languages": ["en"]}, {"id": "b2", "languages": ["fr"]}, {"id": "b3"}],
        "affinity": [["m1", "b1", 0.9], ["m1", "b2", 0.1], ["m1", "b3", 0.8]],
        "forbidden": [["m1", "b3"]],
        "require_common_language": True,
    }
    assert reasons(solve(written), "m1")["affinity"] == "Affinity 0.10: the only mentor that fits."
