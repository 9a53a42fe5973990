"""The command line as a person meets it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

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
