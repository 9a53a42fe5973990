"""Rounds as files and as random draws."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peercity.recommender.ask import Recommender
from peercity.recommender.pairs.proposal import Proposal
from peercity.recommender.pairs.propose import propose
from peercity.recommender.pairs.reading import read_round

Solve = Callable[..., Proposal]


def no_release() -> Recommender:
    pytest.fail("a round with affinities opens no release")


@pytest.fixture(scope="session")
def solve(tmp_path_factory: pytest.TempPathFactory) -> Solve:
    """A function that writes a round to a file, reads it and proposes its pairs."""
    path = tmp_path_factory.mktemp("rounds") / "round.json"

    def solve(written: dict[str, Any], *, language: str = "en", text: str | None = None) -> Proposal:
        path.write_text(text or json.dumps(written), encoding="utf-8")
        return propose(read_round(Path(path), recommender=no_release, reader=language), language=language)

    return solve
