"""What keeps a mentee out, and the smallest change that would match it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peercity.recommender.pairs.proposal import Proposal

Solve = Callable[..., Proposal]
BOTH = [{"id": "b1", "languages": ["fr"]}, {"id": "b2", "languages": ["es"], "max": 2}]
CASES: list[tuple[str, dict[str, Any], str, str, list[tuple[str, str, object]]]] = [
    (
        "nobody gave it an affinity",
        {"mentees": [{"id": "m1"}], "mentors": BOTH, "affinity": []},
        "no_affinity",
        "The round gives no affinity with any mentor.",
        [("affinity", "b1", None)],
    ),
    (
        "only with itself",
        {"mentees": [{"id": "b1"}], "mentors": BOTH, "affinity": [["b1", "b1", 1]]},
        "itself",
        "Its only affinity is with itself, and no city is its own mentor.",
        [("affinity", "b2", None)],
    ),
    (
        "forbidden",
        {"mentees": [{"id": "m1"}], "mentors": BOTH, "affinity": [["m1", "b2", 1]], "forbidden": [["m1", "b2"]]},
        "forbidden",
        "Its only possible mentor is forbidden: b2.",
        [("lift", "b2", None)],
    ),
    (
        "no common language",
        {
            "mentees": [{"id": "m1", "languages": ["de"]}],
            "mentors": BOTH,
            "affinity": [["m1", "b1", 0.2], ["m1", "b2", 0.3]],
            "require_common_language": True,
        },
        "no_common_language",
        "No language in common with any of its 2 candidates (b1 and b2). Its languages: German; those of the "
        "candidates: Spanish and French.",
        [("language", "b2", "es")],
    ),
    (
        "languages not stated",
        {
            "mentees": [{"id": "m1"}],
            "mentors": BOTH,
            "affinity": [["m1", "b2", 0.3]],
            "require_common_language": True,
        },
        "no_common_language",
        "No language in common with its only candidate, b2. Its languages: not stated; those of the candidate: "
        "Spanish.",
        [("language", "b2", "es")],
    ),
    (
        "one forbidden, the other foreign",
        {
            "mentees": [{"id": "m1", "languages": ["fr"]}],
            "mentors": BOTH,
            "affinity": [["m1", "b1", 0.2], ["m1", "b2", 0.3]],
            "forbidden": [["m1", "b1"]],
            "require_common_language": True,
        },
        "forbidden_or_foreign",
        "Of its 2 candidates (b1 and b2), some are forbidden and the others share no language with it. Its languages: "
        "French; those of the candidates: Spanish and French.",
        [("language", "b2", "es")],
    ),
    (
        "the only one is full",
        {"mentees": [{"id": "m1"}, {"id": "m0"}], "mentors": BOTH, "affinity": [["m0", "b1", 0.5], ["m1", "b1", 0.4]]},
        "full",
        "The only mentor that fits, b1, is full, and room cannot be made there without another city losing its mentor.",
        [("place", "b1", 2)],
    ),
    (
        "full, and others left out want the place too",
        {
            "mentees": [{"id": "m1"}, {"id": "m0"}, {"id": "m2"}],
            "mentors": BOTH,
            "affinity": [["m0", "b1", 0.5], ["m1", "b1", 0.4], ["m2", "b1", 0.3]],
        },
        "full",
        "The only mentor that fits, b1, is full, and room cannot be made there without another city losing its mentor.",
        [("place", "b1", 2), ("force", "b1", None)],
    ),
]


@pytest.mark.parametrize(
    ("written", "kind", "text", "changes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_keeps_a_city_out_and_what_would_match_it(
    solve: Solve, written: dict[str, Any], kind: str, text: str, changes: list[tuple[str, str, object]]
) -> None:
    found = solve(written).unmatched[0]
    assert (found.binding.type, found.binding.text) == (kind, text)
    assert [(change.type, change.mentor, change.value) for change in found.relaxation.changes] == changes


def test_room_that_can_be_made_by_moving_another_counts_as_room(solve: Solve) -> None:
    """m0 could go to b2; so a ban lifted is enough to bring m1 to b1."""
    written = {
        "mentees": [{"id": "m0"}, {"id": "m1"}],
        "mentors": [{"id": "b1"}, {"id": "b2"}],
        "affinity": [["m0", "b1", 0.9], ["m0", "b2", 0.1], ["m1", "b1", 0.5]],
        "forbidden": [["m1", "b1"]],
    }
    (found,) = solve(written).unmatched
    assert found.relaxation.text == (
        "It would have a mentor if the pair with b1 were no longer forbidden; room can then be made by moving others, "
        "and none of them has to be left without a mentor."
    )
    pairs = {pair.mentee: pair.mentor for pair in solve({**written, "forbidden": []}).pairs}
    assert pairs == {"m0": "b2", "m1": "b1"}


def test_a_minimum_load_that_cannot_be_met_is_told_with_what_stands_against_it(solve: Solve) -> None:
    written = {
        "mentees": [{"id": "m1"}, {"id": "m2"}],
        "mentors": [{"id": "b1", "min": 2, "max": 2}, {"id": "b2", "min": 1}, {"id": "b3", "min": 1}],
        "affinity": [["m1", "b1", 0.9], ["m2", "b1", 0.8], ["m2", "b2", 0.7]],
    }
    proposal = solve(written)
    assert proposal.status == "minimums_unmet"
    assert [one.text for one in proposal.minimums] == [
        "b2 asked for at least 1 and has 0: cities that fit it are forced with b1 or needed for the minimum there.",
        "b3 asked for at least 1 and has 0: no city fits it.",
    ]
