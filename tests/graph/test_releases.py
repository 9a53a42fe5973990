"""Releases: public only, the same for the same statements, unchanged by what comes later."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.graph.errors import NotFound, Unreadable
from peercity.graph.folder import DataFolder
from peercity.graph.iris import AUDIENCES, BASE, audience_of, graph_iri
from peercity.graph.live import Live
from peercity.graph.releases import Release, current, publish, release, releases

NODE = ox.NamedNode("https://example.org/s")


def nothing(folder: Path, store: ox.Store) -> dict[str, Any]:
    return {}


def quad(text: str, graph: str) -> ox.Quad:
    return ox.Quad(NODE, NODE, ox.Literal(text), ox.NamedNode(graph))


def named(store: ox.Store) -> set[ox.Quad]:
    """Return the statements of a release as its sources make them."""
    return {one for one in store if one.graph_name != ox.DefaultGraph()}


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_digests_are_those_of_the_files(live: Live) -> None:
    def finish(folder: Path, store: ox.Store) -> dict[str, Any]:
        (folder / "vectors").mkdir()
        (folder / "vectors" / "a.npy").write_bytes(b"abc")
        return {"encoder": "none", "texts": len(named(store))}

    made = publish(live, finish=finish)
    digests = made.facts["files"]
    assert set(digests) == {"data.nq", "vectors/a.npy"}
    for name, digest in digests.items():
        assert hashlib.sha256((made.path / name).read_bytes()).hexdigest() == digest
    assert (made.facts["encoder"], made.facts["texts"]) == ("none", made.facts["counts"]["quads"])


def test_each_graph_has_the_digest_of_its_lines(starter_release: Release) -> None:
    lines = (starter_release.path / "data.nq").read_bytes().splitlines(keepends=True)
    for name, digest in starter_release.facts["graphs"].items():
        ending = f" <{name}> .\n".encode()
        assert hashlib.sha256(b"".join(line for line in lines if line.endswith(ending))).hexdigest() == digest


def test_the_dump_and_the_store_of_a_release_say_the_same(starter_release: Release) -> None:
    dumped = set(ox.parse(path=starter_release.path / "data.nq", format=ox.RdfFormat.N_QUADS))
    assert dumped == named(starter_release.store)
    assert starter_release.facts["counts"]["quads"] == len(dumped)


def test_the_default_graph_of_a_release_says_each_statement_once(starter_release: Release) -> None:
    once = [one.triple for one in starter_release.store.quads_for_pattern(None, None, None, ox.DefaultGraph())]
    assert len(once) == len(set(once))
    assert set(once) == {one.triple for one in named(starter_release.store)}


TEXTS = st.lists(st.tuples(st.text('ab\n"é', max_size=3), st.sampled_from("xyz")), unique=True, max_size=8)


@settings(max_examples=8, deadline=None)
@given(texts=TEXTS, data=st.data())
def test_the_same_statements_give_the_same_digest_whatever_their_order(
    texts: list[tuple[str, str]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    quads = [quad(text, graph_iri("public", slug)) for text, slug in texts]
    detour = quad("detour", graph_iri("public", "x"))
    found = set()
    for order in (quads, data.draw(st.permutations(quads))):
        with Live(DataFolder(tmp_path_factory.mktemp("order") / "data")) as live:
            if found:
                live.change(who="t", why="t", removed=(), added=[detour])
            for one in order:
                live.change(who="t", why="t", removed=(), added=[one])
            if found:
                live.change(who="t", why="t", removed=[detour], added=())
            found.add(publish(live, finish=nothing).facts["files"]["data.nq"])
    assert len(found) == 1


FAMILIES = st.sampled_from([*(f"{BASE}graph/{audience}/" for audience in AUDIENCES), "https://example.org/public/"])
GRAPHS = st.builds("{}{}".format, FAMILIES, st.sampled_from(["a", "public", "graph-public-a"]))


@settings(max_examples=12, deadline=None)
@given(graphs=st.lists(GRAPHS, min_size=1, max_size=6))
def test_a_private_fact_is_in_no_release(graphs: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    with Live(DataFolder(tmp_path_factory.mktemp("private") / "data")) as live:
        quads = [quad(f"secret-{number}", graph) for number, graph in enumerate(graphs)]
        quads.append(ox.Quad(NODE, NODE, ox.Literal("in no graph")))
        live.change(who="t", why="t", removed=(), added=quads)
        made = publish(live, finish=nothing)
        public = {one for one in quads[:-1] if audience_of(one.graph_name.value) == "public"}
        assert named(made.store) == public
        everything = b"".join(files_of(made.path).values())
        for number, graph in enumerate(graphs):
            name = f"secret-{number}".encode()
            assert (name in everything) == (audience_of(graph) == "public")
        assert b"in no graph" not in everything
        assert set(made.facts["graphs"]) == {one.graph_name.value for one in public}


def test_a_release_is_unchanged_by_what_comes_later(live: Live) -> None:
    live.change(who="t", why="t", removed=(), added=[quad("first", graph_iri("public", "a"))])
    first = publish(live, finish=nothing)
    before, statements = files_of(first.path), set(first.store)
    live.change(who="t", why="t", removed=list(live.store), added=[quad("second", graph_iri("public", "a"))])
    second = publish(live, finish=nothing)
    assert files_of(first.path) == before
    assert set(Release(first.path).store) == statements
    assert {one.object.value for one in second.store} == {"second"}
    assert current(live.folder) == second
    assert releases(live.folder) == [second, first]
    assert release(live.folder, 1) == first


def test_a_release_lists_what_changed_since_the_one_before(live: Live) -> None:
    names = {slug: graph_iri("public", slug) for slug in ("kept", "altered", "dropped", "new")}
    vocabulary = {graph_iri("public", slug) for slug in ("concepts", "ontology")}
    old = [quad("a", names[slug]) for slug in ("kept", "altered", "dropped")]
    live.change(who="t", why="t", removed=(), added=old)
    first = publish(live, finish=nothing)
    assert first.facts["changes"] == {
        "since": [],
        "added": sorted({*vocabulary, *names.values()} - {names["new"]}),
        "removed": [],
        "changed": [],
    }
    live.change(who="t", why="t", removed=old[1:], added=[quad("b", names["altered"]), quad("a", names["new"])])
    assert publish(live, finish=nothing).facts["changes"] == {
        "since": ["1"],
        "added": [names["new"]],
        "removed": [names["dropped"]],
        "changed": [names["altered"]],
    }


def test_an_unknown_release_is_told_with_those_there_are(starter_folder: DataFolder) -> None:
    with pytest.raises(NotFound, match=r"There is no release '7'. Valid: 1\."):
        release(starter_folder, 7)


def test_before_the_first_release_there_is_none(data_folder: DataFolder) -> None:
    data_folder.prepare()
    assert current(data_folder) is None
    assert releases(data_folder) == []
    with pytest.raises(NotFound, match="There is no release '1'"):
        release(data_folder, 1)


def test_releases_go_on_after_9999(live: Live) -> None:
    publish(live, finish=nothing).path.rename(live.folder.releases / "9999")
    numbers = [publish(live, finish=nothing).number for _ in range(2)]
    assert numbers == [10000, 10001]
    assert [one.number for one in releases(live.folder)] == [10001, 10000, 9999]


def test_a_pointer_that_leads_nowhere_is_told_and_mended_by_publishing(live: Live) -> None:
    publish(live, finish=nothing)
    (live.folder.releases / "current").write_text("0007\n")
    with pytest.raises(Unreadable, match="it names the release '0007', which is not there; publish again"):
        current(live.folder)
    assert publish(live, finish=nothing) == current(live.folder)


def test_a_failure_while_publishing_leaves_no_trace(live: Live) -> None:
    publish(live, finish=nothing)
    before = files_of(live.folder.releases)

    def broken(folder: Path, store: ox.Store) -> dict[str, Any]:
        raise KeyError("a mistake")

    with pytest.raises(KeyError):
        publish(live, finish=broken)
    assert files_of(live.folder.releases) == before


def test_what_a_crash_left_is_cleaned(live: Live) -> None:
    left = live.folder.releases / ".new-0001"
    (left / "graph").mkdir(parents=True)
    (left / "data.nq").write_text("half")
    (live.folder.releases / ".current.new").write_text("00")
    publish(live, finish=nothing)
    assert sorted(path.name for path in live.folder.releases.iterdir()) == ["0001", "current"]


def test_release_json_is_readable_by_people(starter_release: Release) -> None:
    text = (starter_release.path / "release.json").read_text(encoding="utf-8")
    facts = json.loads(text)
    assert text.count("\n") > 20
    assert facts["release"] == 1
    assert facts["licence"] == "CC BY 4.0"
    assert facts["counts"]["records"]["Practice"] > 100
