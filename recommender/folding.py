"""One thing told twice is shown once, and one city does not fill the first page. Nothing is lost by either.

Both work on the whole ranked list, before it is cut at a limit, so that raising the limit only appends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

Row = TypeVar("Row")

_SAME = 0.8
"""Least overlap of two passages that are one text. Among the 7,142 texts of a collection with copies (UNDP's
solutions) pairs thin out between 0.5 and 0.8 and grow again above; no two items of the starter data reach 0.8. Cosines
do not tell: two editions of a study reach 0.96, two phases of a network only 0.94, texts half alike up to 0.99."""
_GRAM = 4
_PHASE = re.compile(r"[\s-]+(?:II|III|IV|V|[2-9])$")
"""What a later phase adds to the name of a project: "EVUE II", "JobTown 2"; years and ordinals are not phases."""
_AFTER_NAME = re.compile(r"\s*(?::|：|\s\().*", re.DOTALL)


@dataclass(frozen=True)
class Told:
    """What folding goes by: the name of an item, its best passage and its cities (empty where none is known)."""

    name: str
    passage: str
    cities: frozenset[str] = frozenset()

    @cached_property
    def project(self) -> tuple[str, bool]:
        """The name without what follows a colon or stands in brackets, and whether the number of a phase was cut off.

        >>> Told("EVUE II: second phase of work on electric vehicles", "").project
        ('evue', True)
        """
        name = _AFTER_NAME.sub("", self.name).strip()
        project = _PHASE.sub("", name)
        return project.casefold(), project != name

    @cached_property
    def grams(self) -> frozenset[str]:
        """The runs of four characters of the passage, case and punctuation aside; none where it is shorter."""
        text = " ".join(re.findall(r"\w+", self.passage.casefold()))
        return frozenset(map("".join, zip(*(text[start:] for start in range(_GRAM)), strict=False)))

    def is_again(self, other: Told) -> bool:
        """Return whether both tell of one thing: one text, or phases of a project that have a city in common.

        Two cities that did the same, in the same words even, are two answers.
        """
        if self.cities & other.cities:
            (project, is_phase), (its_project, its_is_phase) = self.project, other.project
            if self.name == other.name or (project == its_project and (is_phase or its_is_phase)):
                return True
        elif self.cities and other.cities:
            return False
        return overlap(self.grams, other.grams) >= _SAME


@dataclass(frozen=True)
class Folded(Generic[Row]):
    """A row that is shown, and those below it that tell of the same thing, best first."""

    row: Row
    also: tuple[Row, ...] = ()


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of runs that both have (Jaccard 1912).

    >>> overlap(frozenset("abc"), frozenset("bcd"))
    0.5
    """
    shared = len(one & other)
    return shared / max(len(one) + len(other) - shared, 1)


def fold(rows: Sequence[Row], told: Callable[[Row], Told]) -> list[Folded[Row]]:
    """Return the rows that are shown, in their order, each with the later ones that tell of the same thing.

    A row is folded under the first shown one that it repeats; rows are compared with shown ones only.
    """
    shown: list[tuple[Told, Row, list[Row]]] = []
    for row in rows:
        this = told(row)
        again = next((also for other, _, also in shown if this.is_again(other)), None)
        if again is None:
            shown.append((this, row, []))
        else:
            again.append(row)
    return [Folded(row, tuple(also)) for _, row, also in shown]


def spread(
    items: Sequence[Row], cities_of: Callable[[Row], Iterable[str]], *, first: int = 5, most: int = 2
) -> list[Row]:
    """Return the items so that no city has more than `most` among the `first`; what is too much moves down.

    An item counts for each of its cities, so give those that did it (who implemented or led), not every partner. Only
    where nothing else is left does a city keep more. Otherwise the order stays, and nothing is dropped. A reader who
    filters by city or region wants them all: do not spread then. Scores may rise once where moved items follow.
    """
    times: Counter[str] = Counter()
    front: list[Row] = []
    back: list[Row] = []
    for item in items:
        cities = set(cities_of(item))
        if len(front) < first and all(times[city] < most for city in cities):
            times.update(cities)
            front.append(item)
        else:
            back.append(item)
    return front + back
