"""What cities lack: only what a source states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from peercity.recommender.ask import Recommender
from peercity.recommender.index import Index
from peercity.recommender.needs import WEIGHTS


def test_every_need_of_the_starter_data_is_of_a_known_kind_and_city_and_names_its_documents(
    recommender: Recommender,
) -> None:
    index = recommender.index
    rows = list(index.needs.rows)
    assert {row["kind"] for row in rows} == {"problem", "plan", "interest"}
    for row in rows:
        assert row["kind"] in WEIGHTS
        assert row["city"] in index.cities
        assert row["documents"]
        assert set(row["text"]) == {"fr", "es", "en"}
        assert index.items[row["item"]]["iri"] == row["iri"]


def test_who_proposed_a_project_does_not_need_it(recommender: Recommender) -> None:
    interested = {
        row["city"] for row in recommender.index.needs.rows if row["iri"].endswith("new-technology-industries")
    }
    assert interested == {"city/bilbao-es", "city/poitiers-fr"}


def test_without_its_document_a_need_is_gone(
    index_of: Callable[[Sequence[dict[str, Any]]], Index], three_cities: list[dict[str, Any]]
) -> None:
    def needs(records: Sequence[dict[str, Any]]) -> set[tuple[str, str]]:
        return {(row["city"], row["kind"]) for row in index_of(records).needs.rows}

    assert needs(three_cities) == {("city/ahome", "problem"), ("city/cork", "plan")}
    assert needs([one for one in three_cities if one["id"] != "document/ahome"]) == {("city/cork", "plan")}


def test_nearness_is_the_cosine_in_the_space_of_the_collection(recommender: Recommender) -> None:
    index = recommender.index
    items = index.item_vectors(range(len(index.items)))
    near = index.needs.nearness(items)
    assert near is not None
    for number, row in enumerate(index.needs.rows):
        assert np.allclose(near[number], items @ items[row["item"]], atol=1e-4)
        assert near[number].argmax() == row["item"]
