"""`peercity.open().sparql()`: tables, truth values and graphs for notebooks."""

from __future__ import annotations

import datetime
import json
import shutil

import pytest

import peercity
from peercity.graph.errors import NotFound, PeerCityError, Unreadable
from peercity.graph.folder import DataFolder


@pytest.fixture(scope="module")
def city(answering_folder: DataFolder) -> peercity.PeerCity:
    return peercity.open(answering_folder.path)


def test_a_table_has_values_of_python(city: peercity.PeerCity) -> None:
    table = city.sparql(
        'SELECT ?city (2 AS ?n) (1.5e0 AS ?x) (0.5 AS ?part) (true AS ?yes) ("Pau"@fr AS ?name) ?none '
        '("2014-05-31"^^xsd:date AS ?day) ("2014"^^xsd:gYear AS ?year) { ?city a pc:City } ORDER BY ?city LIMIT 2'
    )
    assert list(table.columns) == ["city", "n", "x", "part", "yes", "name", "none", "day", "year"]
    first = table.iloc[0]
    assert first["city"].startswith("https://w3id.org/peercity/id/city/")
    assert (first["n"], first["x"], first["yes"], first["name"], first["none"]) == (2, 1.5, True, "Pau", None)
    assert (first["day"], first["year"]) == (datetime.date(2014, 5, 31), "2014")
    assert table[["n", "x", "part"]].mean().to_list() == [2, 1.5, 0.5]
    assert len(table) == 2
    assert list(city.sparql("SELECT ?nothing { ?nothing a pc:Nothing }").columns) == ["nothing"]


def test_other_forms_give_a_truth_value_and_a_graph(city: peercity.PeerCity) -> None:
    assert city.sparql("ASK { ?city a pc:City }") is True
    graph = city.sparql("CONSTRUCT WHERE { ?city a pc:City }")
    assert len(graph) == len(city.sparql("SELECT ?city { ?city a pc:City }"))


def test_the_scores_of_ask_are_in_tables(city: peercity.PeerCity) -> None:
    challenge = "How can we warn people of floods in time?"
    best = city.sparql(
        f'SELECT ?item (pc:relevance(?item, "{challenge}"@en) AS ?score) {{ ?item a pc:Practice }} '
        "ORDER BY DESC(?score) LIMIT 1"
    )
    first = city.ask(challenge, language="en").practices[0]
    assert (best["item"][0], best["score"][0]) == (first.iri, first.score)


def test_wrong_queries_and_releases_are_told(city: peercity.PeerCity, answering_folder: DataFolder) -> None:
    for text, why in (
        ("SELECT { }", "line 1, column"),
        ("ASK " + "{" * 4_000, "at most 200"),
        ("ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE is refused"),
    ):
        with pytest.raises(PeerCityError, match=why):
            city.sparql(text)
    assert peercity.open(answering_folder.path, release=1).release.number == 1
    with pytest.raises(NotFound, match="no release '7'"):
        peercity.open(answering_folder.path, release=7)


def test_a_release_whose_index_cannot_be_read_is_a_graph_all_the_same(answering_copy: DataFolder) -> None:
    index = answering_copy.releases / "0001" / "index"
    names = json.loads((index / "names.json").read_text())
    (index / "names.json").write_text(json.dumps(names | {"format": 0}))
    old = peercity.open(answering_copy.path, release=1)
    shutil.copytree(index.parents[2], index.parents[2].with_name("bare"), ignore=shutil.ignore_patterns("index"))
    bare = peercity.open(index.parents[2].with_name("bare"))
    for city, why in ((old, "another version"), (bare, "no index")):
        assert city.sparql("ASK { ?city a pc:City }") is True
        with pytest.raises(Unreadable, match=why):
            city.ask("How can we warn people of floods in time?")
        with pytest.raises(Unreadable, match=why):
            city.sparql('SELECT (pc:relevance(?item, "floods"@en) AS ?score) { ?item a pc:Practice }')
