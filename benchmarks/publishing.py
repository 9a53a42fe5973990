"""Publishing 1,000,000 quads (copy, checksum, flip) beside `oxigraph load` of the same file, in one run.

`python benchmarks/publishing.py [QUADS]`; the command `oxigraph` comes from the package of that name on PyPI.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import publish

_ROUNDS = 3
_QUADS_A_SUBJECT = 10
_SUBJECTS_A_GRAPH = 400


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    command = shutil.which("oxigraph")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        file = folder / "quads.nq"
        write_quads(file, size)
        with Live(DataFolder(folder / "data")) as live:
            live.store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
            ours, theirs = [], []
            for number in range(_ROUNDS):
                ours.append(timed(lambda: publish(live, finish=lambda *_: {})))
                if command:
                    target = folder / f"oxigraph-{number}"
                    arguments = [command, "load", "--location", str(target), "--file", str(file)]
                    theirs.append(
                        timed(lambda arguments=arguments: subprocess.run(arguments, check=True, capture_output=True))
                    )
    print(
        f"publish: {size:,} quads in {statistics.median(ours):.1f} s "
        f"(median of {_ROUNDS}; {min(ours):.1f}-{max(ours):.1f})"
    )
    if command:
        print(f"oxigraph load: {statistics.median(theirs):.1f} s ({min(theirs):.1f}-{max(theirs):.1f})")
        ratios = sorted(other / own for own, other in zip(ours, theirs, strict=True))
        print(
            f"speed of publish / speed of oxigraph load: {statistics.median(ratios):.2f} "
            f"({ratios[0]:.2f}-{ratios[-1]:.2f})"
        )
    else:
        print("oxigraph is not installed: pip install oxigraph, then run again for the ratio")


def write_quads(path: Path, size: int) -> None:
    """Write quads of public graphs that look like ours: ten texts and links a subject."""
    base = "https://w3id.org/peercity/id"
    with path.open("w", encoding="utf-8") as file:
        for number in range(size // _QUADS_A_SUBJECT):
            graph = f"<{base}/graph/public/source-{number // _SUBJECTS_A_GRAPH}>"
            for place in range(_QUADS_A_SUBJECT):
                what = f"<{base}/practice/{number}> <https://w3id.org/peercity/ontology#p{place}>"
                value = (
                    f"<{base}/city/{number * 7 % 5000}>" if place % 3 == 0 else f'"{number} in words, the {place}th"@en'
                )
                file.write(f"{what} {value} {graph} .\n")


def timed(work: object) -> float:
    started = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
