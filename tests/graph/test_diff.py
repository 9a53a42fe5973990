"""The difference of two releases: applied to the one it gives the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.graph.copying import copy_public
from peercity.graph.diff import diff, parsed
from peercity.graph.iris import BASE, graph_iri
from peercity.graph.releases import Release

Quads = set[ox.Quad]
NODES = st.sampled_from([ox.NamedNode(f"https://example.org/{name}") for name in ("a", "b", "é")])
TEXTS = st.builds(ox.Literal, st.text('ab\n\r"\\é <>.\t', max_size=4), language=st.sampled_from(["fr", "en"]))
GRAPHS = st.sampled_from([ox.NamedNode(graph_iri("public", slug)) for slug in ("x", "y")])
QUADS = st.sets(st.builds(ox.Quad, NODES, NODES, NODES | TEXTS, GRAPHS), max_size=8)
CS = "http://purl.org/vocab/changeset/schema#"


def released(path: Path, quads: Quads, number: int) -> Release:
    """Return a release that states some quads, without what a reader of lines does not need."""
    folder = path / f"{number:04}"
    folder.mkdir()
    store = ox.Store()
    store.extend(quads)
    copied = copy_public(store, folder / "data.nq", ox.Store(), base=BASE)
    facts = {"created": "2026-11-28T00:00:00+00:00", "graphs": copied.graphs, "files": {"data.nq": copied.digest}}
    (folder / "release.json").write_text(json.dumps(facts))
    return Release(folder)


def apply_patch(patch: bytes, quads: Quads) -> Quads:
    lines = {kind: [] for kind in (b"D", b"A", b"H", b"TX", b"TC")}
    for line in patch.splitlines(keepends=True):
        kind, _, rest = line.partition(b" ")
        lines[kind].append(rest)
    removed, added = set(parsed(lines[b"D"])), set(parsed(lines[b"A"]))
    assert removed <= quads
    assert not added & quads
    return quads - removed | added


def apply_change_sets(turtle: bytes, quads: Quads) -> Quads:
    store = ox.Store()
    store.load(turtle, ox.RdfFormat.TURTLE)

    def statements(kind: str) -> Quads:
        rows = store.query(
            f"PREFIX cs: <{CS}> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
            f"SELECT ?s ?p ?o ?g {{ ?set a cs:ChangeSet ; cs:subjectOfChange ?s ; cs:{kind} ?statement . "
            "?statement rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; <http://purl.org/dc/terms/source> ?g }"
        )
        return {ox.Quad(row["s"], row["p"], row["o"], row["g"]) for row in rows}

    return quads - statements("removal") | statements("addition")


APPLIED: dict[str, Callable[..., Quads]] = {"patch": apply_patch, "turtle": apply_change_sets}


@pytest.mark.parametrize("form", APPLIED)
@settings(max_examples=40, deadline=None)
@given(one=QUADS, other=QUADS)
def test_applied_to_the_one_it_gives_the_other(
    form: str, one: Quads, other: Quads, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("diff")
    found = diff(released(path, one, 1), released(path, other, 2))
    written = b"".join(found.patch()) if form == "patch" else found.turtle()
    assert APPLIED[form](written, one) == other


@settings(max_examples=20, deadline=None)
@given(one=QUADS, other=QUADS)
def test_the_way_back_is_the_same_turned_round(
    one: Quads, other: Quads, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("diff")
    first, second = released(path, one, 1), released(path, other, 2)
    there, back = diff(first, second), diff(second, first)
    assert (there.removed, there.added) == (back.added, back.removed)


def test_a_release_does_not_differ_from_itself(starter_release: Release) -> None:
    found = diff(starter_release, starter_release)
    assert (found.removed, found.added) == ([], [])


def test_the_starter_data_has_no_node_that_only_a_label_tells_apart(starter_release: Release) -> None:
    quads = parsed([(starter_release.path / "data.nq").read_bytes()])
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))


def test_an_rdf_patch_has_its_shape(tmp_path: Path) -> None:
    node, graph = ox.NamedNode("https://example.org/a"), ox.NamedNode(graph_iri("public", "x"))
    old, new = (ox.Quad(node, node, ox.Literal(text), graph) for text in ("old", "new\n"))
    found = diff(released(tmp_path, {old}, 3), released(tmp_path, {new}, 4))
    head, *lines = b"".join(found.patch()).decode().splitlines()
    assert head.startswith('H before "release 3, SHA-256 of data.nq ')
    assert lines[1:] == [
        "TX .",
        f'D {node} {node} "old" {graph} .',
        f'A {node} {node} "new\\n" {graph} .',
        "TC .",
    ]
