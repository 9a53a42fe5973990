"""The workers that answer queries, and the answers they leave.

query ──► text checked ──► bounded queue ──► worker process ──► spool file ──► SparqlAnswer
                                                 │
                                                 └ ended at the time limit; a new one takes its place
"""

from __future__ import annotations

import itertools
import multiprocessing
import pickle
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from peercity.graph.errors import Busy, PeerCityError, TooLong, Unreadable
from peercity.graph.iris import BASE

from . import worker
from .errors import BadQuery, NoQuery, TooSlow, WorkerLost
from .worker import AnswerKind, Question, Settings, Written

LONGEST_QUERY = 100_000
"""Characters of a query that are read."""
LONGEST_ANSWER = 50_000_000
"""Bytes of an answer that are sent; a longer one is cut after its last whole row."""
MEMORY = 1 << 30
"""Bytes of memory that a worker may take for its queries."""
_PATIENCE = 30.0
"""Seconds that a query waits for a worker, on top of its own."""
_PULSE = 0.05
"""Seconds between two looks of pebble at the clock, and between asking a worker to end and ending it."""
_CHUNK = 1 << 16


class SparqlAnswer:
    """An answer in its spool file, which goes when the answer is closed or forgotten. Use it in a `with` block."""

    def __init__(self, path: Path, written: Written) -> None:
        self.path = path
        self.kind: AnswerKind = written.kind
        self.format = written.format.name
        self.media_type = written.format.media_type
        self.content_type = written.format.content_type
        self.size = written.size
        self.truncated = written.truncated
        self.close: Callable[[], object] = weakref.finalize(self, _remove, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self) -> bytes:
        """Return the whole answer."""
        return self.path.read_bytes()

    def chunks(self) -> Iterator[bytes]:
        """Yield the answer piece by piece."""
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


class SparqlPool:
    """Worker processes over one store that nobody writes. Use it in a `with` block.

    `workers` queries run at once for at most `seconds` each, and `queue` more may wait.
    """

    def __init__(
        self,
        store_path: Path,
        *,
        workers: int = 2,
        seconds: float = 10.0,
        queue: int = 16,
        base: str = BASE,
        longest_answer: int = LONGEST_ANSWER,
        memory: int = MEMORY,
    ) -> None:
        if not (store_path / "CURRENT").is_file():
            raise Unreadable(store_path, "it is not the folder of a store; publish a release first")
        self._settings = Settings(str(store_path), base, memory)
        self._count, self._seconds, self._longest = workers, seconds, longest_answer
        self._places = threading.BoundedSemaphore(workers + queue)
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._waiting: set[Future[Any]] = set()
        self._closed = False
        self._folder = tempfile.TemporaryDirectory(prefix="peercity-sparql-", ignore_cleanup_errors=True)
        self._processes = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers and remove what was spooled. Queries at work are refused."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for future in self._waiting:
                future.cancel()
        _end(self._processes)
        self._folder.cleanup()

    def query(
        self,
        text: str,
        *,
        accept: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        seconds: float | None = None,
    ) -> SparqlAnswer:
        """Return the answer to a query of the SPARQL 1.1 query language.

        `accept` is an Accept header or a short name of `formats`. Without a dataset the default graph is that of the
        store, which in a release holds what all named graphs say, each statement once. Raises BadQuery, NotAcceptable,
        NotAllowed, TooLong, TooSlow, WorkerLost, SpoolFull or Busy.
        """
        _require_text(text)
        with self._place():
            path = Path(self._folder.name) / f"{next(self._numbers)}"
            limit = self._seconds if seconds is None else seconds
            graphs = tuple(default_graphs), tuple(named_graphs)
            question = Question(text, accept, *graphs, str(path), self._longest, limit)
            try:
                written = self._ask(question)
            except BaseException:
                _remove(path)
                raise
            return SparqlAnswer(path, written)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy("Too many queries are waiting. Please try again in a moment.")
        try:
            yield
        finally:
            self._places.release()

    def _ask(self, question: Question) -> Written:
        # A worker that ends while idle, or before pebble has read which query it took, breaks the whole pool.
        for _ in range(3):
            processes = self._processes
            try:
                return self._ask_once(processes, question)
            except BrokenProcessPool:
                _remove(Path(question.spool))
                self._replace(processes)
        raise WorkerLost("The workers that answer queries end before they answer. Other queries may still be answered.")

    def _ask_once(self, processes: Any, question: Question) -> Written:
        from pebble import ProcessExpired

        with self._lock:
            if self._closed:
                raise Busy("The SPARQL workers are closed.")
            try:
                future = processes.schedule(worker.answer, args=(question,), timeout=question.seconds)
            except RuntimeError as error:
                raise BrokenProcessPool(str(error)) from None
            self._waiting.add(future)
        try:
            found = future.result(timeout=question.seconds + _PATIENCE)
        except TimeoutError:
            if future.cancel():
                raise Busy("No worker became free for this query. Please try again in a moment.") from None
            raise _too_slow(question) from None
        except CancelledError:
            raise Busy("The server is closing; the query was not answered.") from None
        except ProcessExpired as error:
            raise _lost(question, error.exitcode) from None
        except (MemoryError, pickle.PicklingError):
            raise _lost(question, 0) from None
        finally:
            with self._lock:
                self._waiting.discard(future)
        if isinstance(found, PeerCityError):
            raise found
        return found  # type: ignore[no-any-return]

    def _start(self) -> Any:
        import pebble

        pebble.CONSTS.term_timeout = pebble.CONSTS.sleep_unit = _PULSE
        processes = pebble.ProcessPool(
            max_workers=self._count,
            initializer=worker.start,
            initargs=(self._settings,),
            context=multiprocessing.get_context("spawn"),
        )
        _ = processes.active  # Asking starts it.
        return processes

    def _replace(self, broken: Any) -> None:
        with self._lock:
            if self._processes is broken and not self._closed:
                _end(broken)
                self._processes = self._start()


def _remove(spool: Path) -> None:
    with suppress(PermissionError):  # Windows keeps a file that is being read; it goes with the folder.
        spool.unlink(missing_ok=True)


def _end(processes: Any) -> None:
    processes.stop()
    processes.join()


def _require_text(text: str) -> None:
    if not text.strip():
        raise NoQuery("There is no query. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.")
    if len(text) > LONGEST_QUERY:
        raise TooLong("query", len(text), LONGEST_QUERY)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadQuery(f"The query has half a character at position {error.start + 1:,}; send it as UTF-8.") from None


def _too_slow(question: Question) -> TooSlow:
    limit = f"{question.seconds:g} seconds"
    return TooSlow(f"The query took more than {limit} and was stopped. Ask for less, or add a LIMIT.")


def _lost(question: Question, exit_code: int) -> PeerCityError:
    if exit_code == -24:  # SIGXCPU, the limit of computing that the worker sets itself
        return _too_slow(question)
    return WorkerLost(
        "The query ended the process that worked on it: it needs too much memory or is built too deep. "
        "Other queries are not affected; please ask a simpler one."
    )
