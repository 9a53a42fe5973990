"""What many tests read: the starter data, published once."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from peercity.api.starting import ensure_release, open_recommender
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import Release, current, publish
from peercity.graph.sources import SourceFile, read_source
from peercity.graph.starter import starter_files
from peercity.recommender.ask import Recommender


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the reports and facts that the starter data was made from. They are not shipped."""
    folder = Path(os.environ.get("PEERCITY_SHARED", Path(__file__).parents[2] / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip(f"the reports are not in {folder}; name their folder by PEERCITY_SHARED")
    return folder


@pytest.fixture(scope="session")
def starter() -> list[SourceFile]:
    """The source files that ship."""
    return starter_files()


@pytest.fixture(scope="session")
def starter_folder(tmp_path_factory: pytest.TempPathFactory, starter: list[SourceFile]) -> DataFolder:
    """A data folder with the starter data and release 1 of its graph. Shared: read it, do not write to it."""
    folder = DataFolder(tmp_path_factory.mktemp("starter"))
    with Live(folder) as live:
        live.load_vocabulary()
        live.load(starter, who="test", why="starter data", shapes=False)
        publish(live, finish=lambda path, store: {})
    return folder


@pytest.fixture(scope="session")
def starter_release(starter_folder: DataFolder) -> Release:
    release = current(starter_folder)
    assert release is not None
    return release


@pytest.fixture
def starter_copy(starter_folder: DataFolder, tmp_path: Path) -> DataFolder:
    """The same as `starter_folder`, to write to."""
    shutil.copytree(starter_folder.path, tmp_path / "copy")
    return DataFolder(tmp_path / "copy")


@pytest.fixture
def data_folder(tmp_path: Path) -> DataFolder:
    """A data folder with nothing in it."""
    return DataFolder(tmp_path / "data")


@pytest.fixture
def live(data_folder: DataFolder) -> Iterator[Live]:
    """The live store of an empty data folder, the vocabulary loaded."""
    with Live(data_folder) as live:
        live.load_vocabulary()
        yield live


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str, str], SourceFile]:
    """A function that writes a text to a file of a name and reads it as a source file."""

    def read(name: str, text: str) -> SourceFile:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_source(path)

    return read


@pytest.fixture(scope="session")
def answering_folder(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A data folder as a first start leaves it: release 1 with its index. Shared: read it, do not write to it."""
    folder = DataFolder(tmp_path_factory.mktemp("answering"))
    ensure_release(folder)
    return folder


@pytest.fixture
def answering_copy(answering_folder: DataFolder, tmp_path: Path) -> DataFolder:
    """The same as `answering_folder`, to write to."""
    shutil.copytree(answering_folder.path, tmp_path / "answering")
    return DataFolder(tmp_path / "answering")


@pytest.fixture(scope="session")
def recommender(answering_folder: DataFolder) -> Recommender:
    """The recommender of release 1 of the starter data, with the bundled encoder."""
    return open_recommender(answering_folder)


class Served:
    """`peercity serve` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [Path(sys.executable).parent / "peercity", "serve", "--data", folder, "--port", str(port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.client = httpx2.Client(base_url=self.url, timeout=60)
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.process.poll() is not None:
                pytest.fail(f"the server stopped: {self.stop()}")
            try:
                self.client.get("/healthz")
                return
            except httpx2.TransportError:
                time.sleep(0.1)
        pytest.fail(f"the server did not answer in a minute: {self.stop()}")

    def stop(self) -> str:
        """Stop the server and return what it wrote to its error stream."""
        self.client.close()
        self.process.terminate()
        return self.process.communicate(timeout=30)[1].decode()


@pytest.fixture
def serve() -> Iterator[Callable[[Path], Served]]:
    """A function that serves a data folder until the test is over."""
    started: list[Served] = []

    def start(folder: Path) -> Served:
        started.append(Served(folder))
        return started[-1]

    yield start
    for served in started:
        served.stop()


@pytest.fixture(scope="session")
def site(answering_folder: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of release 1 of the starter data. Shared: ask it, do not write through it."""
    path = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(answering_folder.path, path)
    served = Served(path)
    yield served
    errors = served.stop()
    assert "Traceback" not in errors, errors
