"""The workers of the fast lane and the queries that wait for one of them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Iterator
from typing import Any

from peercity.graph.errors import Busy, PeerCityError

from .errors import WorkerLost
from .process import WorkerProcess
from .worker import Settings

_ATTEMPTS = 3
"""Times that a worker is started in vain before queries are told."""


class Crew:
    """At most `size` workers, started when a query waits for one. It belongs to the event loop that asks first."""

    def __init__(self, settings: Settings, *, size: int, patience: float) -> None:
        self._settings, self._size, self._patience = settings, size, patience
        self._workers: set[WorkerProcess] = set()
        """Idle or at work."""
        self._idle: list[WorkerProcess] = []
        self._waiting: deque[asyncio.Future[WorkerProcess]] = deque()
        self._starting = 0
        self._failures = 0
        self._tasks: set[asyncio.Task[None]] = set()
        """Workers being started, and ended ones being waited for."""
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None

    def __iter__(self) -> Iterator[WorkerProcess]:
        return (worker for worker in tuple(self._workers) if not worker.gone)

    @property
    def waited_for(self) -> bool:
        """Whether a query waits for a worker."""
        return bool(self._waiting)

    def close(self) -> None:
        """End the workers; those who wait are refused. Any thread may call it."""
        self._closed = True
        for worker in self:
            worker.end()
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._refuse, closing())

    async def ended(self) -> None:
        """Wait until the workers of a closed crew are over."""
        for worker in self._workers:
            self.keep(worker.over())
        while self._tasks:
            await asyncio.wait(self._tasks)

    def keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Let work go on that nobody waits for, until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def take(self) -> WorkerProcess:
        """Return a worker to ask, waiting for one. Raises Busy or WorkerLost."""
        if self._closed:
            raise Busy("The SPARQL workers are closed.")
        self._loop = asyncio.get_running_loop()
        while self._idle:
            worker = self._idle.pop()
            if not worker.gone:
                return worker
        waiting: asyncio.Future[WorkerProcess] = self._loop.create_future()
        self._waiting.append(waiting)
        self._fill()
        try:
            async with asyncio.timeout(self._patience):
                return await waiting
        except (TimeoutError, asyncio.CancelledError) as error:
            if waiting.done() and not waiting.cancelled() and not waiting.exception():
                self._hand_on(waiting.result())  # It came in the very moment in which this one left.
            if isinstance(error, TimeoutError):
                raise Busy("No worker became free for this query. Please try again in a moment.") from None
            raise
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    def give_back(self, worker: WorkerProcess) -> None:
        """Take a worker whose query is over, from whichever lane, or see to the end of one that is ended."""
        if worker.gone:
            self.keep(worker.over())
        else:
            self._workers.add(worker)
            self._hand_on(worker)
        self._fill()

    def let_go(self, worker: WorkerProcess) -> None:
        """Put another one in the place of a worker that goes on elsewhere."""
        self._workers.discard(worker)
        self._fill()

    def room(self) -> int:
        """Return how many workers may still be started."""
        self._workers = set(self)
        return self._size - len(self._workers) - self._starting

    def _hand_on(self, worker: WorkerProcess) -> None:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(worker)
                return
        self._idle.append(worker)

    def _fill(self) -> None:
        """Start workers for those who wait, as far as there is room."""
        wanted = min(self.room(), len(self._waiting) - self._starting)
        for _ in range(0 if self._closed else wanted):
            self._starting += 1
            self.keep(self._start())

    async def _start(self) -> None:
        try:
            started = await WorkerProcess.start(self._settings)
        except (asyncio.IncompleteReadError, OSError):
            started = None
        self._starting -= 1
        if started is None:
            self._failures += 1
            if self._failures < _ATTEMPTS:
                self._fill()
            elif not self._starting:
                self._failures = 0
                self._refuse(WorkerLost("The workers that answer queries end before they answer; is the store whole?"))
            return
        self._failures = 0
        self._workers.add(started)
        if self._closed:
            started.end()
            await started.over()
        else:
            self._hand_on(started)

    def _refuse(self, error: PeerCityError) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_exception(error)


def closing() -> Busy:
    return Busy("The server is closing; the query was not answered.")
