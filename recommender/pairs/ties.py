"""Of equally good assignments, the first by id."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .round import Flags, Numbers

_MOST_STEPS = 2_000_000
"""Steps of search, about a second. Where ties are more tangled than that, those of the first mentees are settled."""


@dataclass(frozen=True)
class FlowProblem:
    """A flow problem in whole numbers: arcs (mentee, mentor, value), loads, and the reward of a place that is asked."""

    mentee: Numbers
    mentor: Numbers
    value: Numbers
    maximum: Numbers
    minimum: Numbers
    reward: int

    @property
    def outside(self) -> int:
        """The node of mentees without a mentor; the mentors come before it."""
        return len(self.maximum)

    @property
    def unused(self) -> int:
        """The node of places that nobody takes."""
        return len(self.maximum) + 1


def first_by_id(problem: FlowProblem, arc: Numbers) -> Numbers:
    """Return, of the assignments as good as `arc`, the one that gives the first mentee the first mentor that it can
    have in any of them (a mentor rather than none), then the second mentee, and so on.

    `arc` is an optimal assignment: of each mentee the arc taken, -1 for none. In its residual graph a cycle of gain 0
    leads to another optimum, and with potentials every arc of such a cycle is tight (complementary slackness; Ahuja,
    Magnanti and Orlin, Network Flows, 1993, section 9.3). So only tight arcs inside a strongly connected component of
    tight arcs matter, and without ties there is none.
    """
    residual = _Residual(problem, arc)
    if not residual.tied.any():
        return arc
    return _Settling(residual).settled()


class _Residual:
    """The moves that an assignment leaves: a mentee from where it is to a mentor or to nowhere, a place left or taken.

    Nodes are the mentors, then `outside`, then `unused`.
    """

    def __init__(self, problem: FlowProblem, arc: Numbers) -> None:
        self.problem = problem
        self.arc = arc
        self.where = np.where(arc >= 0, problem.mentor[arc], problem.outside)
        self.load = np.bincount(self.where, minlength=problem.outside + 1)[: problem.outside]
        self._has = np.where(arc >= 0, problem.value[arc], 0)
        self._matched = np.flatnonzero(arc >= 0)

    @cached_property
    def potential(self) -> Numbers:
        """The largest gain with which each node can be reached (Bellman and Ford)."""
        tail, head, gain = self._arcs
        found = np.zeros(self.problem.unused + 1, dtype=np.int64)
        changed = np.ones(len(found), dtype=np.bool_)
        for _ in range(len(found) + 1):
            live = changed[tail]
            before = found.copy()
            np.maximum.at(found, head[live], before[tail[live]] + gain[live])
            changed = found > before
            if not changed.any():
                return found
        raise RuntimeError("the assignment is not the best one: a cycle of moves gains")

    @cached_property
    def tied(self) -> Flags:
        """Of each arc of the problem, whether some other optimum may take or leave it."""
        return np.asarray(self._on_cycle[: len(self.problem.mentee)])

    @cached_property
    def leaves(self) -> Numbers:
        """The mentees that some other optimum may leave without a mentor."""
        start = len(self.problem.mentee)
        return self._matched[self._on_cycle[start : start + len(self._matched)]]

    @cached_property
    def _on_cycle(self) -> Flags:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        tail, head, gain = self._arcs
        tight = self.potential[head] == self.potential[tail] + gain
        size = len(self.potential)
        graph = csr_array((np.ones(tight.sum(), dtype=np.bool_), (tail[tight], head[tight])), shape=(size, size))
        _, component = connected_components(graph, connection="strong")
        return np.asarray(tight & (component[tail] == component[head]) & (tail != head))

    @cached_property
    def _arcs(self) -> tuple[Numbers, Numbers, Numbers]:
        """Tail, head and gain: moves to a mentor, moves to nowhere, places left, places taken."""
        problem = self.problem
        free = np.flatnonzero(self.load < problem.maximum)
        taken = np.flatnonzero(self.load > 0)
        tails = (self.where[problem.mentee], self.where[self._matched], free, np.full_like(taken, problem.unused))
        heads = (
            problem.mentor,
            np.full_like(self._matched, problem.outside),
            np.full_like(free, problem.unused),
            taken,
        )
        gains = (
            problem.value - self._has[problem.mentee],
            -self._has[self._matched],
            np.where(self.load[free] < problem.minimum[free], problem.reward, 0),
            np.where(self.load[taken] <= problem.minimum[taken], -problem.reward, 0),
        )
        return np.concatenate(tails), np.concatenate(heads), np.concatenate(gains)


class _Settling:
    """Moves mentees along cycles of tight arcs, the first mentee first."""

    def __init__(self, residual: _Residual) -> None:
        self._problem = residual.problem
        self._potential = residual.potential.tolist()
        self._where = residual.where.tolist()
        self._load = residual.load.tolist()
        self._arc = residual.arc.copy()
        self._arc_of: list[dict[int, int]] = [{} for _ in self._where]
        self._coming: dict[int, list[int]] = defaultdict(list)
        """By node, the mentees that can come to it."""
        self._fixed = 0
        self._steps = 0
        for arc in np.flatnonzero(
            residual.tied | (residual.arc[residual.problem.mentee] == np.arange(len(residual.tied)))
        ):
            self._add(int(residual.problem.mentee[arc]), int(residual.problem.mentor[arc]), int(arc))
        outside = {
            *residual.leaves.tolist(),
            *(place for place, one in enumerate(self._where) if one == residual.problem.outside),
        }
        for mentee in sorted(outside):
            self._add(mentee, residual.problem.outside, -1)

    def _add(self, mentee: int, node: int, arc: int) -> None:
        self._arc_of[mentee][node] = arc
        self._coming[node].append(mentee)

    def settled(self) -> Numbers:
        for mentee in range(len(self._where)):
            self._fixed = mentee
            better = sorted(node for node in self._arc_of[mentee] if node < self._where[mentee])
            if better and self._steps < _MOST_STEPS:
                self._improve(mentee, better)
        for mentee, node in enumerate(self._where):
            self._arc[mentee] = self._arc_of[mentee].get(node, -1)
        return self._arc

    def _improve(self, mentee: int, better: list[int]) -> None:
        """Move a mentee to the first of some nodes from which a way leads back to where it is, and all on the way."""
        start = self._where[mentee]
        hops = self._ways_to(start, better[0])
        node = next((one for one in better if one in hops), None)
        if node is None:
            return
        self._move(mentee, node)
        while node != start:
            mover, following = hops[node]
            if mover is not None:
                self._move(mover, following)
            node = following

    def _ways_to(self, start: int, wanted: int) -> dict[int, tuple[int | None, int]]:
        """Return, by node, who moves on from it and where to, on a way to `start`; stops where `wanted` is reached."""
        hops: dict[int, tuple[int | None, int]] = {}
        waiting = deque([start])
        while waiting and wanted not in hops:
            node = waiting.popleft()
            for before, mover in self._before(node):
                if before != start and before not in hops:
                    hops[before] = mover, node
                    waiting.append(before)
        return hops

    def _before(self, node: int) -> list[tuple[int, int | None]]:
        """Return the nodes from which a tight move leads to a node, with who makes it (None for a place)."""
        unused = self._problem.unused
        if node == unused:
            self._steps += unused
            return [(mentor, None) for mentor in range(self._problem.outside) if self._leaves_a_place(mentor)]
        coming = self._coming[node]
        self._steps += len(coming)
        found: list[tuple[int, int | None]] = [
            (self._where[mentee], mentee) for mentee in coming if mentee > self._fixed and self._where[mentee] != node
        ]
        if node < self._problem.outside and self._takes_a_place(node):
            found.append((unused, None))
        return found

    def _leaves_a_place(self, mentor: int) -> bool:
        load, problem = self._load[mentor], self._problem
        gain = problem.reward if load < problem.minimum[mentor] else 0
        return bool(
            load < problem.maximum[mentor] and self._potential[problem.unused] == self._potential[mentor] + gain
        )

    def _takes_a_place(self, mentor: int) -> bool:
        load, problem = self._load[mentor], self._problem
        gain = -problem.reward if load <= problem.minimum[mentor] else 0
        return bool(load > 0 and self._potential[mentor] == self._potential[problem.unused] + gain)

    def _move(self, mentee: int, node: int) -> None:
        for place, change in ((self._where[mentee], -1), (node, 1)):
            if place < self._problem.outside:
                self._load[place] += change
        self._where[mentee] = node
