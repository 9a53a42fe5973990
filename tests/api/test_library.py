"""`import peercity` is light, and `peercity.open` gives a release as an rdflib graph and a networkx graph."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import SKOS

import peercity
from peercity.graph.errors import PeerCityError
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.queries import Query, named_queries, named_query
from peercity.graph.releases import publish
from peercity.graph.starter import starter_files

BILBAO = rdflib.URIRef("https://w3id.org/peercity/id/city/bilbao-es")
MEETING = rdflib.URIRef("https://w3id.org/peercity/id/event/2014-11-smart-governance-meeting")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("library")
    with Live(DataFolder(path)) as live:
        live.load_vocabulary()
        live.load(starter_files(), who="test", why="starter", shapes=False)
        publish(live, finish=lambda folder, store: {})
    return path


@pytest.fixture(scope="module")
def opened(data: Path) -> peercity.PeerCity:
    return peercity.open(data)


def test_importing_brings_in_nothing_heavy() -> None:
    code = "import sys, peercity; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "peercity" in loaded
    assert not {"networkx", "numpy", "pydantic", "pyoxigraph", "rdflib", "sklearn", "importlib_metadata"} & set(loaded)


def test_the_version_is_that_of_the_installed_package() -> None:
    assert peercity.__version__ == version("peercity")


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'opne'"):
        peercity.opne  # noqa: B018


def test_the_folder_can_be_a_text_or_come_from_the_environment(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert peercity.open(str(data)).release.path == data / "releases" / "0001"
    monkeypatch.setenv("PEERCITY_DATA", str(data))
    assert peercity.open().release.path == data / "releases" / "0001"


def test_a_folder_of_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(PeerCityError, match="holds other files"):
        peercity.open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.touch()
    with pytest.raises(PeerCityError, match="the data folder is a file"):
        peercity.open(path)


def test_what_is_open_names_its_release(opened: peercity.PeerCity) -> None:
    assert repr(opened).startswith("<PeerCity release 1 of 20")
    assert "release 1" in opened.citation
    assert opened.release.facts["files"]["data.nq"] in opened.citation


def test_the_graph_is_rdflib_with_the_prefixes_bound(opened: peercity.PeerCity) -> None:
    assert isinstance(opened.graph, rdflib.Dataset)
    assert rdflib.Literal("Bilbao", lang="en") in opened.graph.objects(BILBAO, SKOS.prefLabel)
    assert opened.graph.query("ASK { ?city a pc:City ; skos:prefLabel 'La Paz'@es }").askAnswer


def test_a_statement_of_three_sources_counts_once_and_its_sources_are_known(opened: peercity.PeerCity) -> None:
    labels = list(opened.graph.objects(MEETING, SKOS.prefLabel))
    assert len(labels) == len(set(labels)) == 3
    (together,) = opened.graph.query("SELECT (COUNT(*) AS ?n) { ?event a pc:Event }")
    assert int(together.n) == opened.release.facts["counts"]["records"]["Event"]
    apart = opened.graph.query(f"SELECT ?g {{ GRAPH ?g {{ {MEETING.n3()} a pc:Event }} }}")
    assert len({row.g for row in apart}) == 3


def test_the_named_graphs_are_those_of_the_release(opened: peercity.PeerCity) -> None:
    names = {str(graph.identifier) for graph in opened.graph.graphs()} - {"urn:x-rdflib:default"}
    assert names == set(opened.release.facts["graphs"])


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_a_named_query_answers_alike_in_the_notebook_and_at_the_endpoint(
    opened: peercity.PeerCity, query: Query
) -> None:
    if "pc:relevance(" in query.text or "pc:contextSimilarity(" in query.text:
        pytest.skip("its functions are known to the endpoint only")
    if "\nFROM " in query.text:
        pytest.skip("oxrdflib names the default graph itself, and so does not heed FROM")
    notebook = opened.graph.query(query.text)
    found = notebook.askAnswer if query.form == "ASK" else len(list(notebook))
    assert found == query.rows


def test_a_researcher_adds_to_a_copy_and_never_to_a_release(opened: peercity.PeerCity) -> None:
    statement = (BILBAO, SKOS.note, rdflib.Literal("mine"))
    with pytest.raises(RuntimeError):
        opened.graph.add(statement)
    copy = rdflib.Graph()
    copy += opened.graph.triples((None, None, None))
    copy.add(statement)
    assert statement in copy
    assert statement not in opened.graph


def test_no_source_says_who_mentors_whom(opened: peercity.PeerCity) -> None:
    assert list(opened.graph.query(named_query("who-mentors-whom").text)) == []
    assert not opened.graph.query(
        "ASK { VALUES ?role { role:mentor role:mentee } ?part a pc:Participation ; org:role ?role }"
    ).askAnswer


def test_the_network_is_networkx(opened: peercity.PeerCity) -> None:
    import networkx

    assert isinstance(opened.network, networkx.MultiGraph)
    assert opened.network is opened.network
    assert opened.network.number_of_edges(str(BILBAO), "https://w3id.org/peercity/id/city/bordeaux-fr") == 5
