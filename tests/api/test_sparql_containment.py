"""What a contained worker cannot do, whatever a query says: ask another server, open a file."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from peercity.api.sparql.errors import BadQuery, NotAllowed
from peercity.graph.releases import Release

posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limits of a process; see containment.contain"
)


@pytest.fixture(scope="module")
def store(starter_release: Release) -> Path:
    return starter_release.path / "graph"


@pytest.fixture(scope="module")
def pool(store: Path, open_pool: Callable[..., Any]) -> Iterator[Any]:
    with open_pool(store, workers=1) as pool:
        yield pool


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
    "ASK { sErViCe#a comment\n<ADDRESS>#another {\n{ ?s ?p ?o } }",
]
ESCAPED = ["ASK { SERV\\u0049CE <ADDRESS> { ?s ?p ?o } }", "ASK { SERVICE SIL\\U00000045NT <ADDRESS> { ?s ?p ?o } }"]
"""With escapes in a keyword, which the engine reads as a fault of syntax: all the same nothing may be asked."""


@pytest.mark.parametrize("text", SERVICES)
def test_service_is_refused(pool: Any, elsewhere: tuple[str, list[str]], text: str) -> None:
    address, asked = elsewhere
    with pytest.raises(NotAllowed, match="SERVICE is refused"):
        pool.query(text.replace("ADDRESS", address))
    assert asked == []


@pytest.mark.parametrize("text", ESCAPED)
def test_no_escape_leads_to_another_server(pool: Any, elsewhere: tuple[str, list[str]], text: str) -> None:
    address, asked = elsewhere
    with pytest.raises((BadQuery, NotAllowed)):
        pool.query(text.replace("ADDRESS", address))
    assert asked == []


_WITHOUT_A_LOOK = """
import sys
from pathlib import Path
from peercity.api.sparql import worker
from peercity.api.sparql.functions import Suppliers
from peercity.api.sparql.text import Look
store, spool, text, contained = sys.argv[1:]
if contained == "no":
    from peercity.api.sparql.containment import Slot
    worker.contain = lambda *, memory: Slot()
worker.require_query = lambda text: Look(0, False, False)
at_work = worker.Worker(worker.Settings(store, "http://e/", 1 << 30), Suppliers({}.get, {}.get))
try:
    print(at_work.answer(worker.Question(text, None, (), (), False, spool, 1000, 1000, 10.0)))
except Exception as error:
    print(error)
try:
    Path(spool + "-more").write_text("")
    print("opened")
except OSError as error:
    print("errno", error.errno)
"""


@posix
@pytest.mark.parametrize("text", [*SERVICES, *ESCAPED])
def test_a_worker_opens_no_socket_even_when_the_look_at_the_text_sees_nothing(
    store: Path, tmp_path: Path, elsewhere: tuple[str, list[str]], text: str
) -> None:
    address, asked = elsewhere
    command = [sys.executable, "-c", _WITHOUT_A_LOOK, str(store), str(tmp_path / "a"), text.replace("ADDRESS", address)]
    done = subprocess.run([*command, "yes"], capture_output=True, text=True, check=True)
    assert "errno 24" in done.stdout
    assert ("SERVICE is refused" in done.stdout) == ("SILENT" not in text and text not in ESCAPED)
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


def test_from_never_fetches(pool: Any, elsewhere: tuple[str, list[str]]) -> None:
    address, asked = elsewhere
    for text in (
        f"SELECT * FROM <{address}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    ):
        with pool.query(text, accept="csv") as answer:
            assert answer.read().count(b"\n") == 1
    assert asked == []
