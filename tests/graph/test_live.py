"""The live store: nothing acknowledged is lost, everything can be taken back, one process writes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.graph.errors import BrokenData, Busy, NotFound, PeerCityError, Unreadable
from peercity.graph.folder import DataFolder
from peercity.graph.iris import BASE, graph_iri
from peercity.graph.live import Live
from peercity.graph.sources import SourceFile

TEXT = {"fr": "a", "es": "b", "en": "c"}


def sector(name: str, city: str, **more: Any) -> dict[str, Any]:
    return {"id": f"sector/{name}", "type": "SectorOfExcellence", "label": TEXT, "city": city, **more}


def city(name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"city/{name}", "type": "City", "label": TEXT, "country": "country/fr", **more}


COUNTRY = {"id": "country/fr", "type": "Country", "label": TEXT, "code": "FR"}


def file_of(slug: str, *records: dict[str, Any]) -> SourceFile:
    document = {"id": f"document/{slug}", "type": "Document", "title": {"en": "x"}, "kind": "concept:kind/report"}
    stated = [{"statedIn": [f"document/{slug}"], **record} for record in records]
    return SourceFile([document, *stated], f"document/{slug}", f"{slug}.yaml", slug)


def load(live: Live, *files: SourceFile, audience: str = "public") -> Any:
    return live.load(files, audience=audience, who="test", why="test", shapes=False)


NODES = [ox.NamedNode(f"https://example.org/{name}") for name in "abc"]
QUADS = st.builds(ox.Quad, st.sampled_from(NODES), st.just(NODES[0]), st.sampled_from(NODES), st.sampled_from(NODES))
DELTAS = st.tuples(st.sets(QUADS, max_size=4), st.sets(QUADS, max_size=4))


def test_what_is_acknowledged_is_not_lost(data_folder: DataFolder) -> None:
    """A crash between the journal and the store: the change is replayed when the store is opened."""
    with Live(data_folder) as live:
        load(live, file_of("a", COUNTRY, city("x")))
        graph = ox.NamedNode(graph_iri("public", "a"))
        quad = ox.Quad(ox.NamedNode(BASE + "city/x"), ox.NamedNode("https://example.org/p"), ox.Literal("kept"), graph)
        gone = next(live.store.quads_for_pattern(ox.NamedNode(BASE + "city/x"), None, None))
        live.journal.append("test", "cut short", removed=[gone], added=[quad])
        expected = {*live.store, quad} - {gone}
    for _ in range(2):
        with Live(data_folder) as live:
            assert set(live.store) == expected
            assert list(live.journal.unapplied()) == []


def test_what_a_killed_process_was_told_is_done_is_there(data_folder: DataFolder) -> None:
    script = f"""
