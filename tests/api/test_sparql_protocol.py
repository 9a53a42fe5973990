"""The SPARQL protocol over real HTTP: a real server on a real socket, over a real store."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urlencode
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from peercity.api.sparql.answer import CHUNK
from peercity.api.sparql.cache import LARGEST
from peercity.api.sparql.limits import Limits
from peercity.api.sparql.pool import SparqlPool
from peercity.api.sparql.protocol import Endpoint, SparqlProtocol
from peercity.api.web.limits import HeadAsGet

DATA = """
@prefix pc: <https://w3id.org/peercity/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <https://w3id.org/peercity/id/city/> .
<https://w3id.org/peercity/id/graph/public/a> {
  :bilbao a pc:City ; rdfs:label "Bilbao" .
  :pau a pc:City ; rdfs:label "Pau"@fr .
}
<https://w3id.org/peercity/id/graph/public/b> { :dakar a pc:City ; rdfs:label "Dakar" . }
# As a release does: the default graph holds each statement once.
:bilbao a pc:City ; rdfs:label "Bilbao" .
:pau a pc:City ; rdfs:label "Pau"@fr .
:dakar a pc:City ; rdfs:label "Dakar" .
"""
A, B = (f"https://w3id.org/peercity/id/graph/public/{slug}" for slug in "ab")
LABELS = "SELECT ?label { ?c a pc:City ; rdfs:label ?label } ORDER BY ?label"
TRIPLES = "CONSTRUCT WHERE { ?c a pc:City }"
PRODUCT = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(12))
CARTESIAN = f"ASK {{ {PRODUCT} FILTER(STRLEN(?c0) + STRLEN(?c11) < 0) }}"


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def labels(self) -> list[str]:
        return [row["label"]["value"] for row in json.loads(self.body)["results"]["bindings"]]

    @property
    def error(self) -> str:
        answer = json.loads(self.body)
        assert list(answer) == ["error"]
        return str(answer["error"])


class Client:
    def __init__(self, port: int, protocol: SparqlProtocol) -> None:
        self.port, self.protocol = port, protocol

    def ask(self, method: str, target: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, body, names)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, query: str, accept: str = "*/*", **more: str) -> Answer:
        return self.ask("GET", "/sparql?" + urlencode({"query": query, **more}), Accept=accept)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> SparqlPool:
    """One worker over three cities; the server that asks it closes it."""
    folder = tmp_path_factory.mktemp("protocol") / "graph"
    store = ox.Store(folder)
    store.load(DATA, format=ox.RdfFormat.TRIG)
    store.flush()
    del store
    return SparqlPool(folder, limits=Limits(workers=1, long_queries=1, queue=1, seconds=1.5, answer=5_000_000))


@pytest.fixture(scope="module")
def client(pool: SparqlPool) -> Iterator[Client]:
    def page(request: Request) -> HTMLResponse:
        return HTMLResponse(f"<p>Ask at {request.url.path}</p>")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with pool:
            yield

    async def endpoint(_: str | None) -> Endpoint:
        return Endpoint(pool, 7)

    sparql = SparqlProtocol(endpoint, without_query=page)
    app = Starlette(routes=[Route("/sparql", sparql)], lifespan=lifespan, middleware=[Middleware(HeadAsGet)])
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, CHUNK)  # So that slow readers are noticed early.
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Client(listener.getsockname()[1], sparql)
        server.should_exit = True
        thread.join()


def no_file_is_left(pool: SparqlPool) -> bool:
    """Whether the spool files go, which they do a moment after the last byte is sent."""
    folder, deadline = Path(pool._folder.name), time.monotonic() + 5
    while time.monotonic() < deadline and list(folder.iterdir()):
        time.sleep(0.02)
    return not list(folder.iterdir())


def test_three_ways_to_ask_give_the_same_answer(client: Client) -> None:
    form = {"Content_Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    for answer in (
        client.get(LABELS),
        client.ask("POST", "/sparql", urlencode({"query": LABELS}).encode(), **form),
        client.ask("POST", "/sparql", LABELS.encode(), Content_Type="application/sparql-query"),
    ):
        assert answer.status == 200
        assert answer.labels == ["Bilbao", "Dakar", "Pau"]
        assert answer.headers["Content-Type"] == "application/sparql-results+json"
        assert answer.headers["X-PeerCity-Release"] == "7"
        assert answer.headers["Vary"] == "Accept"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "X-PeerCity-Truncated" not in answer.headers


def test_datasets_in_three_ways(client: Client) -> None:
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert client.get(LABELS, **{"default-graph-uri": A}).labels == ["Bilbao", "Pau"]
    assert client.ask(
        "GET", "/sparql?" + urlencode({"query": LABELS, "default-graph-uri": [A, B]}, doseq=True)
    ).labels == ["Bilbao", "Dakar", "Pau"]
    body = urlencode({"query": LABELS, "default-graph-uri": B}).encode()
    assert client.ask("POST", "/sparql", body, **form).labels == ["Dakar"]
    target = "/sparql?" + urlencode({"named-graph-uri": B})
    named = "SELECT ?label { GRAPH ?g { ?c rdfs:label ?label } }"
    assert client.ask("POST", target, named.encode(), Content_Type="application/sparql-query").labels == ["Dakar"]
    assert "There is no graph" in client.get(LABELS, **{"default-graph-uri": A + "x"}).error


def test_formats_of_tables(client: Client) -> None:
    assert client.get(LABELS, "text/csv").body == b"label\r\nBilbao\r\nDakar\r\nPau\r\n"
    assert client.get(LABELS, "text/csv").headers["Content-Type"] == "text/csv; charset=utf-8"
    assert client.get(LABELS, format="tsv").body == b'?label\n"Bilbao"\n"Dakar"\n"Pau"@fr\n'
    xml = client.get(LABELS, "application/sparql-results+xml")
    assert len(ElementTree.fromstring(xml.body).findall(".//{*}result")) == 3
    assert json.loads(client.get("ASK { ?c a pc:City }", "application/json").body)["boolean"] is True


@pytest.mark.parametrize("name", ["turtle", "ntriples", "trig", "nquads", "rdfxml", "jsonld"])
def test_formats_of_graphs(client: Client, name: str) -> None:
    answer = client.get(TRIPLES, format=name)
    media_type = answer.headers["Content-Type"].partition(";")[0]
    assert len({quad.triple for quad in ox.parse(answer.body, format=ox.RdfFormat.from_media_type(media_type))}) == 3
    assert client.get(TRIPLES, media_type).headers["Content-Type"] == answer.headers["Content-Type"]


def test_refusals(client: Client) -> None:
    def refused(answer: Answer, status: int, words: str) -> None:
        assert (answer.status, answer.headers["Content-Type"]) == (status, "application/json")
        assert words in answer.error

    refused(client.get(LABELS, "image/png"), 406, "valid: json (application/sparql-results+json), xml")
    refused(client.get(LABELS, format="docx"), 406, "'docx'")
    refused(client.get(""), 400, "There is no query")
    refused(client.ask("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"), 400, "2 times")
    refused(client.ask("GET", "/sparql?query=%FF"), 400, "not UTF-8")
    refused(client.get("ASK {"), 400, "line 1, column 6")
    refused(client.get("ASK { SERVICE <http://localhost/> {} }"), 403, "SERVICE")
    refused(client.get("DROP ALL"), 403, "only reads")

    def post(body: bytes, kind: str) -> Answer:
        return client.ask("POST", "/sparql", body, Content_Type=kind)

    refused(post(b"DROP ALL", "application/sparql-update"), 403, "only reads")
    refused(post(b"update=DROP+ALL", "application/x-www-form-urlencoded"), 403, "only reads")
    refused(post(b"{}", "application/json"), 415, "application/json")
    refused(client.ask("POST", "/sparql", b"ASK {}"), 415, "and this one has no Content-Type.")
    refused(post(b"\xff", "application/sparql-query"), 400, "not UTF-8 at byte 1")
    refused(post(b"", "application/sparql-query"), 400, "There is no query")
    refused(post(b"x" * 100_001, "application/sparql-query"), 413, "100,001 characters")
    refused(post(b"x" * 2_000_000, "application/sparql-query"), 413, "1,000,000")
    refused(client.ask("PUT", "/sparql", b""), 405, "it takes GET, HEAD, POST, OPTIONS")
    form = "application/x-www-form-urlencoded"
    twice = client.ask("POST", "/sparql?query=ASK%7B%7D", b"query=ASK%7B%7D", Content_Type=form)
    refused(twice, 400, "belongs into its body")


def test_a_slow_query_is_ended_while_others_wait_or_are_told(client: Client) -> None:
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda number: answers.append(client.get(f"{CARTESIAN} # {number}")), args=(number,))
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted({answer.status for answer in answers}) == [503, 504]
    assert all(answer.headers["Retry-After"] for answer in answers if answer.status == 503)
    assert client.get(LABELS).labels


def test_a_long_answer_streams_and_says_when_it_was_cut(client: Client, pool: SparqlPool) -> None:
    product = f"SELECT * {{ {PRODUCT} }} LIMIT "
    whole = client.get(product + "50")
    assert len(whole.body) == int(whole.headers["Content-Length"]) > 1 << 16
    assert "X-PeerCity-Truncated" not in whole.headers
    cut = client.get(product + "20000")
    assert cut.headers["X-PeerCity-Truncated"] == "true"
    assert len(cut.body) == int(cut.headers["Content-Length"]) < 5_000_100
    found = json.loads(cut.body)
    assert len(found["results"]["bindings"]) > 500
    assert found["head"]["link"] == ["/sparql/about#limits"]
    assert "link" not in json.loads(whole.body)["head"]
    assert no_file_is_left(pool)


def test_a_client_that_leaves_early_leaves_no_file_and_no_query(client: Client, pool: SparqlPool) -> None:
    for text in (f"SELECT * {{ {PRODUCT} }}", CARTESIAN):
        with socket.create_connection(("127.0.0.1", client.port)) as connection:
            query = urlencode({"query": text})
            connection.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(0.3)
        assert no_file_is_left(pool)
    deadline = time.monotonic() + 1.0  # before the time limit
    while pool._runs and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not pool._runs
    assert client.get(LABELS).labels


def test_without_a_query_a_page_answers(client: Client) -> None:
    assert client.ask("GET", "/sparql").body == b"<p>Ask at /sparql</p>"


def test_head_and_options(client: Client) -> None:
    head = client.ask("HEAD", "/sparql?" + urlencode({"query": LABELS}), Accept="text/csv")
    assert (head.status, head.body, head.headers["Content-Type"]) == (200, b"", "text/csv; charset=utf-8")
    options = client.ask("OPTIONS", "/sparql", Origin="https://example.org", Access_Control_Request_Method="POST")
    assert options.status == 204
    assert options.headers["Allow"] == options.headers["Access-Control-Allow-Methods"] == "GET, HEAD, POST, OPTIONS"
    assert options.headers["Access-Control-Allow-Origin"] == "*"


def test_an_answer_that_the_client_has_is_not_sent_again(client: Client) -> None:
    first = client.get(LABELS, "text/csv")
    again = client.ask(
        "GET", "/sparql?" + urlencode({"query": LABELS}), Accept="text/csv", If_None_Match=first.headers["ETag"]
    )
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert client.get(LABELS, "text/csv").body == first.body
    assert client.get(LABELS, "application/json").headers["ETag"] != first.headers["ETag"]


def test_only_who_names_a_release_may_keep_an_answer_for_good(client: Client) -> None:
    text = f"{LABELS} # kept"
    for release in ("", "7", ""):
        answer = client.get(text, **({"release": release} if release else {}))
        kept = "public, max-age=604800, immutable" if release else "public, no-cache"
        assert (answer.status, answer.headers["Cache-Control"]) == (200, kept)


def test_what_changes_by_itself_is_asked_each_time(client: Client) -> None:
    first, second = (client.get("SELECT (UUID() AS ?u) {}", "text/csv") for _ in range(2))
    assert first.body != second.body
    assert "ETag" not in first.headers
    assert first.headers["Cache-Control"] == "no-store"


def test_browsers_of_other_sites_read_refusals_too(client: Client) -> None:
    assert client.get("ASK {").headers["Access-Control-Allow-Origin"] == "*"


def test_an_empty_answer_says_why(client: Client) -> None:
    empty = 'SELECT ?c { ?c a pc:City ; rdfs:label "Bilboa" }'
    found = json.loads(client.get(empty, explain="true").body)
    assert found["results"]["bindings"] == []
    assert found["explanation"]["pattern"] == '?c rdfs:label "Bilboa"'
    assert [found["explanation"]["filled"], found["explanation"]["of"]] == [3, 3]
    assert set(found["explanation"]["sentence"]) == {"fr", "es", "en"}
    said = client.get(empty, "text/csv", explain="true")
    assert said.body == b"c\r\n"
    assert unquote(said.headers["X-PeerCity-Explanation"]) == found["explanation"]["sentence"]["en"]
    assert "explanation" in json.loads(client.get("ASK { ?c a pc:Nowhere }", explain="true").body)
    assert "explanation" not in json.loads(client.get(empty).body)
    assert "explanation" not in json.loads(client.get(LABELS, explain="true").body)


def test_many_who_ask_the_same_share_one_query(client: Client, pool: SparqlPool) -> None:
    product = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6))
    counting = f"SELECT (COUNT(*) AS ?n) {{ {product} FILTER(STRLEN(?c0) > 0) }}"
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(client.get(counting))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [200] * 8, "two more than there are places"
    assert len({answer.body for answer in answers}) == 1


def test_a_client_that_reads_slowly_holds_nobody_up(client: Client) -> None:
    query = urlencode({"query": f"SELECT * {{ {PRODUCT} }} LIMIT 20000"})
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", client.port))
        slow.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert slow.recv(12) == b"HTTP/1.1 200"
        started = time.monotonic()
        assert client.get(LABELS, "text/csv", explain="1").status == 200
        assert time.monotonic() - started < 1


def test_a_client_takes_few_answers_at_once_whether_they_come_from_a_file_or_from_memory(client: Client) -> None:
    text = f"SELECT * {{ {PRODUCT} }} LIMIT 800"
    assert CHUNK < len(client.get(text).body) < LARGEST
    with ExitStack() as slow:
        for _ in range(4):
            one = slow.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", client.port))
            one.sendall(f"GET /sparql?{urlencode({'query': text})} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert one.recv(12) == b"HTTP/1.1 200"
        assert (client.get(text).status, client.get(LABELS).status) == (503, 200)
    deadline = time.monotonic() + 5
    while client.protocol._long_answers and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not client.protocol._long_answers, "nobody is remembered who takes none"
