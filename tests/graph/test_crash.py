"""A publisher killed at any moment leaves a release that opens and answers, and publishing works again."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import current, publish, releases

MOMENTS = 10
SCRIPT = """
import sys
from pathlib import Path
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import publish
with Live(DataFolder(Path(sys.argv[1]))) as live:
    print("publishing", flush=True)
    publish(live, finish=lambda folder, store: {})
    print("published", flush=True)
    sys.stdin.read()
"""


def start(folder: DataFolder) -> subprocess.Popen[str]:
    """Return a process that is just about to publish."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "publishing\n"
    return process


def stop(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()


@pytest.fixture
def seconds(starter_copy: DataFolder) -> float:
    """How long a publication takes here and now."""
    process = start(starter_copy)
    began = time.perf_counter()
    assert process.stdout is not None
    assert process.stdout.readline() == "published\n"
    elapsed = time.perf_counter() - began
    stop(process)
    return elapsed


def test_a_publisher_killed_at_any_moment_leaves_a_release_that_answers(
    starter_copy: DataFolder, seconds: float
) -> None:
    first = current(starter_copy)
    assert first is not None
    expected = len(first.store)
    cut_short = 0
    for moment in range(MOMENTS):
        process = start(starter_copy)
        time.sleep(seconds * (moment + 0.5) / MOMENTS)
        stop(process)
        cut_short += any(starter_copy.releases.glob(".new-*"))
        served = current(starter_copy)
        assert served is not None
        assert len(served.store) == expected
        assert served.store.query("ASK { GRAPH ?g { <https://w3id.org/peercity/id/city/bilbao-es> ?p ?o } }")
        assert all(len(one.store) == expected for one in releases(starter_copy))
    assert cut_short >= MOMENTS // 3, "too few of the kills came while a release was being made"
    with Live(starter_copy) as live:
        made = publish(live, finish=lambda folder, store: {})
    assert current(starter_copy) == made
    assert not list(starter_copy.releases.glob(".*"))
