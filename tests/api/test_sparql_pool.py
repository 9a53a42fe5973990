"""Workers that are ended, contained and replaced, on a real release with real processes."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from peercity.api.sparql.errors import BadQuery, NoQuery, NotAllowed, TooSlow, WorkerLost
from peercity.api.sparql.pool import SparqlPool
from peercity.graph.errors import Busy, PeerCityError, TooLong, Unreadable
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import publish
from peercity.graph.starter import starter_files

REPORT = "https://w3id.org/peercity/id/graph/public/2013-report"
CARTESIAN = "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a = ?f && ?f = ?h && ?d = ?b) }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
DEEP = "ASK { FILTER(" + "!" * 90_000 + "true) }"
posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limits of a process; see containment.contain"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with Live(DataFolder(tmp_path_factory.mktemp("sparql"))) as live:
        live.load_vocabulary()
        live.load(starter_files(), who="test", why="starter", shapes=False)
        return publish(live, finish=lambda folder, store: {}).path / "graph"


@pytest.fixture(scope="module")
def pool(store: Path) -> Iterator[SparqlPool]:
    with SparqlPool(store) as pool:
        yield pool


def count(pool: SparqlPool, text: str = COUNT, **options: Any) -> int:
    with pool.query(text, accept="json", **options) as answer:
        return int(json.loads(answer.read())["results"]["bindings"][0]["n"]["value"])


def workers() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid and "pebble" in child.name]


def test_one_query_for_the_command_line(store: Path) -> None:
    with SparqlPool(store, workers=1) as pool, pool.query("SELECT ?c { ?c a pc:City } LIMIT 3", accept="csv") as answer:
        assert answer.read().count(b"\r\n") == 4
        assert (answer.kind, answer.format, answer.truncated) == ("select", "csv", False)
        assert answer.size == len(answer.read()) == len(b"".join(answer.chunks()))
        assert answer.content_type == "text/csv; charset=utf-8"


def test_the_default_graph_is_the_union_of_all_graphs_unless_a_dataset_is_given(pool: SparqlPool) -> None:
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
def test_a_graph_that_is_not_there_is_said(pool: SparqlPool, graph: str, why: str) -> None:
    with pytest.raises(BadQuery, match=why):
        pool.query(COUNT, default_graphs=[graph])


def test_prefixes_are_known_and_can_be_declared_anew(pool: SparqlPool) -> None:
    assert count(pool, "SELECT (COUNT(*) AS ?n) { ?s a pc:City ; rdfs:label|skos:prefLabel|schema:name ?l }") > 0
    assert count(pool, "PREFIX pc: <http://e/> SELECT (COUNT(*) AS ?n) { ?s a pc:City }") == 0
    with pool.query("SELECT (<city/bilbao> AS ?iri) {}", accept="csv") as answer:
        assert answer.read() == b"iri\r\nhttps://w3id.org/peercity/id/city/bilbao\r\n"


def test_kinds_of_answer(pool: SparqlPool) -> None:
    for text, kind, media_type in [
        ("ASK {}", "ask", "application/sparql-results+json"),
        ("CONSTRUCT { ?c a pc:City } { ?c a pc:City }", "graph", "text/turtle"),
        ("DESCRIBE pc:City", "graph", "text/turtle"),
    ]:
        with pool.query(text) as answer:
            assert (answer.kind, answer.media_type) == (kind, media_type)
    with pool.query("CONSTRUCT { ?c a pc:City } { ?c a pc:City }") as answer:
        assert b" a pc:City ." in answer.read()


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", NoQuery, "no query"),
        (" \n", NoQuery, "no query"),
        ("S", BadQuery, "line 1, column"),
        ("\0", BadQuery, "line 1, column 2"),
        ("😀", BadQuery, "line 1"),
        ("ASK { '\ud800' }", BadQuery, "half a character at position 8"),
        ("x" * 100_001, TooLong, "100,001 characters"),
        ("ASK " + "{" * 8000, BadQuery, "8,000 deep; at most 200"),
        ("DELETE WHERE { ?s ?p ?o }", NotAllowed, "only reads"),
        ("SELECT * { ?s nope:p ?o }", BadQuery, "'nope:' is not declared; known without declaration: pc"),
    ],
)
def test_bad_input_gets_one_sentence(pool: SparqlPool, text: str, error: type[PeerCityError], words: str) -> None:
    with pytest.raises(error, match=words) as refusal:
        pool.query(text)
    assert "\n" not in str(refusal.value)
    assert 400 <= refusal.value.status < 500


def test_a_query_that_takes_too_long_is_ended_and_the_next_one_answered(pool: SparqlPool) -> None:
    started = time.monotonic()
    with pytest.raises(TooSlow, match=r"more than 0\.5 seconds"):
        pool.query(CARTESIAN, seconds=0.5)
    assert time.monotonic() - started < 3
    assert count(pool) > 0


@posix
def test_a_query_that_ends_its_worker_costs_only_itself(pool: SparqlPool) -> None:
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
def test_a_query_cannot_take_all_the_memory(store: Path) -> None:
    text = "SELECT ?z { BIND('x' AS ?v0) " + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(33))
    with SparqlPool(store, workers=1, memory=1 << 28) as pool:
        with pytest.raises(WorkerLost, match="too much memory"):
            pool.query(text + " BIND(STRLEN(?v33) AS ?z) }")
        assert count(pool) > 0


@posix
def test_workers_ended_from_outside_are_replaced(store: Path) -> None:
    with SparqlPool(store) as pool:
        before = count(pool)
        for pid in workers():
            os.kill(pid, signal.SIGKILL)
        assert count(pool) == before
        time.sleep(0.3)
        for pid in workers():
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.3)
        assert count(pool) == before


class _Asked(BaseHTTPRequestHandler):
    paths: ClassVar[list[str]]

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_error(404)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """The address of another server, and what was asked of it."""

    class Handler(_Asked):
        paths: ClassVar[list[str]] = []

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", Handler.paths
        server.shutdown()
        thread.join()


SERVICES = [
    "ASK { SERVICE <ADDRESS> { ?s ?p ?o } }",
    "ASK{SERVICESILENT<ADDRESS>{?s ?p ?o}}",
    "PREFIX e: <ADDRESS> ASK{SERVICEe:x{?s ?p ?o}}",
    "PREFIX e: <ADDRESS> ASK{SERVICESILENTe:x{?s ?p ?o}}",
    "ASK { BIND(<ADDRESS> AS ?e) SERVICE ?e { ?s ?p ?o } }",
]


@pytest.mark.parametrize("text", SERVICES)
def test_service_is_refused(pool: SparqlPool, elsewhere: tuple[str, list[str]], text: str) -> None:
    address, asked = elsewhere
    with pytest.raises(NotAllowed, match="SERVICE is refused"):
        pool.query(text.replace("ADDRESS", address))
    assert asked == []


_WITHOUT_A_LOOK = """
import sys
from pathlib import Path
from peercity.api.sparql import worker
from peercity.api.sparql.text import Look
store, spool, text, contained = sys.argv[1:]
if contained == "no":
    from peercity.api.sparql.containment import Slot
    worker.contain = lambda *, memory: Slot()
