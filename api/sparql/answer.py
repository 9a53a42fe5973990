"""An answer as it comes from a worker: short and in memory, or in a spool file."""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from .formats import by_media_type
from .worker import AnswerKind, Written

CHUNK = 1 << 16
"""Bytes that are sent at once: what the system holds for a client that takes nothing."""


class SparqlAnswer:
    """An answer; a spool file goes when it is closed or forgotten. Use it in a `with` block."""

    def __init__(self, written: Written, body: bytes | None, path: Path) -> None:
        self.kind: AnswerKind = written.kind
        self.format = by_media_type(written.media_type)
        self.size = written.size
        self.truncated = written.truncated
        self.explanation: dict[str, str] | None = None
        """Why the answer is empty, in words by language, where that was asked and is known."""
        self.body = body
        """The answer itself where it is short, or None where it has to be read from its file."""
        self._path = path
        self.close: Callable[[], object] = lambda: None
        if body is None:
            self.close = weakref.finalize(self, remove, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_empty(self) -> bool:
        """Whether it is a table without rows or a false ASK."""
        if self.kind == "graph" or self.body is None:
            return False
        return self.format.is_false(self.body) if self.kind == "ask" else self.format.is_empty(self.body)

    def explain(self, found: dict[str, Any]) -> None:
        """Take in why the answer is empty, as `explain.Explanation` has it; JSON holds it itself."""
        self.explanation = found["sentence"]
        if self.format.name == "json" and self.body:
            self.body = self.body[:-1] + b',"explanation":' + json.dumps(found, ensure_ascii=False).encode() + b"}"
            self.size = len(self.body)

    def read(self) -> bytes:
        """Return the whole answer."""
        return self._path.read_bytes() if self.body is None else self.body

    def chunks(self) -> Iterator[bytes]:
        """Yield the answer piece by piece."""
        if self.body is not None:
            yield self.body
            return
        with self._path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


def spooled(folder: Path) -> int:
    """Return the bytes of all spool files of a folder."""
    size = 0
    for file in folder.glob("*"):
        with suppress(FileNotFoundError):  # It went in this moment.
            size += file.stat().st_size
    return size


def remove(spool: Path) -> None:
    """Remove a spool file where there is one."""
    with suppress(PermissionError):  # Windows keeps a file that is being read; it goes with the folder.
        spool.unlink(missing_ok=True)
