"""The workers that answer queries, in two lanes.

query ──► text checked ──► bounded queue ──► worker of the fast lane ──► SparqlAnswer
                                                  │ after a second
                                                  ▼
                                             slow lane: the same worker, behind all others; others take its place
                                                  │ at the time limit, or when its client leaves
                                                  ▼
                                             ended
"""

from __future__ import annotations

import asyncio
import itertools
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from peercity.graph.errors import Busy, PeerCityError, Unreadable
from peercity.graph.iris import BASE

from . import errors
from .answer import SparqlAnswer, remove, spooled
from .crew import Crew, closing
from .errors import TooSlow, WorkerLost
from .frames import Frame
from .functions import Suppliers
from .limits import FIRST, Limits
from .places import Places
from .process import WorkerProcess
from .text import require_text
from .worker import Question, Settings, Written

DEFAULT = Limits()
_EXPLAINING = 3.0
"""Seconds in which it can be told why an answer is empty."""
_LOOK = 0.1
"""Seconds between two looks at whether the slow lane has room."""


class _Run:
    """A query at work."""

    def __init__(self, worker: WorkerProcess) -> None:
        self.worker = worker
        self.slow = False
        self.crowded = False
        """Whether it was ended since the slow lane was full."""


class SparqlPool:
    """Worker processes over one store that nobody writes. Use it in an `async with` block, or close it.

    It belongs to the event loop that asks first.
    """

    def __init__(
        self, store_path: Path, *, base: str = BASE, limits: Limits = DEFAULT, suppliers: Suppliers | None = None
    ) -> None:
        if not (store_path / "CURRENT").is_file():
            raise Unreadable(store_path, "it is not the folder of a store; publish a release first")
        self._limits, self._suppliers = limits, suppliers
        self._places = Places(limits.places, per_client=limits.per_client)
        self._crew = Crew(Settings(str(store_path), base, limits.memory), size=limits.workers, patience=limits.patience)
        self._numbers = itertools.count()
        self._runs: set[_Run] = set()
        self._closed = False
        self._folder = tempfile.TemporaryDirectory(prefix="peercity-sparql-", ignore_cleanup_errors=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()
        await self.ended()

    @property
    def is_idle(self) -> bool:
        """Whether no query waits or is at work."""
        return not len(self._places)

    def close(self) -> None:
        """End the workers and remove what was spooled. Queries at work are refused. Any thread may call it."""
        self._closed = True
        for run in tuple(self._runs):
            run.worker.end()
        self._crew.close()
        self._folder.cleanup()

    async def ended(self) -> None:
        """Wait until the workers of a closed pool are over."""
        await self._crew.ended()

    async def query(
        self,
        text: str,
        *,
        accept: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        explain: bool = False,
        seconds: float | None = None,
        client: str = "",
    ) -> SparqlAnswer:
        """Return the answer to a query of the SPARQL 1.1 query language.

        `accept` is an Accept header or a short name of `formats`; with `explain` an empty answer says why it is;
        `client` is whose queries are counted together. Without a dataset the default graph is that of the store, which
        in a release holds what all named graphs say, each statement once. Where the task that awaits is cancelled, the
        query is ended. Raises BadQuery, NotAcceptable, NotAllowed, TooLong, TooSlow, WorkerLost, SpoolFull or Busy.
        """
        require_text(text)
        path = Path(self._folder.name) / f"{next(self._numbers)}"
        limit = self._limits.seconds if seconds is None else seconds
        graphs = tuple(default_graphs), tuple(named_graphs)
        question = Question(text, accept, *graphs, str(path), self._limits.answer, self._limits.rows, limit)
        with self._places.taken(client):
            try:
                head, body = await self._ask(question)
                if "error" in head:
                    raise _error(head)
            except BaseException:
                remove(path)
                raise
            written = Written(**head)
            answer = SparqlAnswer(written, body if len(body) == written.size else None, path)
            if answer.body is None and spooled(path.parent) > self._limits.spool:
                answer.close()
                raise Busy("Long answers take all the room that there is for them. Please try again, or ask for less.")
            if explain and answer.is_empty and (found := await self._explanation(question)):
                answer.explain(found)
        return answer

    async def _explanation(self, question: Question) -> dict[str, Any] | None:
        """Return why an answer is empty, where that can be told soon: the answer itself does not depend on it."""
        try:
            asked = replace(question, explain=True, seconds=min(_EXPLAINING, question.seconds))
            head, _ = await self._ask(asked)
        except (TooSlow, WorkerLost, Busy):
            return None
        return head.get("explanation")

    async def _ask(self, question: Question, *, again: bool = True) -> Frame:
        run = _Run(await self._crew.take())
        self._runs.add(run)
        try:
            return await self._run(run, question)
        except (asyncio.IncompleteReadError, OSError):
            exit_code = await run.worker.exit_code()
            if not again or exit_code != -9 or run.worker.ended:
                raise self._lost(run, question, exit_code) from None
        except BaseException:  # What the worker would say next is not for anybody else.
            run.worker.end()
            raise
        finally:
            self._leave(run)
        # The worker was ended from outside, most likely while idle: another one is asked.
        return await self._ask(question, again=False)

    async def _run(self, run: _Run, question: Question) -> Frame:
        loop = asyncio.get_running_loop()
        ending = loop.call_later(question.seconds, run.worker.end)
        moving = loop.call_later(FIRST, lambda: self._crew.keep(self._move(run)))
        try:
            return await run.worker.ask(question, self._supply)
        finally:
            ending.cancel()
            moving.cancel()

    async def _supply(self, kind: str, *key: str | None) -> Frame:
        """Return the scores that a worker asks for, or what speaks against them."""
        if self._suppliers is None:
            return {"error": "This endpoint has no recommender, so it has no scores."}, b""
        supplier: Any = self._suppliers.relevance_of if kind == "relevance" else self._suppliers.context_of
        try:
            scores = await asyncio.to_thread(supplier, *key)
        except PeerCityError as error:
            return {"error": f"The query cannot be scored: {error}"}, b""
        except OSError:
            return {"error": "The scores cannot be computed just now."}, b""
        return {}, json.dumps(scores).encode()

    async def _move(self, run: _Run) -> None:
        """Move a long query to the slow lane. Where that is full it stays, or is ended once somebody waits for it."""
        while sum(other.slow for other in self._runs) >= self._limits.long_queries:
            if self._crew.waited_for:
                run.crowded = True
                run.worker.end()
                return
            await asyncio.sleep(_LOOK)
            if run not in self._runs:
                return
        run.slow = True
        run.worker.step_back()
        self._crew.let_go(run.worker)

    def _leave(self, run: _Run) -> None:
        self._runs.discard(run)
        if run.slow and not (self._crew.room() and run.worker.come_forward()):
            run.worker.end()
        self._crew.give_back(run.worker)

    def _lost(self, run: _Run, question: Question, exit_code: int) -> PeerCityError:
        if self._closed:
            return closing()
        if run.crowded:
            return Busy(
                f"{self._limits.long_queries} queries that take over {FIRST:g} s are at work, as many as are taken at "
                "once. Please try again later, or ask for less."
            )
        if run.worker.ended or exit_code == -24:  # SIGXCPU, the limit of computing that the worker sets itself
            limit = f"{question.seconds:g} seconds"
            return TooSlow(f"The query took more than {limit} and was stopped. Ask for less, or add a LIMIT.")
        return WorkerLost(
            "The query ended the process that worked on it: it needs too much memory or is built too deep. "
            "Other queries are not affected; please ask a simpler one."
        )


def _error(head: dict[str, str]) -> PeerCityError:
    """Return what a worker found wrong; it is named by its class in `errors`."""
    kind: type[PeerCityError] = getattr(errors, head["error"])
    return kind(head["says"])
