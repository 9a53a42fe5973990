"""The data folder: what is where in it, of which version, and who may write."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path

from filelock import FileLock, Timeout

from .errors import Busy, NoRoom, PeerCityError, Unreadable

FORMAT = 1
"""Version of the layout of a data folder."""


class DataFolder:
    """Paths of a data folder.

    live/           the live store (Oxigraph)
    journal.sqlite  the record of changes
    releases/NNNN/  published releases; releases/current names the one that is served
    cache/          what can be made again: vectors by encoder and text, dumps by release
    encoders.json   where on this machine the models of encoders are
    feedback.sqlite what readers said of answers; never part of a release
    queries.sqlite  queries that were shared by a short link
    writer.*        the lock of the one writer and where it listens
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.live = self.path / "live"
        self.journal = self.path / "journal.sqlite"
        self.releases = self.path / "releases"
        self.cache = self.path / "cache"
        self.encoders = self.path / "encoders.json"
        self.feedback = self.path / "feedback.sqlite"
        self.queries = self.path / "queries.sqlite"
        self.writer = self.path / "writer.json"
        self._stamp = self.path / "peercity.json"

    def prepare(self) -> None:
        """Make the folder where there is none. Raises where it is of a newer version or no data folder."""
        self.verify()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not self._stamp.exists():
                write_atomically(self._stamp, json.dumps({"format": FORMAT}) + "\n")
        except OSError as error:
            raise Unreadable(self.path, f"the data folder cannot be made ({error.strerror})") from None

    def verify(self) -> None:
        """Raise where the folder cannot be one of ours."""
        if self.path.exists() and not self.path.is_dir():
            raise Unreadable(self.path, "the data folder is a file; name a folder with --data")
        if self._stamp.exists():
            try:
                found = json.loads(self._stamp.read_text(encoding="utf-8"))["format"]
            except (ValueError, KeyError, TypeError, OSError):
                found = None
            if not isinstance(found, int):
                raise Unreadable(self._stamp, "it does not name the version of the data folder")
            if found > FORMAT:
                raise PeerCityError(
                    f"The data folder {self.path} is of version {found}; this PeerCity reads up to {FORMAT}. "
                    "Install a newer PeerCity, or name another folder with --data."
                )
        elif self.path.exists() and any(self.path.iterdir()) and not self._ours():
            raise PeerCityError(f"The folder {self.path} holds other files; name an empty or new folder with --data.")

    def _ours(self) -> bool:
        """Say whether the folder holds nothing but what a first start leaves that was cut short."""
        started = f".{self._stamp.name}.new"
        return all(found.name == started or found.name.startswith("writer.") for found in self.path.iterdir())

    def lock(self) -> FileLock:
        """Return the held lock of the one writer. Raises Busy where somebody else holds it."""
        lock = FileLock(self.path / "writer.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise Busy(
                f"Another PeerCity process writes in {self.path}; stop it or name another folder with --data."
            ) from None
        return lock


def write_atomically(path: Path, text: str, *, mode: int = 0o666) -> None:
    """Replace a small file so that a crash leaves the old or the new one. `mode` says who may read it, by the umask."""
    with replacing(path, mode=mode) as file:
        file.write(text.encode())


@contextmanager
def replacing(path: Path, *, mode: int = 0o666) -> Iterator[BufferedRandom]:
    """Yield a file, to write and to read, that takes the place of `path` once it is whole and on the disk.

    A crash or an error leaves what was there. One at a time: the unfinished file has one name.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.touch(mode=mode)
        with temporary.open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def require_room(folder: Path, needed: int) -> None:
    """Raise NoRoom where `needed` bytes do not fit on the disk of `folder`."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoom(folder, needed, free)
