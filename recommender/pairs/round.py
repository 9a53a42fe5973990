"""A round, ready to be solved: cities by id, affinities as arrays, and which pairs can be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..answer import Reason

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Party:
    """A city of a round; `iri` is its relative IRI where it was looked up in a release."""

    id: str
    label: str
    languages: tuple[str, ...] = ()
    iri: str | None = None


@dataclass(frozen=True)
class Mentor(Party):
    """A city that shares, with the fewest and the most cities it is paired with."""

    minimum: int = 0
    maximum: int = 1
    offers: int = 0
    """Offers of the city that the release records."""


@dataclass(frozen=True)
class Affinity:
    """Arrays of one length, sorted by mentee, then by mentor: who, with whom, and how well they fit (0 to 1)."""

    mentee: Numbers
    mentor: Numbers
    value: Floats

    @classmethod
    def sorted(cls, mentee: Numbers, mentor: Numbers, value: Floats) -> Affinity:
        order = np.lexsort((mentor, mentee))
        return cls(mentee[order], mentor[order], value[order])

    @classmethod
    def none(cls) -> Affinity:
        nobody = np.zeros(0, dtype=np.int64)
        return cls(nobody, nobody, np.zeros(0))

    def of(self, mentee: int) -> slice:
        """Return where the affinities of a mentee stand."""
        first, last = np.searchsorted(self.mentee, [mentee, mentee + 1])
        return slice(int(first), int(last))

    def find(self, mentee: int, mentor: int) -> int | None:
        """Return where the affinity of a pair stands, or None."""
        part = self.of(mentee)
        place = part.start + int(np.searchsorted(self.mentor[part], mentor))
        return place if place < part.stop and self.mentor[place] == mentor else None


@dataclass(frozen=True)
class Round:
    """Mentees and mentors are sorted by id, and named by their number everywhere else."""

    mentees: tuple[Party, ...]
    mentors: tuple[Mentor, ...]
    affinity: Affinity
    common_language: bool = False
    """Whether a pair needs a language in common."""
    forbidden: frozenset[tuple[int, int]] = frozenset()
    forced: tuple[tuple[int, int], ...] = ()
    alternates: int = 0
    evidence: Mapping[tuple[int, int], tuple[Reason, ...]] = field(default_factory=dict)
    """Why the release names a mentor for the challenge of a mentee."""
    refusals: Mapping[int, str] = field(default_factory=dict)
    """Mentees whose challenge the release does not answer: `undocumented` or `off_topic`."""
    named: Mapping[int, tuple[Party, ...]] = field(default_factory=dict)
    """Cities beside the mentors of the round that the answer to the challenge of a mentee names, the best first."""
    computed: bool = False
    """Whether the affinities were computed from a release."""

    @cached_property
    def is_forbidden(self) -> Flags:
        """Of each affinity, whether the round forbids the pair."""
        keys = [mentee * len(self.mentors) + mentor for mentee, mentor in sorted(self.forbidden)]
        return np.isin(self._keys, np.array(keys, dtype=np.int64))

    @cached_property
    def is_foreign(self) -> Flags:
        """Of each affinity, whether the pair lacks the language in common that the round requires."""
        if not self.common_language:
            return np.zeros(len(self._keys), dtype=np.bool_)
        tags = {tag: place for place, tag in enumerate(sorted({t for p in self._parties for t in p.languages}))}
        common = np.zeros(len(self._keys), dtype=np.bool_)
        for first in range(0, len(tags), 64):
            mentees = _bits(self.mentees, tags, first)
            mentors = _bits(self.mentors, tags, first)
            common |= (mentees[self.affinity.mentee] & mentors[self.affinity.mentor]) != 0
        return ~common

    @cached_property
    def itself(self) -> Numbers:
        """Of each mentee, which mentor is the same city; -1 where none is."""
        places = {_city(mentor): place for place, mentor in enumerate(self.mentors)}
        return np.array([places.get(_city(mentee), -1) for mentee in self.mentees], dtype=np.int64)

    @cached_property
    def is_itself(self) -> Flags:
        """Of each affinity, whether it is that of a city with itself."""
        return np.asarray(self.itself[self.affinity.mentee] == self.affinity.mentor, dtype=np.bool_)

    @cached_property
    def can_be(self) -> Flags:
        """Of each affinity, whether the pair can be made."""
        return ~(self.is_forbidden | self.is_foreign | self.is_itself)

    def in_common(self, mentee: int, mentor: int) -> list[str]:
        """Return the languages that two cities share."""
        return sorted(set(self.mentees[mentee].languages) & set(self.mentors[mentor].languages))

    @property
    def _parties(self) -> tuple[Party, ...]:
        return (*self.mentees, *self.mentors)

    @cached_property
    def _keys(self) -> Numbers:
        return self.affinity.mentee * len(self.mentors) + self.affinity.mentor


def _city(party: Party) -> str:
    return party.iri or party.id


def _bits(parties: Sequence[Party], tags: Mapping[str, int], first: int) -> NDArray[np.uint64]:
    """Return, for each party, its languages among 64 tags from `first`, one bit each."""
    words = [
        sum(1 << (tags[tag] - first) for tag in party.languages if 0 <= tags[tag] - first < 64) for party in parties
    ]
    return np.array(words, dtype=np.uint64)
