"""Ties between cities follow from participations, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.graph.build import build
from peercity.graph.errors import NotFound
from peercity.graph.folder import DataFolder
from peercity.graph.iris import BASE, graph_iri
from peercity.graph.live import Live
from peercity.graph.network import network
from peercity.graph.queries import named_query
from peercity.graph.records import Record
from peercity.graph.records.action import Participation
from peercity.graph.releases import publish
from peercity.graph.starter import starter_files

BILBAO, BORDEAUX, JOHANNESBURG = (f"{BASE}city/{slug}" for slug in ("bilbao-es", "bordeaux-fr", "johannesburg-za"))
CITIES = ("pau", "dakar", "la-paz", "surabaya", "bilbao")
THINGS = ("project/a", "project/b", "event/c")
SOURCES = ("report", "page")
ROLES = ("interested", "partner", "lead", "not-stated")

participations = st.builds(
    lambda who, what, role, status, source: (source, Participation.model_validate({
        "id": f"participation/{who}-{what.replace('/', '-')}-{role}",
        "participant": who if who == "organisation/uclg" else f"city/{who}",
        "participatesIn": what,
        "role": f"concept:role/{role}",
        "status": f"concept:status/{status}",
        "statedIn": [f"passage/{source}/1"],
    })),
    st.sampled_from((*CITIES, "organisation/uclg")),
    st.sampled_from(THINGS),
    st.sampled_from(ROLES),
    st.sampled_from(("done", "planned")),
    st.sampled_from(SOURCES),
)  # fmt: skip


def words(text: str) -> dict[str, str]:
    return dict.fromkeys(("fr", "es", "en"), text)


def background() -> list[Record]:
    cities = [{"id": f"city/{name}", "type": "City", "label": words(name), "country": "country/x"} for name in CITIES]
    things = [
        {"id": "project/a", "type": "CollaborativeProject", "label": words("A"), "status": "concept:status/done"},
        {"id": "project/b", "type": "CollaborativeProject", "label": words("B"), "status": "concept:status/done"},
        {"id": "event/c", "type": "Event", "label": words("C"), "status": "concept:status/done",
         "kind": "concept:kind/forum"},
    ]  # fmt: skip
    passages = [
        {"id": f"passage/{source}/1", "type": "Passage", "document": f"document/{source}", "gloss": words("g")}
        for source in SOURCES
    ]
    return [Record.types[str(raw["type"])].model_validate(raw) for raw in (*cities, *things, *passages)]


BACKGROUND = build(background())


def store_of(stated: Iterable[tuple[str, Participation]]) -> ox.Store:
    store = ox.Store()
    by_source: dict[str, list[Record]] = {}
    for source, record in stated:
        by_source.setdefault(source, []).append(record)
    for slug, triples in [("background", BACKGROUND), *((slug, build(records)) for slug, records in by_source.items())]:
        graph = ox.NamedNode(graph_iri("public", slug))
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
    return store


some_participations = st.lists(participations, max_size=12)


@settings(max_examples=40, deadline=None)
@given(some_participations)
def test_two_cities_are_tied_exactly_where_both_take_part(stated: list[tuple[str, Participation]]) -> None:
    parts = {(record.participates_in, record.participant) for _, record in stated}
    expected = {
        (frozenset((BASE + one, BASE + other)), BASE + thing)
        for thing in THINGS
        for one, other in combinations([f"city/{name}" for name in CITIES], 2)
        if (thing, one) in parts and (thing, other) in parts
    }
    ties = network(store_of(stated)).edges(keys=True)
    assert {(frozenset((one, other)), thing) for one, other, thing in ties} == expected
    assert len(ties) == len(expected)


@settings(max_examples=40, deadline=None)
@given(some_participations)
def test_a_tie_is_symmetric_and_no_city_is_tied_to_itself(stated: list[tuple[str, Participation]]) -> None:
    graph = network(store_of(stated))
    assert not graph.is_directed()
    for one, other, thing, tie in graph.edges(keys=True, data=True):
        assert one != other
        assert graph.edges[other, one, thing] == tie
        assert set(tie["roles"]) == {one, other}
        assert all(tie["roles"].values())


@settings(max_examples=40, deadline=None)
@given(some_participations)
def test_every_tie_rests_on_a_source_that_states_it(stated: list[tuple[str, Participation]]) -> None:
    for one, other, thing, tie in network(store_of(stated)).edges(keys=True, data=True):
        expected = {
            f"{BASE}document/{source}"
            for source, record in stated
            if BASE + record.participates_in == thing and BASE + record.participant in (one, other)
        }
        assert set(tie["sources"]) == expected != set()


@settings(max_examples=20, deadline=None)
@given(some_participations)
def test_without_a_source_there_is_no_tie(stated: list[tuple[str, Participation]]) -> None:
    unsourced = [(source, record.model_copy(update={"stated_in": ()})) for source, record in stated]
    assert network(store_of(unsourced)).number_of_edges() == 0


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_order_of_loading_changes_nothing(data: st.DataObject) -> None:
    stated = data.draw(some_participations)
    shuffled = data.draw(st.permutations(stated))
    one, other = network(store_of(stated)), network(store_of(shuffled))
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    with Live(DataFolder(tmp_path_factory.mktemp("network"))) as live:
        live.load_vocabulary()
        live.load(starter_files(), who="test", why="starter", shapes=False)
        return publish(live, finish=lambda folder, store: {}).store


def test_every_city_is_a_node_with_its_country_and_section(starter: ox.Store) -> None:
    graph = network(starter)
    assert graph.nodes[BILBAO] == {"label": "Bilbao", "country": "Spain", "section": "Europe"}
    assert graph.number_of_nodes() == 520
    assert list(graph) == sorted(graph)


def test_bilbao_and_johannesburg_are_tied_by_a_programme_role_not_stated(starter: ox.Store) -> None:
    graph = network(starter, language="es")
    (tie,) = graph.get_edge_data(BILBAO, JOHANNESBURG).values()
    assert tie == {
        "what": "Programa de aprendizaje Bilbao–Johannesburgo",
        "type": "Programme",
        "kind": "programa de aprendizaje",
        "roles": {BILBAO: {"not-stated": ("ongoing",)}, JOHANNESBURG: {"not-stated": ("ongoing",)}},
        "statuses": ("ongoing",),
        "sources": (f"{BASE}document/2013-report",),
        "stated_in": (f"{BASE}passage/2013-report/20-2",),
    }


def test_to_have_proposed_a_project_is_not_to_have_done_it(starter: ox.Store) -> None:
    tie = network(starter).edges[BILBAO, BORDEAUX, f"{BASE}project/traditional-and-new-technology-industries"]
    assert tie["roles"] == {
        BILBAO: {"interested": ("not-stated",)},
        BORDEAUX: {"interested": ("not-stated",), "proposer": ("done",)},
    }


def test_every_source_of_the_starter_ties_is_a_described_document(starter: ox.Store) -> None:
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    document = ox.NamedNode("https://w3id.org/peercity/ontology#Document")
    documents = {quad.subject.value for quad in starter.quads_for_pattern(None, kind, document)}
    for _, _, tie in network(starter).edges(data=True):
        assert tie["sources"]
        assert documents.issuperset(tie["sources"])


def test_the_network_and_the_named_query_count_the_same_ties(starter: ox.Store) -> None:
    graph = network(starter)
    ties: dict[frozenset[str], int] = {}
    for one, other in graph.edges():
        pair = frozenset((one, other))
        ties[pair] = ties.get(pair, 0) + 1
    rows = list(starter.query(named_query("city-ties").text, use_default_graph_as_union=True))
    assert len(rows) == len(ties)
    assert sum(int(row["ties"].value) for row in rows) == graph.number_of_edges()


def test_labels_in_a_language_that_is_not_there_are_refused(starter: ox.Store) -> None:
    with pytest.raises(NotFound, match=r"There is no language 'eu'. Valid: fr, es, en"):
        network(starter, language="eu")
