"""The texts of an item that are searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pyoxigraph as ox

from peercity.graph.build import build
from peercity.graph.records import Record
from peercity.recommender.catalogue import read_catalogue
from peercity.recommender.index import Index
from peercity.recommender.passages import passages_of

from .conftest import in_three


def practice(**more: Any) -> dict[str, Any]:
    return {
        "type": "Practice",
        "id": "practice/trams",
        "label": in_three("Trams"),
        "implementedBy": ["city/ahome"],
        "status": "concept:status/done",
        **more,
    }


def told(*records: dict[str, Any]) -> dict[str, list[str]]:
    """Return by language what is encoded of a thing that several sources tell of."""
    found: dict[str, list[str]] = {}
    for row in passages_of(0, [Record.types[raw["type"]].parse(raw) for raw in records], [], {}):
        found.setdefault(row["language"], []).append(row["encoded"])
    return found


def test_a_language_that_only_the_second_source_has_is_searched_too() -> None:
    second = practice(label={**in_three("Tramways"), "pt": "Elétricos"})
    found = told(practice(), second)
    assert found == {**{language: ["Trams."] for language in ("en", "es", "fr")}, "pt": ["Elétricos."]}


def test_a_text_in_a_language_without_a_name_is_searched_with_the_english_one() -> None:
    summary, problem = {**in_three("They run."), "pt": "Circulam."}, {**in_three("No buses."), "de": "Keine Busse."}
    found = told(practice(summary=summary, problem=problem))
    assert found["pt"] == ["Trams. Circulam."]
    assert found["de"] == ["Trams. Keine Busse."]


def test_texts_of_a_region_are_found_by_the_language_of_a_query(
    lexical_index_of: Callable[[Sequence[dict[str, Any]]], Index],
) -> None:
    index = lexical_index_of([practice(label={**in_three("Trams"), "pt-BR": "Os bondes", "zh-Hant": "電車"})])
    assert index.languages == ["en", "es", "fr", "pt", "zh"]
    assert index.has_language("pt").all()
    assert index.words.scores(Counter(index.words.terms("bonde", "pt"))).max() > 0


def test_the_names_of_an_item_are_those_of_all_its_sources() -> None:
    store = ox.Store()
    for source, label in (("one", in_three("Trams")), ("two", {**in_three("Tramways"), "pt": "Elétricos"})):
        graph = ox.NamedNode(f"https://w3id.org/peercity/id/graph/public/{source}")
        triples = build([Record.types["Practice"].parse(practice(label=label))])
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
    (item,) = read_catalogue(store).items
    assert item["label"] == {**in_three("Trams"), "pt": "Elétricos"}
