"""A small SQLite file of a data folder, opened for one piece of work."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import Unreadable


@contextmanager
def opened(path: Path, *, schema: str, what: str) -> Iterator[sqlite3.Connection]:
    """Open a file, made with its schema where there is none, that only its owner may read; each statement is durable.

    Raises Unreadable, which calls it a file of `what`.
    """
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise Unreadable(path, error.strerror or "the system refused") from None
    db = sqlite3.connect(path, isolation_level=None, timeout=10)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.executescript(schema)
        yield db
    except sqlite3.DatabaseError as error:
        raise Unreadable(path, f"it is not a file of {what}, or it is damaged or locked ({error})") from None
    finally:
        db.close()
