"""What readers said of answers: useful, or not for us because… Kept beside the journal, in SQLite.

It is never live in a ranking and never part of a release. It changes weights only where a person has reviewed an export
of it and a training was kept: see `peercity train`.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path

from .database import opened
from .errors import NoRoom, NotFound, TooLong, nearest

VERDICTS = ("useful", "not_for_us")
MAX_REASON = 500
"""Characters of a reason."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id        INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    challenge TEXT NOT NULL,
    language  TEXT NOT NULL,
    city      TEXT,
    release   INTEGER NOT NULL,
    encoder   TEXT NOT NULL,
    weights   TEXT NOT NULL,
    item      TEXT NOT NULL,
    band      TEXT NOT NULL,
    score     REAL NOT NULL,
    verdict   TEXT NOT NULL,
    reason    TEXT NOT NULL
);
"""


@dataclass(frozen=True)
class Feedback:
    """What a reader said of one result, with the answer that it was part of. Nothing of who the reader is."""

    challenge: str
    language: str
    city: str | None
    release: int
    encoder: str
    weights: str
    """The name of all that was fitted, as the answer gives it."""
    item: str
    """IRI of the result."""
    band: str
    score: float
    verdict: str
    """One of VERDICTS, or one that a newer version knows."""
    reason: str = ""


@dataclass(frozen=True)
class Kept:
    """Feedback as it is kept."""

    id: int
    at: str
    """When, UTC."""
    said: Feedback


_COLUMNS = ", ".join(field.name for field in fields(Feedback))


class FeedbackStore:
    """The feedback of a data folder. Safe with several threads and processes: each call opens the file for itself."""

    def __init__(self, path: Path) -> None:
        """`path` is the file, made with the first feedback, which only its owner may read."""
        self.path = path

    def add(self, said: Feedback) -> int:
        """Keep feedback, durably, and return its number.

        Raises NotFound for an unknown verdict, TooLong for a reason that is, and NoRoom where the disk is full.
        """
        if said.verdict not in VERDICTS:
            raise NotFound("verdict", said.verdict, near=nearest(said.verdict, VERDICTS), valid=VERDICTS)
        if len(said.reason) > MAX_REASON:
            raise TooLong("reason", len(said.reason), MAX_REASON)
        marks = ", ".join("?" * (len(fields(Feedback)) + 1))
        row = (datetime.now(UTC).isoformat(timespec="seconds"), *astuple(said))
        with self._opened() as db:
            try:
                cursor = db.execute(f"INSERT INTO feedback (at, {_COLUMNS}) VALUES ({marks})", row)  # noqa: S608 - ours
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
                    raise
                needed = sum(len(str(part)) for part in row)
                raise NoRoom(self.path.parent, needed, shutil.disk_usage(self.path.parent).free) from None
            return int(cursor.lastrowid or 0)

    def all(self) -> Iterator[Kept]:
        """Yield all feedback, oldest first."""
        if not self.path.exists():
            return
        with self._opened() as db:
            rows = db.execute(f"SELECT id, at, {_COLUMNS} FROM feedback ORDER BY id").fetchall()  # noqa: S608 - ours
        for number, at, *said in rows:
            yield Kept(number, at, Feedback(*said))

    def forget(self, before: date) -> int:
        """Delete the feedback of the days before a day (UTC), without a trace in the file, and return how much it was.

        What was exported is elsewhere, and is not touched.
        """
        if not self.path.exists():
            return 0
        with self._opened() as db:
            db.execute("PRAGMA secure_delete=ON")
            count = db.execute("DELETE FROM feedback WHERE at < ?", (before.isoformat(),)).rowcount
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count

    def _opened(self) -> AbstractContextManager[sqlite3.Connection]:
        return opened(self.path, schema=_SCHEMA, what="feedback")
