"""What runs in a worker process: one store, opened read-only, and one query at a time.

Nothing but this process parses a query. What it has to say of a query it returns; when it is ended by the time limit,
by memory or by a fault of the engine, only the query at work is lost.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import IO, Any, Literal, cast

from peercity.graph.errors import PeerCityError
from peercity.graph.iris import PREFIXES

from .containment import Slot, contain, limit_computing, make_room_for_files
from .errors import BadQuery, SpoolFull, WorkerLost
from .formats import Format, negotiate
from .text import require_query, service_refused, syntax_error

AnswerKind = Literal["select", "ask", "graph"]


@dataclass(frozen=True)
class Settings:
    """What a worker is started with: the folder of the store, the base of relative IRIs, bytes of memory to add."""

    store: str
    base: str
    memory: int


@dataclass(frozen=True)
class Question:
    """A query with its dataset, where the answer is to be written, how long it may be and how long it may take."""

    text: str
    accept: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    spool: str
    most: int
    seconds: float


@dataclass(frozen=True)
class Written:
    """What was written to the spool file."""

    kind: AnswerKind
    format: Format
    size: int
    truncated: bool


class _FullError(OSError):
    """The spool file has reached its length."""


class _Spool:
    """The spool file, up to its length."""

    def __init__(self, file: FileIO, most: int) -> None:
        self.file, self.most, self.size = file, most, 0

    def write(self, data: bytes) -> int:
        room = self.most - self.size
        written = self.file.write(data[:room])
        self.size += written
        if len(data) > room:
            raise _FullError(errno.EFBIG, "the answer is too long")
        return written

    def flush(self) -> None:
        """Nothing is held back."""

    def cut(self, into: Format) -> None:
        """Leave the whole rows of a full file. Raises WorkerLost when there is none."""
        self.file.seek(0)
        rows = into.cut(self.file.readall())
        if rows is None:
            raise WorkerLost(f"The first row alone is longer than {self.most:,} bytes, the most that is sent.")
        self.file.truncate(0)
        self.file.seek(0)
        self.size = len(rows)
        while rows:
            rows = rows[self.file.write(rows) :]


class Worker:
    """One store and its slot for answers. Opening it limits the process for good."""

    def __init__(self, settings: Settings) -> None:
        import pyoxigraph as ox

        make_room_for_files()
        self._settings = settings
        self._store = ox.Store.read_only(settings.store)
        self._slot: Slot = contain(memory=settings.memory)

    def answer(self, question: Question) -> Written:
        """Write the answer to a question. Raises PeerCityError."""
        require_query(question.text)
        limit_computing(question.seconds)
        try:
            with self._slot.opened(Path(question.spool)) as file:
                results = self._query(question)
                return self._write(results, question, file)
        except (OSError, RuntimeError) as error:  # The engine raises one of them when it fails after parsing.
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise SpoolFull("The server has no room on its disk for the answer. Ask for less, or later.") from None
            if "service" in question.text.casefold():
                raise service_refused() from None
            raise WorkerLost(f"The query could not be answered: {error}.") from None

    def _query(self, question: Question) -> Any:
        dataset: dict[str, Any] = {}
        if question.default_graphs or question.named_graphs:
            # Either one states the whole dataset: https://www.w3.org/TR/sparql11-protocol/#dataset
            dataset["default_graph"] = [self._graph(iri) for iri in question.default_graphs]
            dataset["named_graphs"] = [self._graph(iri) for iri in question.named_graphs]
        try:
            return self._store.query(question.text, base_iri=self._settings.base, prefixes=PREFIXES, **dataset)
        except SyntaxError as error:
            raise syntax_error(question.text, str(error), list(PREFIXES)) from None

    def _graph(self, iri: str) -> Any:
        import pyoxigraph as ox

        try:
            graph = ox.NamedNode(iri)
        except ValueError as error:
            raise BadQuery(f"The graph {iri!r} is not an absolute IRI: {error}.") from None
        if not self._store.contains_named_graph(graph):
            listing = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
            raise BadQuery(f"There is no graph {iri!r} here. List them with {listing}.")
        return graph

    def _write(self, results: Any, question: Question, file: FileIO) -> Written:
        import pyoxigraph as ox

        spool = _Spool(file, question.most)
        output = cast("IO[bytes]", spool)
        kind: AnswerKind
        if isinstance(results, ox.QueryTriples):
            kind, into = "graph", negotiate(question.accept, "graph")
        else:
            kind = "ask" if isinstance(results, ox.QueryBoolean) else "select"
            into = negotiate(question.accept, "table")
        try:
            if kind == "graph":
                rdf = ox.RdfFormat.from_media_type(into.media_type)
                ox.serialize(results, output, rdf, prefixes=PREFIXES)
            else:
                results.serialize(output, ox.QueryResultsFormat.from_media_type(into.media_type))
        except _FullError:
            spool.cut(into)
            return Written(kind, into, spool.size, True)
        return Written(kind, into, spool.size, False)


_worker: Worker | None = None
"""The worker of this process."""


def start(settings: Settings) -> None:
    """Make this process a worker."""
    global _worker
    _worker = Worker(settings)


def answer(question: Question) -> Written | PeerCityError:
    """Return what the worker of this process wrote, or why it did not.

    An expected error is returned, not raised: a traceback could not be read in a process that opens no file.
    """
    if _worker is None:
        raise RuntimeError("this process is no worker")
    try:
        return _worker.answer(question)
    except PeerCityError as error:
        return error
