"""Pairs beside scipy's linear_sum_assignment in one run: time as a ratio, and whether the totals are equal.

`python benchmarks/pairs.py [ROUNDS]`. Dense squares of random affinities first, up to 1,000 × 1,000, where scipy (a
modified Jonker-Volgenant algorithm; Crouse, 2016) is the reference for time too; then 10,000 mentees with 50 candidates
of 4 places each, which scipy solves as a dense matrix in which pairs that cannot be made cost much. Times are medians:
`solve` is the flow alone, `propose` has reasons, alternates and who is left out too, and `file` is the whole way from
a JSON file to a proposal, in this process. `command` is `peercity pairs --json`, start of Python and output included.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from peercity.recommender.pairs.file import read_object
from peercity.recommender.pairs.matching import solve
from peercity.recommender.pairs.propose import propose
from peercity.recommender.pairs.reading import read_round

_CANNOT = 1e6
"""What scipy is told a pair costs that cannot be made."""
_LARGE = 10**7
"""Numbers of a matrix that scipy solves once, since it takes long."""


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    rng = np.random.default_rng(0)
    names = "".join(f"{name:>9}" for name in ("scipy", "solve", "propose", "file", "command", "ratio"))
    print(f"{'round':<18}{names}  difference of the totals")
    for size in (100, 300, 1_000):
        values = rng.random((size, size))
        report(f"{size:,} × {size:,}", values, np.ones(values.shape, dtype=np.bool_), rounds, alternates=3)
    known = np.zeros((10_000, 2_500), dtype=np.bool_)
    for row in known:
        row[rng.choice(len(row), 50, replace=False)] = True
    values = rng.random(known.shape)
    report("10,000 × 50 × 4", values, known, rounds, places=4, alternates=3)


def report(
    name: str, values: np.ndarray, known: np.ndarray, rounds: int, *, places: int = 1, alternates: int = 0
) -> None:
    """Print times, their ratio to scipy's and the difference of the totals of one round."""
    cost = np.repeat(np.where(known, -values, _CANNOT), places, axis=1)
    reference, best = timed(partial(scipy_total, cost), 1 if cost.size > _LARGE else rounds)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "round.json"
        path.write_text(json.dumps(written(values, known, places, alternates)), encoding="utf-8")
        made = read_round(read_object(path), file=path.name)
        solving, _ = timed(lambda: solve(made), rounds)
        proposing, proposal = timed(lambda: propose(made), rounds)
        filing, _ = timed(lambda: propose(read_round(read_object(path), file=path.name)), rounds)
        command = [Path(sys.executable).parent / "peercity", "pairs", "--round", path, "--json"]
        commanding, _ = timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), rounds)
    seconds = "".join(f"{one:>8.3f}s" for one in (reference, solving, proposing, filing, commanding))
    difference = abs(proposal.total - best)
    verdict = "equal to 1e-6" if difference <= 1e-6 else "NOT EQUAL"
    print(f"{name:<18}{seconds}{solving / reference:>9.2f}  {difference:.1e} of {best:,.3f}: {verdict}")


def scipy_total(cost: np.ndarray) -> float:
    """Return the best total of a matrix of costs, without the pairs that cannot be made."""
    taken = cost[linear_sum_assignment(cost)]
    return -float(taken[taken < _CANNOT].sum())


def written(values: np.ndarray, known: np.ndarray, places: int, alternates: int) -> dict[str, Any]:
    """Return a round as it is written in a file."""
    mentees, mentors = values.shape
    return {
        "mentees": [{"id": f"m{number}"} for number in range(mentees)],
        "mentors": [{"id": f"b{number}", "max": places} for number in range(mentors)],
        "affinity": [[f"m{row}", f"b{column}", values[row, column]] for row, column in np.argwhere(known).tolist()],
        "alternates": alternates,
    }


def timed(work: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """Return the median of the seconds that some work takes, and what it returns."""
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), result


if __name__ == "__main__":
    main()
