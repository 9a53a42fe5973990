"""Bands and refusals have a meaning that the data bears."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import pairwise

import pytest

from peercity.recommender.answer import BANDS
from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.bands import Bands
from peercity.recommender.index import is_proven


@pytest.mark.parametrize("dense", [True, False])
def test_a_band_is_never_above_a_better_one(dense: bool) -> None:
    bands = Bands.shipped(dense=dense)
    found = [bands.band_of(step / 1000) for step in range(1001)]
    order = [None, *reversed(BANDS)]
    assert [order.index(band) for band in found] == sorted(order.index(band) for band in found)
    assert set(found) == set(order)
    for better, worse in pairwise(BANDS):
        assert bands.bounds[better] > bands.bounds[worse]


@pytest.mark.parametrize("kind", ["dense", "lexical"])
def test_the_figures_that_the_models_reached_are_shipped(kind: str) -> None:
    import peercity.recommender

    fitted = json.loads((files(peercity.recommender) / "bands.json").read_text(encoding="utf-8"))[kind]["measured"]
    shares = [fitted["bands"][band]["share_relevant"] for band in BANDS]
    assert shares == sorted(shares, reverse=True)


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
    ("kind", "statuses", "proven"),
    [("practice", ["ongoing"], True), ("project", ["planned", "done"], True), ("practice", ["planned"], False),
     ("practice", ["not-stated"], False), ("event", ["done"], False), ("study", ["done"], False),
     ("programme", ["ongoing"], False)],
)  # fmt: skip
def test_only_something_done_by_a_practice_or_project_is_proof(kind: str, statuses: list[str], proven: bool) -> None:
    assert is_proven({"type": kind, "states": [{"status": status} for status in statuses]}) == proven
