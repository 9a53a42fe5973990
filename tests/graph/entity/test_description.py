"""What machines are told of a thing: exactly what the store states, in the graphs of its sources."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from peercity.graph.entity.description import description, document, is_known
from peercity.graph.iris import concept
from peercity.graph.releases import Release

NAMES = ["city/bilbao-es", "practice/bilbao-as-fabrik", "document/2013-report", "passage/2013-report/3"]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_all_statements_of_a_thing_and_all_that_lead_to_it(starter_release: Release, name: str) -> None:
    store, node = starter_release.store, ox.NamedNode(starter_release.facts["base"] + name)
    quads, is_cut = description(store, node.value)
    stated = {
        quad.triple
        for pattern in ((node, None, None), (None, None, node))
        for quad in store.quads_for_pattern(*pattern, ox.DefaultGraph())
    }
    assert {quad.triple for quad in quads} == stated
    assert all(quad in store for quad in quads)
    assert all(isinstance(quad.graph_name, ox.NamedNode) for quad in quads)
    assert quads == description(store, node.value)[0]
    assert not is_cut


def test_a_named_graph_is_what_it_holds(starter_release: Release) -> None:
    graph = ox.NamedNode(f"{starter_release.facts['base']}graph/public/bilbao-as-fabrik")
    quads, _ = description(starter_release.store, graph.value)
    assert set(quads) == set(starter_release.store.quads_for_pattern(None, None, None, graph))


def test_the_document_names_its_subject_licence_data_set_and_sources(starter_release: Release) -> None:
    iri = starter_release.facts["base"] + NAMES[0]
    quads, _ = description(starter_release.store, iri)
    about = document(iri, address=f"{iri}.ttl", quads=quads, release=starter_release)
    said = {quad.predicate.value.rpartition("/")[2].rpartition("#")[2]: quad.object for quad in about}
    assert {"primaryTopic", "license", "bibliographicCitation", "inDataset", "source"} <= set(said)
    assert said["primaryTopic"] == ox.NamedNode(iri)
    graphs = {quad.object for quad in about if quad.predicate.value.endswith("/source")}
    assert graphs == {quad.graph_name for quad in quads}


def test_known_is_what_is_stated_or_a_graph(starter_release: Release) -> None:
    base = starter_release.facts["base"]
    assert is_known(starter_release.store, concept("axis", "economy"))
    assert is_known(starter_release.store, f"{base}graph/public/2013-report")
    assert not is_known(starter_release.store, f"{base}graph/members/2013-report")
    assert not is_known(starter_release.store, "no iri")
