"""What the tests of pairs share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from peercity.recommender.pairs.proposal import Proposal
from peercity.recommender.pairs.propose import propose
from peercity.recommender.pairs.reading import read_round

Solve = Callable[..., Proposal]


@pytest.fixture(scope="session")
def solve() -> Solve:
    """A function that reads a round as it is written in a file and proposes its pairs."""

    def solve(written: dict[str, Any], *, language: str = "en") -> Proposal:
        return propose(read_round(json.loads(json.dumps(written)), file="round.json"), language=language)

    return solve
