"""Workers that are ended, contained and replaced, on a real release with real processes."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from peercity.api.sparql.crew import Crew
from peercity.api.sparql.errors import BadQuery, NoQuery, NotAllowed, TooSlow, WorkerLost
from peercity.api.sparql.pool import SparqlPool
from peercity.api.sparql.worker import Settings
from peercity.graph.errors import Busy, PeerCityError, TooLong, Unreadable
from peercity.graph.iris import BASE
from peercity.graph.releases import Release

REPORT = "https://w3id.org/peercity/id/graph/public/2013-report"
CARTESIAN = "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a = ?f && ?f = ?h && ?d = ?b) }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
DEEP = "ASK { FILTER(" + "!" * 90_000 + "true) }"
Pool = Any
OpenPool = Callable[..., Any]
posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limits of a process; see containment.contain"
)


@pytest.fixture(scope="module")
def store(starter_release: Release) -> Path:
    return starter_release.path / "graph"


@pytest.fixture(scope="module")
def pool(store: Path, open_pool: OpenPool) -> Iterator[Pool]:
    with open_pool(store) as pool:
        yield pool


def count(pool: Pool, text: str = COUNT, **options: Any) -> int:
    with pool.query(text, accept="json", **options) as answer:
        return int(json.loads(answer.read())["results"]["bindings"][0]["n"]["value"])


def test_one_query_for_the_command_line(store: Path, open_pool: OpenPool) -> None:
    with open_pool(store, workers=1) as pool, pool.query("SELECT ?c { ?c a pc:City } LIMIT 3", accept="csv") as answer:
        assert answer.read().count(b"\r\n") == 4
        assert (answer.kind, answer.format.name, answer.truncated) == ("select", "csv", False)
        assert answer.size == len(answer.read()) == len(b"".join(answer.chunks()))
        assert answer.format.content_type == "text/csv; charset=utf-8"


def test_the_default_graph_is_the_union_of_all_graphs_unless_a_dataset_is_given(pool: Pool) -> None:
    everything, report = count(pool), count(pool, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{REPORT}> {{ ?s ?p ?o }} }}")
    assert everything > report > 100
    assert count(pool, "SELECT (COUNT(*) AS ?n) { ?event a pc:Event }") == 20, "each statement counts once"
    in_graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(pool, default_graphs=[REPORT]) == report
    assert count(pool, in_graphs, default_graphs=[REPORT]) == 0
    assert count(pool, named_graphs=[REPORT]) == 0
    assert count(pool, in_graphs, named_graphs=[REPORT]) == report
    assert count(pool, f"SELECT (COUNT(*) AS ?n) FROM <{REPORT}> {{ ?s ?p ?o }}") == report
    assert (
        count(pool, "SELECT (COUNT(*) AS ?n) FROM <http://localhost/> { ?s ?p ?o }", default_graphs=[REPORT]) == report
    )
    assert count(pool, f"SELECT (COUNT(*) AS ?n) FROM NAMED <{REPORT}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == report


@pytest.mark.parametrize(
    ("graph", "why"), [("2013-report", "not an absolute IRI"), (REPORT + "x", "There is no graph")]
)
def test_a_graph_that_is_not_there_is_said(pool: Pool, graph: str, why: str) -> None:
    with pytest.raises(BadQuery, match=why):
        pool.query(COUNT, default_graphs=[graph])


def test_prefixes_are_known_and_can_be_declared_anew(pool: Pool) -> None:
    assert count(pool, "SELECT (COUNT(*) AS ?n) { ?s a pc:City ; rdfs:label|skos:prefLabel|schema:name ?l }") > 0
    assert count(pool, "PREFIX pc: <http://e/> SELECT (COUNT(*) AS ?n) { ?s a pc:City }") == 0
    with pool.query("SELECT (<city/bilbao> AS ?iri) {}", accept="csv") as answer:
        assert answer.read() == b"iri\r\nhttps://w3id.org/peercity/id/city/bilbao\r\n"


def test_kinds_of_answer(pool: Pool) -> None:
    for text, kind, media_type in [
        ("ASK {}", "ask", "application/sparql-results+json"),
        ("CONSTRUCT { ?c a pc:City } { ?c a pc:City }", "graph", "text/turtle"),
        ("DESCRIBE pc:City", "graph", "text/turtle"),
    ]:
        with pool.query(text) as answer:
            assert (answer.kind, answer.format.media_type) == (kind, media_type)
    with pool.query("CONSTRUCT { ?c a pc:City } { ?c a pc:City }") as answer:
        assert b" a pc:City ." in answer.read()


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", NoQuery, "no query"),
        (" \n", NoQuery, "no query"),
        ("S", BadQuery, "line 1, column"),
        ("\0", BadQuery, "line 1, column 1"),
        ("😀", BadQuery, "line 1"),
        ("ASK { '\ud800' }", BadQuery, "half a character at position 8"),
        ("x" * 100_001, TooLong, "100,001 characters"),
        ("ASK " + "{" * 8000, BadQuery, "8,000 deep; at most 200"),
        ("DELETE WHERE { ?s ?p ?o }", NotAllowed, "only reads"),
        ("SELECT * { ?s nope:p ?o }", BadQuery, "'nope:' is not declared; known without declaration: pc"),
    ],
)
def test_bad_input_gets_one_sentence(pool: Pool, text: str, error: type[PeerCityError], words: str) -> None:
    with pytest.raises(error, match=words) as refusal:
        pool.query(text)
    assert "\n" not in str(refusal.value)
    assert 400 <= refusal.value.status < 500


def test_an_explanation_that_takes_long_costs_the_answer_nothing(pool: Pool) -> None:
    slow = f"SELECT * {{ {{ {CARTESIAN.removeprefix('ASK {')} ?x a pc:Nowhere }}"
    with pool.query(slow, accept="json", explain=True) as answer:
        assert answer.is_empty
        assert answer.explanation is None
    with pool.query("SELECT * { ?x a pc:Nowhere }", explain=True) as answer:
        assert answer.explanation


def test_a_query_that_takes_too_long_is_ended_and_the_next_one_answered(pool: Pool) -> None:
    started = time.monotonic()
    with pytest.raises(TooSlow, match=r"more than 0\.5 seconds"):
        pool.query(CARTESIAN, seconds=0.5)
    assert time.monotonic() - started < 3
    assert count(pool) > 0


@posix
def test_a_query_that_ends_its_worker_costs_only_itself(pool: Pool) -> None:
    others: list[int] = []
    thread = threading.Thread(target=lambda: others.extend(count(pool) for _ in range(200)))
    thread.start()
    for _ in range(2):
        with pytest.raises(WorkerLost, match="ended the process"):
            pool.query(DEEP)
    thread.join()
    assert len(others) == 200
    assert len(set(others)) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to a limit of its address space")
def test_a_query_cannot_take_all_the_memory(store: Path, open_pool: OpenPool) -> None:
    text = "SELECT ?z { BIND('x' AS ?v0) " + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(33))
    with open_pool(store, workers=1, memory=1 << 28) as pool:
        with pytest.raises(WorkerLost, match="too much memory"):
            pool.query(text + " BIND(STRLEN(?v33) AS ?z) }")
        assert count(pool) > 0


@posix
def test_workers_ended_from_outside_are_replaced(store: Path, open_pool: OpenPool) -> None:
    with open_pool(store) as pool:
        before = count(pool)
        for pid in pool.pids():
            os.kill(pid, signal.SIGKILL)
        assert count(pool) == before
        time.sleep(0.3)
        for pid in pool.pids():
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.3)
        assert count(pool) == before


def test_a_long_answer_is_cut_after_a_whole_row_and_says_so(store: Path, open_pool: OpenPool) -> None:
    with open_pool(store, workers=1, answer=100_000) as pool:
        with pool.query("SELECT * { ?s ?p ?o }") as answer:
            assert answer.truncated
            assert 90_000 < answer.size < 100_010
            assert len(json.loads(answer.read())["results"]["bindings"]) > 100
        with pool.query("SELECT * { ?s ?p ?o } LIMIT 10") as answer:
            assert not answer.truncated
        with pytest.raises(WorkerLost, match="first row alone"):
            pool.query("SELECT (GROUP_CONCAT(STR(?o)) AS ?all) { ?s ?p ?o }")
        assert not [path for path in pool.folder.iterdir() if path.stat().st_size > 200_000]


def test_long_answers_have_so_much_room_on_the_disk(store: Path, open_pool: OpenPool) -> None:
    long = "SELECT * { ?s ?p ?o } LIMIT 1000"
    with open_pool(store, workers=1, spool=300_000) as pool:
        with pool.query(long) as first:
            assert 150_000 < first.size < 300_000
            with pytest.raises(Busy, match="all the room"):
                pool.query(long)
            assert [path.stat().st_size for path in pool.folder.iterdir()] == [first.size]
            assert count(pool) > 1_000, "short ones need none"
        with pool.query(long) as again:
            assert again.size == first.size


def test_a_full_queue_is_busy_and_closing_lets_nobody_wait(store: Path, open_pool: OpenPool) -> None:
    errors: list[BaseException] = []

    def ask(pool: Pool) -> None:
        try:
            pool.query(CARTESIAN, seconds=20)
        except PeerCityError as error:
            errors.append(error)

    with open_pool(store, workers=1, long_queries=0, queue=1) as pool:
        count(pool)
        threads = [threading.Thread(target=ask, args=(pool,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        while len(pool.pool._places) < 2:
            time.sleep(0.01)
        with pytest.raises(Busy, match="Too many queries") as refusal:
            pool.query("ASK {}")
        assert refusal.value.status == 503
        time.sleep(0.2)
        pool.close()
        with pytest.raises(Busy, match="closed"):
            pool.query("ASK {}")
    for thread in threads:
        thread.join(timeout=5)
        assert not thread.is_alive()
    assert len(errors) == 2
    assert all("closing" in str(error) for error in errors)


def test_no_file_and_no_process_is_left(store: Path, open_pool: OpenPool) -> None:
    with open_pool(store, workers=1) as pool:
        answer = pool.query("SELECT * { ?s ?p ?o }")
        assert len(list(pool.folder.iterdir())) == 1
        answer.close()
        for text in ("ASK {", CARTESIAN):
            with pytest.raises(PeerCityError):
                pool.query(text, seconds=0.3)
        assert list(pool.folder.iterdir()) == []
        pool.query("SELECT * { ?s ?p ?o }")  # forgotten
        assert list(pool.folder.iterdir()) == []
        pool.query("ASK {}")
        pids = pool.pids()
    assert not pool.folder.exists()
    assert pids
    assert not any(_runs(pid) for pid in pids)


@posix
def test_a_worker_without_its_server_ends_by_itself(store: Path, tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from peercity.api.sparql.limits import Limits\n"
        "from peercity.api.sparql.pool import SparqlPool\n"
        "async def main():\n"
        "    pool = SparqlPool(Path(sys.argv[1]), limits=Limits(workers=1))\n"
        "    await pool.query('ASK {}')\n"
        "    asking = asyncio.create_task(pool.query(sys.argv[2], seconds=1.0))\n"
        "    await asyncio.sleep(0.5)\n"
        "    print(next(iter(pool._crew)).pid, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, str(script), str(store), CARTESIAN]
    here = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=here) as server:
        assert server.stdout
        worker = int(server.stdout.readline())
        server.kill()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _runs(worker):
        time.sleep(0.1)
    assert not _runs(worker)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def test_what_is_no_store_is_said(tmp_path: Path, store: Path, open_pool: OpenPool) -> None:
    with pytest.raises(Unreadable, match="not the folder of a store"):
        SparqlPool(tmp_path)
    broken = tmp_path / "broken"
    shutil.copytree(store, broken)
    next(broken.glob("MANIFEST-*")).write_bytes(b"")
    with open_pool(broken, workers=1) as pool, pytest.raises(WorkerLost, match="end before they answer"):
        pool.query("ASK {}")


@pytest.mark.skipif(sys.platform != "linux", reason="the niceness of a process is read from /proc")
def test_a_long_query_goes_behind_all_others_and_a_new_worker_takes_its_place(store: Path, open_pool: OpenPool) -> None:
    with open_pool(store, workers=1, long_queries=1) as pool:
        count(pool)
        (first,) = pool.pids()
        errors: list[BaseException] = []
        thread = threading.Thread(target=_refused, args=(pool, 3.0, errors))
        thread.start()
        started = time.monotonic()
        count(pool)  # It waits for the first second of the long one, no longer.
        assert 0.5 < time.monotonic() - started < 2.5
        assert first not in pool.pids()
        assert int(Path(f"/proc/{first}/stat").read_text().rpartition(")")[2].split()[16]) == 15
        second = threading.Thread(target=_refused, args=(pool, 3.0, errors))
        second.start()
        time.sleep(0.2)
        count(pool)  # The slow lane is full, so the second long one is ended for it.
        second.join()
        assert isinstance(errors[0], Busy)
        assert "1 queries that take over 1 s" in str(errors[0])
        thread.join()
        assert isinstance(errors[1], TooSlow)
        assert not _runs(first)


def test_one_client_does_not_take_all_places(store: Path, open_pool: OpenPool) -> None:
    errors: list[BaseException] = []
    with open_pool(store, workers=1, queue=40) as pool:
        count(pool)
        threads = [threading.Thread(target=_refused, args=(pool, 0.2, errors, "one")) for _ in range(20)]
        for thread in threads:
            thread.start()
        assert count(pool, client="two") > 0
        for thread in threads:
            thread.join()
    kinds = [type(error) for error in errors]
    assert kinds.count(Busy) == 4
    assert kinds.count(TooSlow) == 16


def _refused(pool: Pool, seconds: float, errors: list[BaseException], client: str = "") -> None:
    try:
        pool.query(CARTESIAN, seconds=seconds, client=client)
    except PeerCityError as error:
        errors.append(error)


def test_a_worker_that_comes_to_someone_who_left_goes_to_the_next(store: Path) -> None:
    async def asked() -> bool:
        crew = Crew(Settings(str(store), BASE, 1 << 30), size=1, patience=10)
        worker = await crew.take()
        leaving = asyncio.create_task(crew.take())
        await asyncio.sleep(0)
        crew.give_back(worker)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        try:
            return await crew.take() is worker
        finally:
            crew.close()
            await crew.ended()

    assert asyncio.run(asked())


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_an_answer_cut_by_its_rows_is_whole(store: Path, open_pool: OpenPool, form: str) -> None:
    with open_pool(store, workers=1, rows=50) as pool, pool.query("SELECT * { ?s ?p ?o }", accept=form) as answer:
        assert answer.truncated
        media_type = answer.format.media_type
        rows: Any = csv.reader(io.StringIO(answer.read().decode(), newline=""), strict=True)
        if form != "csv":
            syntax = ox.QueryResultsFormat.from_media_type(media_type)
            rows = ox.parse_query_results(answer.read(), format=syntax)
        found = [str(row) for row in rows]
        assert 40 < len(found) < 500
        # CSV has no languages, so that two names may look alike there.
        assert form == "csv" or len(set(found)) == len(found), "no row comes twice"


@pytest.mark.parametrize("form", ["turtle", "ntriples", "trig", "nquads", "rdfxml"])
def test_a_graph_cut_by_its_rows_is_whole(store: Path, open_pool: OpenPool, form: str) -> None:
    text = "CONSTRUCT WHERE { ?s skos:prefLabel ?o }"
    with open_pool(store, workers=1, rows=50) as pool, pool.query(text, accept=form) as answer:
        assert answer.truncated
        found = list(ox.parse(answer.read(), format=ox.RdfFormat.from_media_type(answer.format.media_type)))
        assert 20 < len(found) < 1000
