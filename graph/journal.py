"""The record of changes: who, when, why and which triples. Append-only, in SQLite."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from .errors import NoRoom, Unreadable

_SCHEMA = """
CREATE TABLE IF NOT EXISTS change (
    id      INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    who     TEXT NOT NULL,
    why     TEXT NOT NULL,
    removed BLOB NOT NULL,
    added   BLOB NOT NULL,
    applied INTEGER NOT NULL DEFAULT 0
);
CREATE TRIGGER IF NOT EXISTS change_is_kept BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS change_is_as_written BEFORE UPDATE OF id, at, who, why, removed, added ON change
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""


@dataclass(frozen=True)
class Change:
    """One accepted change as an RDF delta."""

    id: int
    at: str
    who: str
    why: str
    removed: tuple[ox.Quad, ...]
    added: tuple[ox.Quad, ...]


class Journal:
    """An append-only list of changes; a change is durable once `append` returns."""

    def __init__(self, path: Path) -> None:
        """Open the journal at `path`, or begin it. Raises Unreadable where the file is no journal."""
        self.path = path
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise Unreadable(path, f"it is not a journal of changes, or it is damaged ({error})") from None

    def append(self, who: str, why: str, *, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> int:
        """Write a change to disk and return its number. Raises NoRoom where the disk is full."""
        row = (datetime.now(UTC).isoformat(timespec="milliseconds"), who, why, _pack(removed), _pack(added))
        try:
            cursor = self._db.execute("INSERT INTO change (at, who, why, removed, added) VALUES (?, ?, ?, ?, ?)", row)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
                raise
            needed = sum(map(len, row))
            raise NoRoom(self.path.parent, needed, shutil.disk_usage(self.path.parent).free) from None
        return int(cursor.lastrowid or 0)

    def mark_applied(self, number: int) -> None:
        self._db.execute("UPDATE change SET applied = 1 WHERE id = ?", (number,))

    def unapplied(self) -> Iterator[Change]:
        """Yield what was accepted and perhaps not applied, oldest first, with all that came after it."""
        yield from self._changes("WHERE id >= (SELECT min(id) FROM change WHERE applied = 0)")

    def changes(self, *, until: str = "9999") -> Iterator[Change]:
        """Yield the changes made up to and including the date or time `until` (ISO 8601, UTC), oldest first."""
        yield from self._changes("WHERE substr(at, 1, ?) <= ?", (len(until), until))

    def change(self, number: int) -> Change | None:
        return next(self._changes("WHERE id = ?", (number,)), None)

    def close(self) -> None:
        self._db.close()

    def _changes(self, where: str, values: tuple[object, ...] = ()) -> Iterator[Change]:
        query = f"SELECT id, at, who, why, removed, added FROM change {where} ORDER BY id"  # noqa: S608 - `where` is ours
        for number, at, who, why, removed, added in self._db.execute(query, values).fetchall():
            yield Change(number, at, who, why, _unpack(removed), _unpack(added))


def _pack(quads: Iterable[ox.Quad]) -> bytes:
    return gzip.compress(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"", compresslevel=3, mtime=0)


def _unpack(packed: bytes) -> tuple[ox.Quad, ...]:
    return tuple(ox.parse(gzip.decompress(packed), format=ox.RdfFormat.N_QUADS))
