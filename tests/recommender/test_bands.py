"""Bands and refusals have a meaning that the data bears."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from peercity.recommender.answer import BANDS
from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.bands import Bands, fitted
from peercity.recommender.indexing import is_proven

KINDS = ("dense", "dense_first", "foreign", "foreign_first", "lexical")
QUESTIONS = Path(__file__).parents[1] / "data" / "questions.jsonl"


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
def test_a_better_band_holds_more_of_what_answers(kind: str) -> None:
    shares = [fitted()[kind]["measured"]["bands"][band]["share_relevant"] for band in BANDS]
    for better, worse in pairwise(shares):
        # Eight items are strong where a question is in a language without texts: there intervals may overlap.
        assert better["value"] > worse["value"] or better["count"] < 10


def test_the_refusals_are_as_good_as_is_said_of_them(recommender: Recommender) -> None:
    judging = [
        row for row in map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines()) if row["use"] == "judge"
    ]
    right: dict[str, list[bool]] = {"on": [], "undocumented": [], "off": []}
    for row in judging[::6]:
        band = recommender.ask(row["text"], language=row["lang"]).band
        kind = {"undocumented": "undocumented", "off_topic": "off"}.get(band, "on")
        right[row["label"]].append(kind == row["label"])
    measured = fitted()["dense"]["measured"]
    for label, figure in (("on", "on_answered"), ("undocumented", "undocumented_told"), ("off", "off_topic_refused")):
        # A sixth of the questions that the figure is of: three in a hundred samples are further away by chance.
        spread = (measured[figure]["high"] - measured[figure]["low"]) / 4 * 6**0.5
        assert np.mean(right[label]) >= measured[figure]["value"] - 2 * spread


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
