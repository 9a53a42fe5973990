"""A full disk is told in one sentence, and what was there stays as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from peercity.graph.errors import NoRoom
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import current, publish

NODE = ox.NamedNode("https://example.org/s")


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 80 MB. Skipped where no file system can be mounted: only root can."""
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", disk], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk cannot be mounted without root")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_disk_too_full_to_begin_is_told_and_nothing_is_changed(small_disk: Path) -> None:
    with Live(DataFolder(small_disk / "data")) as live:
        first = publish(live, finish=lambda folder, store: {})
        before = files_of(live.folder.releases)
        statements = set(live.store)
        (small_disk / "filler").write_bytes(bytes(60_000_000))
        with pytest.raises(NoRoom, match=r"MB free and 50 MB are needed. Nothing was changed; free some space"):
            publish(live, finish=lambda folder, store: {})
        (small_disk / "filler2").write_bytes(bytes(10_000_000))
        with pytest.raises(NoRoom, match="and 16 MB are needed"):
            live.change(who="t", why="t", removed=(), added=[ox.Quad(NODE, NODE, NODE, NODE)])
        assert files_of(live.folder.releases) == before
        assert set(live.store) == statements
        assert current(live.folder) == first


def test_a_disk_that_fills_while_publishing_is_told_and_nothing_is_changed(small_disk: Path) -> None:
    def fill(folder: Path, store: ox.Store) -> dict[str, Any]:
        with (folder / "vectors.npy").open("wb") as file:
            for _ in range(100):
                file.write(bytes(1_000_000))
                file.flush()
        return {}

    with Live(DataFolder(small_disk / "data")) as live:
        first = publish(live, finish=lambda folder, store: {})
        before = files_of(live.folder.releases)
        with pytest.raises(NoRoom, match="Nothing was changed; free some space and try again"):
            publish(live, finish=fill)
        assert files_of(live.folder.releases) == before
        assert current(live.folder) == first
        assert publish(live, finish=lambda folder, store: {}).number == 2
