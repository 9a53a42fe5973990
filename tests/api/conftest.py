"""The command line as a person meets it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from peercity.api.sparql.answer import SparqlAnswer
from peercity.api.sparql.limits import Limits
from peercity.api.sparql.pool import SparqlPool

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Digest = Callable[[Path], dict[str, str]]


@pytest.fixture(scope="session")
def run() -> Run:
    """A function that runs `peercity` with some arguments, on a data folder where one is given."""

    def run(
        *arguments: str | bytes | Path, data: Path | None = None, stdin: bytes = b""
    ) -> subprocess.CompletedProcess[str]:
        settings = {name: value for name, value in os.environ.items() if name != "PEERCITY_DATA"}
        if data is not None:
            settings["PEERCITY_DATA"] = str(data)
        command = [Path(sys.executable).parent / "peercity", *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, env=settings, timeout=120, check=False)
        return subprocess.CompletedProcess(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def digest() -> Digest:
    """A function that returns the SHA-256 of every file of a folder by relative name."""

    def digest(folder: Path) -> dict[str, str]:
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    return digest


class Asked:
    """A pool with an event loop of its own, which any thread may ask."""

    def __init__(self, pool: SparqlPool, loop: asyncio.AbstractEventLoop) -> None:
        self.pool, self._loop = pool, loop
        self.folder = Path(pool._folder.name)

    def query(self, text: str, **options: Any) -> SparqlAnswer:
        return asyncio.run_coroutine_threadsafe(self.pool.query(text, **options), self._loop).result(timeout=60)

    def pids(self) -> list[int]:
        """The processes of the fast lane."""
        return [worker.pid for worker in self.pool._crew]

    def close(self) -> None:
        self.pool.close()
        asyncio.run_coroutine_threadsafe(self.pool.ended(), self._loop).result(timeout=60)


@pytest.fixture(scope="session")
def open_pool() -> Callable[..., Any]:
    """A function that opens a pool over a store, for a `with` block."""

    @contextmanager
    def open_pool(store: Path, **options: Any) -> Iterator[Asked]:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        asked = None
        try:
            asked = Asked(SparqlPool(store, limits=Limits(**options)), loop)
            yield asked
        finally:
            if asked:
                asked.close()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    return open_pool
