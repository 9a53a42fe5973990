"""One worker process, from the server's side."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import cast

from . import frames
from .worker import Question, Settings

_NICENESS = 15
"""How far a worker steps back when its query is a long one."""
_LONGEST_FRAME = 1 << 20


Supply = Callable[..., Awaitable[frames.Frame]]
"""Gives the frame with the scores that a query needs."""


class WorkerProcess:
    """A worker process that is ready for a question."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._input = cast("asyncio.StreamWriter", process.stdin)
        self._output = cast("asyncio.StreamReader", process.stdout)
        self.ended = False
        """Whether the server has ended it."""

    @classmethod
    async def start(cls, settings: Settings) -> WorkerProcess:
        """Return a new worker once its store is open. Raises asyncio.IncompleteReadError where that fails."""
        command = [sys.executable, "-P", "-m", "peercity.api.sparql.worker", json.dumps(vars(settings))]
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        started = cls(
            await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, stderr=nothing, limit=_LONGEST_FRAME
            )
        )
        try:
            await frames.receive(started._output)
        except asyncio.IncompleteReadError:
            await started.over()
            raise
        return started

    @property
    def gone(self) -> bool:
        """Whether the process is known to be over, or is about to be."""
        return self.ended or self._process.returncode is not None

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ask(self, question: Question, supply: Supply) -> frames.Frame:
        """Return what the worker says to a question. Raises asyncio.IncompleteReadError where it ends before."""
        self._input.write(frames.pack(vars(question)))
        while True:
            head, body = await frames.receive(self._output)
            if "need" not in head:
                return head, body
            self._input.write(frames.pack(*await supply(*head["need"])))

    async def exit_code(self) -> int:
        """Return how the process ended, waiting for that."""
        return await self._process.wait()

    async def over(self) -> None:
        """Wait until the process and its pipes are closed."""
        await self._process.wait()
        self._input.close()
        with suppress(ConnectionError):
            await self._input.wait_closed()

    def step_back(self) -> None:
        """Let other processes go before this one from now on."""
        if sys.platform != "win32":
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, _NICENESS)

    def come_forward(self) -> bool:
        """Take that back, and say whether the system allows it."""
        try:
            if sys.platform != "win32":
                os.setpriority(os.PRIO_PROCESS, self.pid, 0)
        except OSError:
            return False
        return True

    def end(self) -> None:
        """End the process at once. It may be called from any thread, and again."""
        self.ended = True
        with suppress(ProcessLookupError):
            self._process.kill()
