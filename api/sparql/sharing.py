"""One piece of work for all who ask for the same at the same time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Shared(Generic[T]):
    """Work at hand, by key. It is ended when the last one who waits for it leaves."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[T]] = {}
        self._waiting: Counter[str] = Counter()

    async def get(self, key: str, work: Coroutine[Any, Any, T]) -> T:
        """Return what the work of a key gives, or raise what it raises; `work` begins where none is at hand."""
        task = self._tasks.get(key)
        if task:
            work.close()
        else:
            task = self._tasks[key] = asyncio.ensure_future(work)
        self._waiting[key] += 1
        try:
            return await asyncio.shield(task)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._tasks[key]
                task.cancel()
