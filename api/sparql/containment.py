"""What a worker does to itself before it reads a query that a stranger wrote."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

_MANY_FILES = 8192
"""Descriptors asked for before the store opens, so that it keeps all of its files open from then on."""


class Slot:
    """The one descriptor in which a worker opens files, one at a time.

    Between two files the slot is occupied too, so that no query can take it.
    """

    def __init__(self, number: int | None = None, filler: int = -1) -> None:
        self._number, self._filler = number, filler

    @contextmanager
    def opened(self, path: Path) -> Iterator[FileIO]:
        """Give a new file for writing and reading, and close it at the end of the block. Raises OSError."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        if self._number is not None:
            os.close(self._number)
        try:
            descriptor = os.open(path, flags, 0o600)
            with FileIO(descriptor, "r+", closefd=self._number is None) as file:
                yield file
        finally:
            self._occupy()

    def _occupy(self) -> None:
        if self._number is not None:
            os.dup2(self._filler, self._number)


def make_room_for_files() -> None:
    """Allow as many open files as the store may want. Call it before the store opens."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _MANY_FILES if hard == resource.RLIM_INFINITY else min(hard, _MANY_FILES)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def contain(*, memory: int) -> Slot:
    """Limit this process for good: no file and no socket but through the slot returned, `memory` bytes more at most.

    A new descriptor takes the lowest free number. So all numbers below the last one taken are in use, and a limit
    just above it leaves none. Windows has no such limits: there SERVICE is refused by a look at the text alone, memory
    is not limited, and only the time limit holds.
    """
    if sys.platform == "win32":
        return Slot()
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS does not hold a process to a limit of its address space.
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * os.sysconf("SC_PAGE_SIZE") + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    filler = os.open(os.devnull, os.O_RDWR)
    number = os.dup(filler)
    resource.setrlimit(resource.RLIMIT_NOFILE, (number + 1, number + 1))
    return Slot(number, filler)


def limit_computing(seconds: float) -> None:
    """Let the system end this process after so many more seconds of computing, should its server be gone by then."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
