"""The SPARQL protocol over real HTTP: a real server on a real socket, over a real store."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from peercity.api.sparql.pool import SparqlPool
from peercity.api.sparql.routes import sparql_router

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
    def __init__(self, port: int) -> None:
        self.port = port

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
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparqlPool]:
    folder = tmp_path_factory.mktemp("routes") / "graph"
    store = ox.Store(folder)
    store.load(DATA, format=ox.RdfFormat.TRIG)
    store.flush()
    del store
    with SparqlPool(folder, workers=1, queue=1, seconds=1.0, longest_answer=300_000) as pool:
        yield pool


@pytest.fixture(scope="module")
def client(pool: SparqlPool) -> Iterator[Client]:
    app = FastAPI()
    app.include_router(sparql_router(lambda request: pool, headers_of=lambda request: {"X-PeerCity-Release": "7"}))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Client(listener.getsockname()[1])
        server.should_exit = True
        thread.join()


def no_file_is_left(pool: SparqlPool) -> bool:
    """Whether the spool files go, which they do a moment after the last byte is sent."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and list(Path(pool._folder.name).iterdir()):
        time.sleep(0.02)
    return not list(Path(pool._folder.name).iterdir())


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


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_formats_of_graphs(client: Client, name: str) -> None:
    answer = client.get(TRIPLES, format=name)
    media_type = answer.headers["Content-Type"].partition(";")[0]
    assert len({quad.triple for quad in ox.parse(answer.body, format=ox.RdfFormat.from_media_type(media_type))}) == 3
    assert client.get(TRIPLES, media_type).headers["Content-Type"] == answer.headers["Content-Type"]


def test_refusals(client: Client) -> None:
    def refused(answer: Answer, status: int, words: str) -> None:
        assert (answer.status, answer.headers["Content-Type"]) == (status, "application/json")
        assert words in answer.error

    refused(client.get(LABELS, "text/html"), 406, "valid: json (application/sparql-results+json), xml")
    refused(client.get(LABELS, format="docx"), 406, "'docx'")
    refused(client.ask("GET", "/sparql"), 400, "There is no query")
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
    refused(post(b"\xff", "application/sparql-query"), 400, "not UTF-8 at byte 1")
    refused(post(b"", "application/sparql-query"), 400, "There is no query")
    refused(post(b"x" * 100_001, "application/sparql-query"), 413, "100,001 characters")
    refused(post(b"x" * 2_000_000, "application/sparql-query"), 413, "1,000,000")
    assert client.ask("PUT", "/sparql").status == 405


def test_a_slow_query_is_ended_while_others_wait_or_are_told(client: Client) -> None:
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(client.get(CARTESIAN))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [503, 503, 504, 504]
    assert all(answer.headers["Retry-After"] for answer in answers if answer.status == 503)
    assert client.get(LABELS).labels


def test_a_long_answer_streams_and_says_when_it_was_cut(client: Client, pool: SparqlPool) -> None:
    product = f"SELECT * {{ {PRODUCT} }} LIMIT "
    whole = client.get(product + "50")
    assert len(whole.body) == int(whole.headers["Content-Length"]) > 1 << 16
    assert "X-PeerCity-Truncated" not in whole.headers
    cut = client.get(product + "20000")
    assert cut.headers["X-PeerCity-Truncated"] == "true"
    assert len(cut.body) == int(cut.headers["Content-Length"]) < 300_100
    assert len(json.loads(cut.body)["results"]["bindings"]) > 50
    assert no_file_is_left(pool)


def test_a_client_that_leaves_early_leaves_no_file(client: Client, pool: SparqlPool) -> None:
    with socket.create_connection(("127.0.0.1", client.port)) as connection:
        query = urlencode({"query": f"SELECT * {{ {PRODUCT} }}"})
        connection.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        connection.recv(100)
    assert no_file_is_left(pool)


def test_what_answers_without_a_query_can_be_given(pool: SparqlPool) -> None:
    def page(request: Request) -> HTMLResponse:
        return HTMLResponse(f"<p>Ask at {request.url.path}</p>")

    app = FastAPI()
    app.include_router(sparql_router(lambda request: pool, without_query=page))
    with TestClient(app) as http:
        assert http.get("/sparql").text == "<p>Ask at /sparql</p>"
        assert http.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