import pyoxigraph as ox
from pathlib import Path
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
live = Live(DataFolder(Path({str(data_folder.path)!r})))
node = ox.NamedNode("https://example.org/s")
for number in range(100_000):
    live.change(who="t", why="t", removed=[], added=[ox.Quad(node, node, ox.Literal(str(number)), node)])
    print(number, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = [process.stdout.readline()]
    time.sleep(0.2)
    process.kill()
    told += process.stdout.read().splitlines()
    process.wait()
    process.stdout.close()
    with Live(data_folder) as live:
        there = {int(quad.object.value) for quad in live.store}
    last = int(told[-1])
    assert last > 0
    assert set(range(last + 1)) <= there <= set(range(last + 2))


@settings(max_examples=25, deadline=None)
@given(deltas=st.lists(DELTAS, min_size=1, max_size=4))
def test_undo_restores_the_store_exactly(deltas: list[Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    with Live(DataFolder(tmp_path_factory.mktemp("undo") / "data")) as live:
        before = [set(live.store)]
        numbers = []
        for removed, added in deltas:
            numbers.append(live.change(who="t", why="t", removed=removed, added=added))
            before.append(set(live.store))
            assert before[-1] == before[-2] - removed | added
        for number, expected in zip(reversed(numbers), reversed(before[:-1]), strict=True):
            live.undo(number, who="t")
            assert set(live.store) == expected


def test_an_undo_says_what_it_takes_back_and_can_be_undone(live: Live) -> None:
    load(live, file_of("a", COUNTRY))
    first, after = max(change.id for change in live.journal.changes()), set(live.store)
    second = live.undo(first, who="Ana")
    change = live.journal.change(second)
    assert change is not None
    assert (change.who, change.why) == ("Ana", f"undo of change {first}: test")
    live.undo(second, who="Ana")
    assert set(live.store) == after


def test_an_unknown_change_cannot_be_undone(live: Live) -> None:
    with pytest.raises(NotFound, match="There is no change '99'"):
        live.undo(99, who="Ana")


def test_an_undo_that_would_break_links_is_refused_with_who_refers(live: Live) -> None:
    load(live, file_of("a", COUNTRY, city("x")))
    number = max(change.id for change in live.journal.changes())
    load(live, file_of("b", sector("y", "city/x")))
    before = set(live.store)
    with pytest.raises(BrokenData, match="graph/public/b, sector/y: it refers to 'city/x', which would no longer be"):
        live.undo(number, who="Ana")
    assert set(live.store) == before


def test_an_undo_does_not_bring_back_links_to_what_has_gone(live: Live) -> None:
    load(live, file_of("a", COUNTRY, city("x")), file_of("b", sector("y", "city/x")))
    load(live, file_of("b"))
    number = max(change.id for change in live.journal.changes())
    load(live, file_of("a", COUNTRY))
    with pytest.raises(BrokenData, match="sector/y: it refers to 'city/x'"):
        live.undo(number, who="Ana")


def test_the_store_as_of_a_moment_is_what_it_was_then(live: Live) -> None:
    states = [("2000", set())]
    for name in ("x", "y"):
        load(live, file_of("a", COUNTRY, city(name)))
        states.append((max(change.at for change in live.journal.changes())[:23], set(live.store)))
        time.sleep(0.005)
    states.append(("2999-12", set(live.store)))
    for moment, expected in states:
        assert set(live.as_of(moment)) == expected, moment


@pytest.mark.parametrize("moment", ["yesterday", "", "2026-1", "22/11/2026", "2026-11-22T09:30+02:00", "2026-11-22 09"])
def test_what_is_no_moment_is_refused(live: Live, moment: str) -> None:
    with pytest.raises(PeerCityError, match="is not a moment: give a date"):
        live.as_of(moment)


def test_a_second_writer_is_told_that_somebody_writes(live: Live) -> None:
    with pytest.raises(Busy, match=r"Another PeerCity process writes in .*; stop it or name another folder"):
        Live(live.folder)


def test_the_folder_is_free_again_after_a_failed_opening(data_folder: DataFolder) -> None:
    data_folder.prepare()
    data_folder.journal.write_text("x" * 1000)
    with pytest.raises(Unreadable):
        Live(data_folder)
    data_folder.journal.unlink()
    Live(data_folder).close()


def test_a_damaged_store_is_told_in_one_sentence(data_folder: DataFolder) -> None:
    Live(data_folder).close()
    (data_folder.live / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(Unreadable, match=r"the live store cannot be opened .*; restore a backup of the data folder"):
        Live(data_folder)


def test_loading_the_same_again_changes_nothing(live: Live) -> None:
    load(live, file_of("a", COUNTRY, city("x")))
    changes = len(list(live.journal.changes()))
    again = load(live, file_of("a", city("x"), COUNTRY))
    live.load_vocabulary()
    assert (again.added, again.removed, again.records) == (0, 0, 3)
    assert len(list(live.journal.changes())) == changes


def test_a_changed_file_changes_only_what_it_says_otherwise(live: Live) -> None:
    load(live, file_of("a", COUNTRY, city("x")), file_of("b", sector("y", "city/x")))
    others = set(live.store.quads_for_pattern(None, None, None, ox.NamedNode(graph_iri("public", "b"))))
    loaded = load(live, file_of("a", COUNTRY, city("x", label={**TEXT, "fr": "new"})))
    change = list(live.journal.changes())[-1]
    assert (loaded.added, loaded.removed) == (1, 1)
    assert [quad.object.value for quad in change.added] == ["new"]
    assert [quad.object.value for quad in change.removed] == ["a"]
    assert set(live.store.quads_for_pattern(None, None, None, ox.NamedNode(graph_iri("public", "b")))) == others


def test_a_record_that_others_refer_to_is_not_removed(live: Live) -> None:
    load(live, file_of("a", COUNTRY, city("x")), file_of("b", sector("y", "city/x")))
    before = set(live.store)
    with pytest.raises(BrokenData, match="graph/public/b, sector/y: it refers to 'city/x'"):
        load(live, file_of("a", COUNTRY))
    assert set(live.store) == before
    load(live, file_of("a", COUNTRY), file_of("b", sector("y", "city/x"), city("x")))
    load(live, file_of("a", COUNTRY, city("x")))
    load(live, file_of("b", sector("y", "city/x")))


def test_a_public_file_refers_to_no_private_record(live: Live) -> None:
    load(live, file_of("a", COUNTRY))
    load(live, file_of("m", city("hidden")), audience="members")
    with pytest.raises(BrokenData, match=r"there is no record 'city/hidden'$"):
        load(live, file_of("b", sector("y", "city/hidden")))
    load(live, file_of("n", sector("y", "city/hidden")), audience="members")


def test_a_record_that_only_members_would_still_see_cannot_leave_the_public_graphs(live: Live) -> None:
    load(live, file_of("a", COUNTRY, city("x")), file_of("b", sector("y", "city/x")))
    load(live, file_of("m", city("x")), audience="members")
    with pytest.raises(BrokenData, match="graph/public/b, sector/y: it refers to 'city/x'"):
        load(live, file_of("a", COUNTRY))


@pytest.mark.parametrize("audience", ["secret", "", "public/x"])
def test_an_unknown_audience_is_a_mistake_of_the_programmer(live: Live, audience: str) -> None:
    with pytest.raises(ValueError, match="is not an audience; valid: public, members, proposed"):
        load(live, file_of("a"), audience=audience)


def test_a_live_store_keeps_its_data_when_it_is_closed(data_folder: DataFolder, tmp_path: Path) -> None:
    with Live(data_folder) as live:
        load(live, file_of("a", COUNTRY))
        expected = set(live.store)
    with Live(data_folder) as live:
        assert set(live.store) == expected
        assert set(live.as_of("2999")) == expected
