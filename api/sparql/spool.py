"""Where a worker writes an answer: in memory while it is short, then in a file up to a limit."""

from __future__ import annotations

import errno
from contextlib import AbstractContextManager
from io import FileIO
from pathlib import Path

from .containment import Slot
from .errors import WorkerLost
from .formats import Format

INLINE = 1 << 16
"""Bytes of an answer that travels without a file."""


class Full(OSError):
    """The answer has reached a limit."""


class Spool:
    """An answer being written: `most` bytes of at most `rows` rows. Use it in a `with` block.

    Rows are counted by their boundary, which a text may hold too: an answer is cut a little early rather than late.
    """

    def __init__(self, slot: Slot, path: Path, into: Format, *, most: int, rows: int) -> None:
        self._slot, self._path, self._into = slot, path, into
        self._most, self._rows = most, rows
        self._short = bytearray()
        self._file: FileIO | None = None
        self._opened: AbstractContextManager[FileIO] | None = None
        self._last = b""
        self._full = False
        self.size = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        if self._opened:
            self._opened.__exit__(None, None, None)

    @property
    def inline(self) -> bytes | None:
        """The answer where it is short, or None where it is in the file."""
        return None if self._file else bytes(self._short)

    def write(self, data: bytes) -> int:
        """Take a piece of the answer. Raises Full where that is one too many, or OSError."""
        if self._full:  # The engine writes what it holds once more when its writer goes.
            raise Full(errno.EFBIG, "the answer is too long")
        room = self._most - self.size
        self._append(data[:room])
        boundary = self._into.boundary
        seen = self._last + data
        self._rows -= seen.count(boundary)
        self._last = seen[-len(boundary) + 1 :] if len(boundary) > 1 else b""
        if len(data) > room or self._rows < 0:
            self._full = True
            raise Full(errno.EFBIG, "the answer is too long")
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def cut(self) -> None:
        """Leave the whole rows of a full answer, and the notice that it was cut. Raises WorkerLost without any row."""
        rows = self._into.cut(self._all())
        if rows is None:
            raise WorkerLost(f"The first row alone is longer than {self._most:,} bytes, the most that is sent.")
        self._short.clear()
        self.size = 0
        if self._file:
            self._file.truncate(0)
            self._file.seek(0)
        self._append(rows)

    def _all(self) -> bytes:
        if not self._file:
            return bytes(self._short)
        self._file.seek(0)
        return self._file.readall()

    def _append(self, data: bytes) -> None:
        self.size += len(data)
        if not self._file and self.size > INLINE:
            self._opened = self._slot.opened(self._path)
            self._file = self._opened.__enter__()
            data = bytes(self._short) + data
        if not self._file:
            self._short += data
            return
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
