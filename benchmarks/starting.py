"""What a person waits for: `--help`, the first start on an empty folder, a cold `ask` and its parts.

`python benchmarks/starting.py`
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ROUNDS = 5
_QUESTION = "Comment rapprocher les industries traditionnelles et le numérique ?"
_PARTS = """
import json, sys, time
start = time.perf_counter()
from pathlib import Path
from peercity.api.cli import asking
from peercity.graph.folder import DataFolder
from peercity.graph.releases import current
from peercity.recommender.ask import Recommender
from peercity.recommender.encoders import default_encoder
from peercity.recommender.language import detect
from peercity.recommender.rank import rank
parts = {"import": time.perf_counter() - start}
def lap(name):
    global start
    parts[name] = time.perf_counter() - start
    start = time.perf_counter()
start = time.perf_counter()
recommender = Recommender(current(DataFolder(Path(sys.argv[1]))), default_encoder(threads=1)); lap("load")
language = detect(sys.argv[2]); lap("detect the language")
vector = recommender.encoder.encode_query([sys.argv[2]])[0]; lap("encode")
rank(recommender.index, sys.argv[2], language, vector).top(100); lap("rank")
recommender.ask(sys.argv[2]); lap("whole answer again, warm")
print(json.dumps(parts))
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        data = str(Path(place) / "data")
        print(f"first start on an empty folder (ask): {wait(['peercity', 'ask', _QUESTION, '--data', data]):.2f} s")
        for name, command in (
            ("peercity --help", ["peercity", "--help"]),
            ("python -c pass, for comparison", [sys.executable, "-c", "pass"]),
            ("peercity ask, cold process", ["peercity", "ask", _QUESTION, "--data", data]),
        ):
            times = [wait(command) for _ in range(_ROUNDS)]
            print(f"{name}: median {statistics.median(times):.2f} s ({min(times):.2f}-{max(times):.2f})")
        runs = []
        for _ in range(_ROUNDS):
            done = subprocess.run([sys.executable, "-c", _PARTS, data, _QUESTION], check=True, capture_output=True)
            runs.append(json.loads(done.stdout))
        medians = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        whole = sum(medians[name] for name in ("import", "load", "detect the language", "encode", "rank"))
        for name, seconds in medians.items():
            share = f"{seconds / whole:5.0%}" if name != "whole answer again, warm" else "     "
            print(f"  {name:25} {seconds * 1000:7.1f} ms {share}")


def wait(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
