"""Queries that were shared by a short link: their text, a title, and the release on which they were written."""

from __future__ import annotations

import base64
import hashlib
import shutil
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from .database import opened
from .errors import NoRoom, NotFound, Refused, TooLong

MAX_TITLE = 200
"""Characters of a title."""
MOST = 100_000
"""Queries that are kept."""
_LETTERS = 10
_SCHEMA = """
CREATE TABLE IF NOT EXISTS query (
    id      TEXT PRIMARY KEY,
    text    TEXT NOT NULL,
    title   TEXT NOT NULL,
    release INTEGER NOT NULL
);
"""


@dataclass(frozen=True)
class SharedQuery:
    """A query as it was shared. Nothing of who shared it."""

    text: str
    title: str
    release: int

    @property
    def id(self) -> str:
        """A name of ten letters and digits, the same for the same query on the same release under the same title.

        The title counts too: else whoever shares a query first would name it for everybody after.

        >>> SharedQuery("ASK {}", "", 1).id
        'c7znkzuewz'
        """
        digest = hashlib.sha256(f"{self.release} {self.title}\n{self.text}".encode()).digest()
        return base64.b32encode(digest).decode().casefold()[:_LETTERS]


class SharedQueries:
    """The shared queries of a data folder. Safe with several threads and processes."""

    def __init__(self, path: Path, *, most: int = MOST) -> None:
        """`path` is the file, made with the first query."""
        self.path, self._most = path, most

    def add(self, query: SharedQuery) -> str:
        """Keep a query, durably, and return its id.

        Raises TooLong for a title that is, Refused where as many as can be are kept, NoRoom where the disk is full.
        """
        if len(query.title) > MAX_TITLE:
            raise TooLong("title", len(query.title), MAX_TITLE)
        with self._opened() as db:
            there = db.execute("SELECT 1 FROM query WHERE id = ?", (query.id,)).fetchone()
            if not there and db.execute("SELECT COUNT(*) FROM query").fetchone()[0] >= self._most:
                raise Refused(f"{self._most:,} queries are shared here, as many as are kept; share the whole address.")
            row = (query.id, query.text, query.title, query.release)
            try:
                db.execute("INSERT INTO query VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
                    raise
                raise NoRoom(self.path.parent, len(query.text), shutil.disk_usage(self.path.parent).free) from None
        return query.id

    def get(self, name: str) -> SharedQuery:
        """Return a query by its id. Raises NotFound."""
        row = None
        if self.path.exists():
            with self._opened() as db:
                row = db.execute("SELECT text, title, release FROM query WHERE id = ?", (name,)).fetchone()
        if row is None:
            raise NotFound("shared query", name)
        return SharedQuery(*row)

    def _opened(self) -> AbstractContextManager[sqlite3.Connection]:
        return opened(self.path, schema=_SCHEMA, what="shared queries")
