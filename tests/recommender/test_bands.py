"""Bands and refusals have a meaning that the data bears."""

from __future__ import annotations

from itertools import pairwise

import pytest

from peercity.recommender.answer import BANDS
from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.bands import Bands, fitted
from peercity.recommender.indexing import is_proven

KINDS = ("dense", "foreign", "lexical")


@pytest.mark.parametrize("kind", KINDS)
def test_a_band_is_never_above_a_better_one(kind: str) -> None:
    bands = Bands.shipped(kind)
    found = [bands.band_of(step / 1000) for step in range(1001)]
    order = [None, *reversed(BANDS)]
    assert [order.index(band) for band in found] == sorted(order.index(band) for band in found)
    assert set(found) == set(order)
    for better, worse in pairwise(BANDS):
        assert bands.bounds[better] > bands.bounds[worse]


@pytest.mark.parametrize("kind", KINDS)
def test_the_figures_that_the_models_reached_are_shipped(kind: str) -> None:
    shares = [fitted()[kind]["measured"]["bands"][band]["share_relevant"] for band in BANDS]
    # Few items are strong where a question is in a language without texts: one item moves their share by that much.
    assert all(better >= worse - 0.05 for better, worse in pairwise(shares))


def test_what_is_not_proven_is_never_strong(recommender: Recommender) -> None:
    base, index = recommender.release.facts["base"], recommender.index
    rows = {base + row["iri"]: row for row in (index.items[number] for number in range(len(index.items)))}
    unproven = [iri for iri, row in rows.items() if not is_proven(row)]
    assert unproven
    for iri in unproven[::4]:
        answer = recommender.ask(rows[iri]["label"]["en"], language="en", limit=MAX_LIMIT)
        strong = [item.iri for item in answer.practices if item.band == "strong"]
        assert not set(strong) & set(unproven)


@pytest.mark.parametrize(
    ("kind", "statuses", "results", "proven"),
    [("practice", ["ongoing"], 0, True), ("practice", ["planned", "done"], 0, True),
     ("practice", ["planned"], 1, False), ("practice", ["not-stated"], 0, False),
     ("project", ["ongoing"], 0, True), ("project", ["done"], 1, True), ("project", ["done"], 0, False),
     ("event", ["done"], 1, False), ("study", ["done"], 1, False), ("programme", ["ongoing"], 1, False)],
)  # fmt: skip
def test_only_something_done_by_a_practice_or_project_is_proof(
    kind: str, statuses: list[str], results: int, proven: bool
) -> None:
    states = [{"status": status} for status in statuses]
    assert is_proven({"type": kind, "states": states, "results": results}) == proven
