"""What runs in a worker process: one store, opened read-only, and one query at a time.

Nothing but this process parses a query. It reads questions from its input and writes answers to its output, as frames;
when it is ended by the time limit, by memory or by a fault of the engine, only the query at work is lost.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal, cast

import pyoxigraph as ox

from peercity.graph.errors import PeerCityError
from peercity.graph.iris import PREFIXES

from . import frames
from .containment import Slot, contain, limit_computing, make_room_for_files
from .errors import BadQuery, SpoolFull, WorkerLost
from .explain import explain
from .formats import Format, negotiate
from .functions import Functions, Suppliers
from .hints import TERMS
from .rates import rate
from .spool import Full, Spool
from .syntax import syntax_error
from .text import require_query, service_refused

AnswerKind = Literal["select", "ask", "graph"]


@dataclass(frozen=True)
class Settings:
    """What a worker is started with: the folder of the store, the base of relative IRIs, bytes of memory to add."""

    store: str
    base: str
    memory: int


@dataclass(frozen=True)
class Question:
    """A query with its dataset, and how long its answer may be and take; `spool` is where a long one is written."""

    text: str
    accept: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    spool: str
    most: int
    rows: int
    seconds: float
    explain: bool = False
    """Whether it is asked why the answer is empty, and not for the answer."""


@dataclass(frozen=True)
class Written:
    """What was written. A format is named by its media type."""

    kind: AnswerKind
    media_type: str
    size: int
    truncated: bool


class Worker:
    """One store and its slot for answers. Opening it limits the process for good."""

    def __init__(self, settings: Settings, suppliers: Suppliers) -> None:
        make_room_for_files()
        self._settings, self._suppliers = settings, suppliers
        self._store = ox.Store.read_only(settings.store)
        self._slot: Slot = contain(memory=settings.memory)

    def answer(self, question: Question) -> tuple[Written, bytes | None]:
        """Return what was written and, where it is short, the answer itself. Raises PeerCityError."""
        require_query(question.text)
        limit_computing(question.seconds)
        functions = Functions(self._suppliers)
        setting = self._setting(question, functions)
        try:
            written, body = self._write(self._query(question, setting), question)
            if functions.error:
                raise functions.error
            return written, body
        except (OSError, RuntimeError) as error:  # The engine raises one of them when it fails after parsing.
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise SpoolFull("The server has no room on its disk for the answer. Ask for less, or later.") from None
            if "service" in question.text.casefold():
                raise service_refused() from None
            raise WorkerLost(f"The query could not be answered: {error}.") from None

    def _query(self, question: Question, setting: dict[str, Any]) -> Any:
        try:
            return self._store.query(question.text, **setting)
        except SyntaxError as error:
            raise syntax_error(question.text, error) from None

    def _setting(self, question: Question, functions: Functions) -> dict[str, Any]:
        """Return what a query is read and answered with."""
        setting: dict[str, Any] = {
            "base_iri": self._settings.base,
            "prefixes": PREFIXES,
            "custom_functions": functions.table,
        }
        if question.default_graphs or question.named_graphs:
            # Either one states the whole dataset: https://www.w3.org/TR/sparql11-protocol/#dataset
            setting["default_graph"] = [self._graph(iri) for iri in question.default_graphs]
            setting["named_graphs"] = [self._graph(iri) for iri in question.named_graphs]
        return setting

    def explanation(self, question: Question) -> dict[str, Any] | None:
        """Return why the answer to a query is empty as `explain.Explanation` has it, None where it cannot be told."""
        limit_computing(question.seconds)
        functions = Functions(self._suppliers)
        setting = self._setting(question, functions)

        def ask(text: str) -> bool:
            return bool(self._store.query(text, **setting))

        def known() -> Iterator[str]:
            return (row["term"].value for row in cast("Any", self._store.query(TERMS, **setting)))

        found = explain(question.text, ask, lambda name: rate(self._store, name, **setting), known=known)
        return found.as_json() if found and not functions.error else None

    def _graph(self, iri: str) -> ox.NamedNode:
        try:
            graph = ox.NamedNode(iri)
        except ValueError as error:
            raise BadQuery(f"The graph {iri!r} is not an absolute IRI: {error}.") from None
        if not self._store.contains_named_graph(graph):
            listing = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
            raise BadQuery(f"There is no graph {iri!r} here. List them with {listing}.")
        return graph

    def _write(self, results: Any, question: Question) -> tuple[Written, bytes | None]:
        kind, into = _kind_and_format(results, question.accept)
        path, truncated = Path(question.spool), False
        with Spool(self._slot, path, into, most=question.most, rows=question.rows) as spool:
            output = cast("IO[bytes]", spool)
            try:
                if kind == "graph":
                    ox.serialize(results, output, ox.RdfFormat.from_media_type(into.media_type), prefixes=PREFIXES)
                else:
                    results.serialize(output, ox.QueryResultsFormat.from_media_type(into.media_type))
            except Full:
                spool.cut()
                truncated = True
            return Written(kind, into.media_type, spool.size, truncated), spool.inline


def _kind_and_format(results: Any, accept: str | None) -> tuple[AnswerKind, Format]:
    if isinstance(results, ox.QueryTriples):
        return "graph", negotiate(accept, "graph")
    return "ask" if isinstance(results, ox.QueryBoolean) else "select", negotiate(accept, "table")


def serve(settings: Settings, source: BinaryIO, target: BinaryIO) -> None:
    """Answer questions until the server is gone. The first frame says that the store is open.

    An expected error is a frame too. Any other ends the process, in silence: its text could hold what a stranger wrote.
    """

    def send(head: dict[str, Any], body: bytes = b"") -> None:
        target.write(frames.pack(head, body))
        target.flush()

    def needed(*need: str | None) -> dict[str, float]:
        """Return the scores that the server computes, in the midst of a query."""
        send({"need": need})
        frame = frames.read(source)
        if frame is None:
            sys.exit()
        if "error" in frame[0]:
            raise BadQuery(frame[0]["error"])
        scores: dict[str, float] = json.loads(frame[1])
        return scores

    suppliers = Suppliers(partial(needed, "relevance"), partial(needed, "context"))
    worker = Worker(settings, suppliers)
    send({})
    while frame := frames.read(source):
        question = Question(**frame[0])
        try:
            if question.explain:
                send({"explanation": worker.explanation(question)})
            else:
                written, body = worker.answer(question)
                send(vars(written), body or b"")
        except PeerCityError as error:
            send({"error": type(error).__name__, "says": str(error)})


if __name__ == "__main__":
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - for as long as the process lasts
    serve(Settings(**json.loads(sys.argv[1])), sys.stdin.buffer, sys.stdout.buffer)
