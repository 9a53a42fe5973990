"""Affinities as a round file gives them: triples of mentee, mentor and a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .problems import Problems, entry, shown, unknown
from .round import Affinity

_HINTED = 20
"""Unknown ids for which the nearest one is looked up, which takes milliseconds each."""


def read_triples(
    rows: Sequence[Any], mentees: Mapping[str, int], mentors: Mapping[str, int], problems: Problems
) -> Affinity:
    """Return the affinities of `rows`, those without a problem.

    A million triples are checked in bulk first; only where something is wrong are they looked at one by one.
    """
    found = _all_sound(rows, mentees, mentors)
    if found is None:
        sound = _Checking(mentees, mentors, problems).sound(rows)
        found = _all_sound(sound, mentees, mentors)
    return found or Affinity.none()


def _all_sound(rows: Sequence[Any], mentees: Mapping[str, int], mentors: Mapping[str, int]) -> Affinity | None:
    """Return the affinities of rows that are all as they should be, else None."""
    if not rows:
        return Affinity.none()
    if set(map(type, rows)) != {list} or set(map(len, rows)) != {3}:
        return None
    left, right, values = ([row[place] for row in rows] for place in range(3))
    if {*map(type, left), *map(type, right)} != {str} or not {*map(type, values)} <= {int, float}:
        return None
    mentee = np.fromiter((mentees.get(name, -1) for name in left), np.int64, len(rows))
    mentor = np.fromiter((mentors.get(name, -1) for name in right), np.int64, len(rows))
    value = np.array(values, dtype=np.float64)
    if not ((mentee >= 0) & (mentor >= 0) & (value >= 0) & (value <= 1)).all():
        return None
    found = Affinity.sorted(mentee, mentor, value)
    twice = (np.diff(found.mentee) == 0) & (np.diff(found.mentor) == 0)
    return None if twice.any() else found


class _Checking:
    """Looks at triples one by one."""

    def __init__(self, mentees: Mapping[str, int], mentors: Mapping[str, int], problems: Problems) -> None:
        self._known = (("mentee", mentees), ("mentor", mentors))
        self._problems = problems
        self._told_of: dict[tuple[str, str], str] = {}
        self._seen: dict[tuple[str, str], int] = {}

    def sound(self, rows: Sequence[Any]) -> list[Any]:
        """Return the rows without a problem; the problems of the others are noted."""
        return [row for number, row in enumerate(rows) if self._is_sound(number, row)]

    def _is_sound(self, number: int, row: Any) -> bool:
        told = [*self._told(number, row)]
        for message in told:
            self._problems.add(entry("affinity", number), message)
        return not told

    def _told(self, number: int, row: Any) -> Sequence[str]:
        if not isinstance(row, list) or len(row) != 3:
            return [f"{shown(row)} is no triple; write [mentee, mentor, affinity]"]
        names, value = row[:2], row[2]
        told = [self._unknown(name, *known) for name, known in zip(names, self._known, strict=True)]
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            told.append(f"{shown(value)} is no affinity; right is a number from 0 to 1")
        if not any(told):
            first = self._seen.setdefault((names[0], names[1]), number)
            if first != number:
                told.append(f"the pair {names[0]}, {names[1]} stands in entry {first + 1} too; keep one")
        return [message for message in told if message]

    def _unknown(self, name: object, role: str, known: Mapping[str, int]) -> str:
        if not isinstance(name, str):
            return f"{shown(name)} is no id of a {role}; write it in quotes"
        if name in known:
            return ""
        if (role, name) not in self._told_of:
            self._told_of[role, name] = unknown(name, role, known if len(self._told_of) < _HINTED else ())
        return self._told_of[role, name]
