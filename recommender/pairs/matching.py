"""A solved round: who is paired with whom, and which places are left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from .flow import best_assignment
from .round import Flags, Numbers, Round


@dataclass(frozen=True)
class Matching:
    """`pair` is, of each mentee, where its pair stands among the affinities; -1 where it has none."""

    round: Round
    pair: Numbers

    @cached_property
    def mentor(self) -> Numbers:
        """The mentor of each mentee, -1 where it has none."""
        return np.where(self.pair >= 0, _at(self.round.affinity.mentor, self.pair), -1)

    @cached_property
    def load(self) -> Numbers:
        """How many mentees each mentor has."""
        return np.bincount(self.mentor[self.mentor >= 0], minlength=len(self.round.mentors))

    @cached_property
    def is_full(self) -> Flags:
        """Of each mentor, whether it has no place left."""
        return np.asarray(self.load >= [mentor.maximum for mentor in self.round.mentors])

    @cached_property
    def is_forced(self) -> Flags:
        """Of each mentee, whether its pair is forced."""
        forced = np.zeros(len(self.round.mentees), dtype=np.bool_)
        forced[[mentee for mentee, _ in self.round.forced]] = True
        return forced

    def of(self, mentor: int) -> list[int]:
        """Return the mentees of a mentor."""
        return [int(mentee) for mentee in self._by_mentor[mentor]]

    @cached_property
    def _by_mentor(self) -> list[Numbers]:
        order = np.argsort(self.mentor, kind="stable")
        borders = np.searchsorted(self.mentor[order], np.arange(len(self.round.mentors) + 1))
        return [order[first:last] for first, last in pairwise(borders)]


def solve(made: Round) -> Matching:
    """Return the best matching of a round: its forced pairs, then as many mentees as can be, then the best total."""
    maximum = np.array([mentor.maximum for mentor in made.mentors], dtype=np.int64)
    minimum = np.array([mentor.minimum for mentor in made.mentors], dtype=np.int64)
    found = ((mentee, made.affinity.find(mentee, mentor)) for mentee, mentor in made.forced)
    forced = {mentee: place for mentee, place in found if place is not None}
    taken = np.bincount([mentor for _, mentor in made.forced], minlength=len(made.mentors)).astype(np.int64)
    bound = np.zeros(len(made.mentees), dtype=np.bool_)
    bound[list(forced)] = True
    pair = best_assignment(
        made.affinity,
        made.can_be & ~_at(bound, made.affinity.mentee),
        mentees=len(made.mentees),
        maximum=maximum - taken,
        minimum=np.maximum(minimum - taken, 0),
    )
    for mentee, place in forced.items():
        pair[mentee] = place
    return Matching(made, pair)


def _at(values: np.ndarray, places: Numbers) -> np.ndarray:
    """Return values at places, where an empty array has nothing but places of nobody."""
    return values[places] if len(values) else np.full(len(places), -1, dtype=np.int64)
