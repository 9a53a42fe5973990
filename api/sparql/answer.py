"""An answer as it comes from a worker: short and in memory, or in a spool file."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

from .formats import by_media_type
from .worker import AnswerKind, Written

_CHUNK = 1 << 16


class SparqlAnswer:
    """An answer; a spool file goes when it is closed or forgotten. Use it in a `with` block."""

    def __init__(self, written: Written, body: bytes | None, path: Path) -> None:
        self.kind: AnswerKind = written.kind
        self.format = by_media_type(written.media_type)
        self.size = written.size
        self.truncated = written.truncated
        self.explanation: dict[str, str] | None = written.explanation and written.explanation["sentence"]
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

    def read(self) -> bytes:
        """Return the whole answer."""
        return self._path.read_bytes() if self.body is None else self.body

    def chunks(self) -> Iterator[bytes]:
        """Yield the answer piece by piece."""
        if self.body is not None:
            yield self.body
            return
        with self._path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def remove(spool: Path) -> None:
    """Remove a spool file where there is one."""
    with suppress(PermissionError):  # Windows keeps a file that is being read; it goes with the folder.
        spool.unlink(missing_ok=True)
