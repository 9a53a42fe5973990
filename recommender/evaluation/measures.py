"""Measures of rankings, and how far chance could have moved them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peercity.graph.errors import Refused

MEASURES = {
    "MRR@10": "RR@10",
    "nDCG@10": "nDCG@10",
    "R@5": "R@5",
    "R@100": "R@100",
    "P@1": "P@1",
    "Success@5": "Success@5",
}
"""Our names of the measures, and those of ir-measures (https://ir-measur.es); P@1 is also Success@1."""
DRAWS = 9_999
"""Resamples of a bootstrap."""
LEVEL = 0.95
"""Confidence of every interval."""
SEED = 20_261_125
"""Draws every interval, so that the same figures have the same bounds."""

Values = NDArray[np.float64]
Run = Mapping[str, Sequence[tuple[str, float]]]
"""Documents by query, best first, each with its score."""


@dataclass(frozen=True)
class Figure:
    """A value and the bounds of its interval, which are None where one observation says nothing of chance."""

    value: float | None
    low: float | None
    high: float | None
    count: int
    """Observations that it rests on."""

    def json(self) -> dict[str, Any]:
        """Return the figure as it is printed and kept: four digits."""
        return {name: round(part, 4) if isinstance(part, float) else part for name, part in asdict(self).items()}


def can_measure() -> bool:
    """Return whether this machine has ir-measures."""
    return find_spec("ir_measures") is not None


def require_measures() -> None:
    """Raise Refused where ir-measures is not installed."""
    if not can_measure():
        raise Refused(
            "Measuring needs ir-measures, which has no wheel for this machine. Install it with a C compiler at hand "
            "(pip install ir-measures), or keep the ranking with --run and measure it elsewhere."
        )


def by_query(judgements: Mapping[str, Mapping[str, int]], run: Run) -> dict[str, Values]:
    """Return each measure as one value a query, in the order of `judgements`.

    The order of a run counts, not its scores: tools break equal scores each in their own way. Raises Refused where
    ir-measures is not installed.
    """
    require_measures()
    import ir_measures

    measures = {ir_measures.parse_measure(theirs): ours for ours, theirs in MEASURES.items()}
    place = {query: number for number, query in enumerate(judgements)}
    found = {ours: np.zeros(len(place)) for ours in MEASURES}
    qrels = {query: dict(grades) for query, grades in judgements.items()}
    ranked = {
        query: {document: float(len(run[query]) - number) for number, (document, _) in enumerate(run[query])}
        for query in judgements
        if run.get(query)
    }
    for metric in ir_measures.iter_calc(list(measures), qrels, ranked):
        found[measures[metric.measure]][place[metric.query_id]] = metric.value
    return found


def mean(values: Values, *, seed: int = SEED) -> Figure:
    """Return the mean of values with its percentile bootstrap interval (Efron 1979; DRAWS resamples)."""
    count = len(values)
    if not count:
        return Figure(None, None, None, 0)
    middle = float(values.mean())
    if count == 1:
        return Figure(middle, None, None, 1)
    if np.ptp(values) == 0:
        return Figure(middle, middle, middle, count)
    from scipy.stats import bootstrap

    found = bootstrap(
        (values,),
        np.mean,
        n_resamples=DRAWS,
        batch=max(1, 2_000_000 // count),
        confidence_level=LEVEL,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return Figure(middle, float(found.low), float(found.high), count)


def difference(ours: Values, theirs: Values, *, seed: int = SEED) -> Figure:
    """Return the mean of ours − theirs on the same queries, with its interval.

    The bootstrap is paired: queries are drawn, and each brings the values of both.
    """
    return mean(ours - theirs, seed=seed)


def share(part: int, whole: int) -> Figure:
    """Return part / whole with its interval by Wilson (1927), as scipy computes it; no value where `whole` is 0.

    >>> share(9, 10).json()
    {'value': 0.9, 'low': 0.5958, 'high': 0.9821, 'count': 10}
    """
    if not whole:
        return Figure(None, None, None, 0)
    from scipy.stats import binomtest

    found = binomtest(part, whole).proportion_ci(confidence_level=LEVEL, method="wilson")
    return Figure(part / whole, float(found.low), float(found.high), whole)