worker.require_query = lambda text: Look(0, False, False)
worker.start(worker.Settings(store, "http://e/", 1 << 30))
print(worker.answer(worker.Question(text, None, (), (), spool, 1000, 10.0)))
try:
    Path(spool + "-more").write_text("")
    print("opened")
except OSError as error:
    print("errno", error.errno)
"""


@posix
@pytest.mark.parametrize("text", SERVICES)
def test_a_worker_opens_no_socket_even_when_the_look_at_the_text_sees_nothing(
    store: Path, tmp_path: Path, elsewhere: tuple[str, list[str]], text: str
) -> None:
    address, asked = elsewhere
    command = [sys.executable, "-c", _WITHOUT_A_LOOK, str(store), str(tmp_path / "a"), text.replace("ADDRESS", address)]
    done = subprocess.run([*command, "yes"], capture_output=True, text=True, check=True)
    assert "errno 24" in done.stdout
    assert ("SERVICE is refused" in done.stdout) == ("SILENT" not in text)
    assert asked == []


@posix
def test_without_containment_the_same_query_would_reach_another_server(
    store: Path, tmp_path: Path, elsewhere: tuple[str, list[str]]
) -> None:
    address, asked = elsewhere
    command = [
        sys.executable,
        "-c",
        _WITHOUT_A_LOOK,
        str(store),
        str(tmp_path / "a"),
        SERVICES[3].replace("ADDRESS", address),
    ]
    subprocess.run([*command, "no"], capture_output=True, text=True, check=True)
    assert asked != []


def test_from_never_fetches(pool: SparqlPool, elsewhere: tuple[str, list[str]]) -> None:
    address, asked = elsewhere
    assert count(pool, f"SELECT (COUNT(*) AS ?n) FROM <{address}> {{ ?s ?p ?o }}") == 0
    assert count(pool, f"SELECT (COUNT(*) AS ?n) FROM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == 0
    assert asked == []


def test_a_long_answer_is_cut_after_a_whole_row_and_says_so(store: Path) -> None:
    with SparqlPool(store, workers=1, longest_answer=100_000) as pool:
        with pool.query("SELECT * { ?s ?p ?o }") as answer:
            assert answer.truncated
            assert 90_000 < answer.size < 100_010
            assert len(json.loads(answer.read())["results"]["bindings"]) > 100
        with pool.query("SELECT * { ?s ?p ?o } LIMIT 10") as answer:
            assert not answer.truncated
        with pytest.raises(WorkerLost, match="first row alone"):
            pool.query("SELECT (GROUP_CONCAT(STR(?o)) AS ?all) { ?s ?p ?o }")
        assert not [path for path in Path(pool._folder.name).iterdir() if path.stat().st_size > 200_000]


def test_a_full_queue_is_busy_and_closing_lets_nobody_wait(store: Path) -> None:
    errors: list[BaseException] = []

    def ask(pool: SparqlPool) -> None:
        try:
            pool.query(CARTESIAN, seconds=20)
        except PeerCityError as error:
            errors.append(error)

    with SparqlPool(store, workers=1, queue=1) as pool:
        count(pool)
        threads = [threading.Thread(target=ask, args=(pool,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        while pool._places._value:
            time.sleep(0.01)
        with pytest.raises(Busy, match="Too many queries") as refusal:
            pool.query("ASK {}")
        assert refusal.value.status == 503
        time.sleep(0.2)
    for thread in threads:
        thread.join(timeout=5)
        assert not thread.is_alive()
    assert len(errors) == 2
    assert all("closing" in str(error) for error in errors)
    with pytest.raises(Busy, match="closed"):
        pool.query("ASK {}")


def test_no_file_and_no_process_is_left(store: Path) -> None:
    before = set(workers())
    with SparqlPool(store) as pool:
        folder = Path(pool._folder.name)
        answer = pool.query("ASK {}")
        assert list(folder.iterdir()) == [answer.path]
        answer.close()
        for text in ("ASK {", CARTESIAN):
            with pytest.raises(PeerCityError):
                pool.query(text, seconds=0.3)
        assert list(folder.iterdir()) == []
        pool.query("ASK {}")  # forgotten
        assert list(folder.iterdir()) == []
    assert not folder.exists()
    assert set(workers()) == before


@posix
def test_a_worker_without_its_server_ends_by_itself(store: Path, tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(
        "import sys, threading, multiprocessing, time\n"
        "from pathlib import Path\n"
        "from peercity.api.sparql.pool import SparqlPool\n"
        "if __name__ == '__main__':\n"
        "    pool = SparqlPool(Path(sys.argv[1]), workers=1)\n"
        "    pool.query('ASK {}').close()\n"
        "    threading.Thread(target=pool.query, args=(sys.argv[2],), kwargs={'seconds': 1.0}).start()\n"
        "    time.sleep(0.5)\n"
        "    print(multiprocessing.active_children()[0].pid, flush=True)\n"
        "    time.sleep(60)\n"
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


def test_what_is_no_store_is_said(tmp_path: Path, store: Path) -> None:
    with pytest.raises(Unreadable, match="not the folder of a store"):
        SparqlPool(tmp_path)
    broken = tmp_path / "broken"
    shutil.copytree(store, broken)
    next(broken.glob("MANIFEST-*")).write_bytes(b"")
    with SparqlPool(broken, workers=1) as pool, pytest.raises(WorkerLost, match="end before they answer"):
        pool.query("ASK {}")
