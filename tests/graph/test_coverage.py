"""How far fields are filled in."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from peercity import ontology
from peercity.graph.coverage import SILENT, Coverage, by_property, coverage, fields
from peercity.graph.iris import CONCEPT, ONTOLOGY
from peercity.graph.releases import Release

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
STATUS = ox.NamedNode(f"{ONTOLOGY}status")
VALUES = {"filled": "status/done", "said": "status/not-stated"}


@given(st.lists(st.sampled_from(["filled", "said", "missing"]), min_size=1, max_size=30))
def test_each_record_counts_once(states: list[str]) -> None:
    store = ox.Store()
    for number, state in enumerate(states):
        record = ox.NamedNode(f"http://example.org/{number}")
        store.add(ox.Quad(record, TYPE, ox.NamedNode(f"{ONTOLOGY}Practice")))
        if state in VALUES:
            store.add(ox.Quad(record, STATUS, ox.NamedNode(CONCEPT + VALUES[state])))
    found = next(one for one in coverage(store) if one.path == STATUS.value)
    counts = Counter(states)
    assert (found.filled, found.said, found.missing) == (counts["filled"], counts["said"], counts["missing"])
    assert found.filled + found.not_stated == found.records == len(states)


def test_a_value_beside_not_stated_is_a_value() -> None:
    store = ox.Store()
    record = ox.NamedNode("http://example.org/1")
    store.add(ox.Quad(record, TYPE, ox.NamedNode(f"{ONTOLOGY}Practice")))
    for name in VALUES.values():
        store.add(ox.Quad(record, STATUS, ox.NamedNode(CONCEPT + name)))
    found = next(one for one in coverage(store) if one.path == STATUS.value)
    assert (found.filled, found.said) == (1, 0)


@pytest.fixture(scope="module")
def found(starter_release: Release) -> list[Coverage]:
    return coverage(starter_release.store)


def test_a_required_field_is_never_missing(found: list[Coverage]) -> None:
    assert [one for one in found if one.required and one.missing] == []


def test_filled_not_stated_and_not_applicable_are_all_records(found: list[Coverage]) -> None:
    everything = sum({one.cls: one.records for one in found}.values())
    for one in by_property(found):
        assert one.filled + one.not_stated + one.not_applicable == everything


def test_the_concepts_that_say_not_stated_are_those_of_the_lists() -> None:
    subjects = set(rdflib.Graph().parse(ontology.CONCEPTS).subjects())
    assert {str(one) for one in subjects if str(one).endswith("not-stated")} == {CONCEPT + name for name in SILENT}


def test_fields_are_those_of_the_shapes() -> None:
    assert fields()[f"{ONTOLOGY}Practice", f"{ONTOLOGY}status"]
    assert not fields()[f"{ONTOLOGY}City", f"{ONTOLOGY}timeZone"]
    assert (f"{ONTOLOGY}City", f"{ONTOLOGY}status") not in fields()
