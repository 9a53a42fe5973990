"""The best assignment of mentees to places, as a minimum-cost flow."""

from __future__ import annotations

import numpy as np

from .round import Affinity, Flags, Numbers
from .ties import FlowProblem, first_by_id

_COSTS = 2**61
"""What the largest cost times the number of nodes stays under, so that the solver's own scaling fits in 64 bits."""
_FINEST = 10**12
"""Units of an affinity of 1, at most. A power of ten: sums of decimal affinities are equal where they look so."""


def best_assignment(affinity: Affinity, can_be: Flags, *, mentees: int, maximum: Numbers, minimum: Numbers) -> Numbers:
    """Return the place in `affinity` of the pair of each mentee, -1 where it has none.

    Of all assignments with at most one mentor a mentee, at most `maximum` mentees a mentor and only pairs that can be,
    it has, in this order, the most mentees, the most of the places that the minimum loads ask for, and the best sum; of
    equal ones it is the first by number (see `ties`).
    The first two never stand against each other (Mendelsohn and Dulmage, 1958: what some matching covers on one side
    and another on the other side, one matching covers both). Costs are affinities in units of 1e-12 where that fits, so
    the sum is exact to 1e-9 for a thousand mentees; see `_scale`.

    The network: source → mentee → mentor → sink, maximum flow at minimum cost (OR-Tools; cost scaling after Goldberg
    and Tarjan, 1990). A mentor has two arcs to the sink; the one for its minimum load costs less than all affinities.
    """
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    arcs = np.flatnonzero(can_be)
    if not len(arcs):
        return np.full(mentees, -1, dtype=np.int64)
    mentors = len(maximum)
    source, sink = mentees + mentors, mentees + mentors + 1
    scale, reward = _scale(nodes=sink + 1, pairs=mentees, minimums=bool(minimum.any()))
    flow = SimpleMinCostFlow()

    def connect(tail: Numbers, head: Numbers, capacity: Numbers, cost: Numbers) -> None:
        flow.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), capacity, cost)

    everyone, everywhere = np.arange(mentees), np.arange(mentees, mentees + mentors)
    value = np.rint(affinity.value[arcs] * scale).astype(np.int64)
    connect(affinity.mentee[arcs], affinity.mentor[arcs] + mentees, np.ones_like(arcs), -value)
    connect(np.full(mentees, source), everyone, np.ones_like(everyone), np.zeros_like(everyone))
    asked = np.minimum(minimum, mentees)
    connect(everywhere, np.full(mentors, sink), asked, np.full(mentors, -reward))
    connect(everywhere, np.full(mentors, sink), np.minimum(maximum, mentees) - asked, np.zeros_like(everywhere))
    flow.set_nodes_supplies(np.array([source, sink], dtype=np.int32), np.array([mentees, -mentees]))
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow solver stopped with {status}")
    taken = np.flatnonzero(flow.flows(np.arange(len(arcs), dtype=np.int32)))
    arc = np.full(mentees, -1, dtype=np.int64)
    arc[affinity.mentee[arcs[taken]]] = taken
    problem = FlowProblem(affinity.mentee[arcs], affinity.mentor[arcs], value, maximum, minimum, reward)
    arc = first_by_id(problem, arc)
    return np.where(arc >= 0, arcs[arc], -1)


def _scale(*, nodes: int, pairs: int, minimums: bool) -> tuple[int, int]:
    """Return how many units of cost an affinity of 1 is, and the reward of a place that a minimum load asks for.

    The reward is more than all affinities together. An optimum in units differs from that in affinities by at most
    one unit a pair: 1e-9 for 1,000 mentees, 1e-6 for 10,000 mentees and 10,000 mentors with minimum loads.

    >>> _scale(nodes=2_002, pairs=1_000, minimums=False)
    (1000000000000, 0)
    """
    largest = _COSTS // nodes
    most = min(_FINEST, largest // (pairs + 1) if minimums else largest)
    scale = 10 ** (len(str(most)) - 1)
    return scale, scale * (pairs + 1) if minimums else 0
