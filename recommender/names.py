"""Names of things in any script, found as they are written or nearly so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import fuzz

from peercity.graph.gazetteer.lookup import folded

_COMPARED = 60
"""Names that share most with the one asked for: these are compared letter by letter."""
_LONGEST = 200
"""Characters of a name that are compared."""


class Names:
    """The names of numbered things. Case, accents and punctuation do not count; a script is never transcribed."""

    def __init__(self, named: Iterable[tuple[str, int]]) -> None:
        things: dict[str, set[int]] = defaultdict(set)
        for name, thing in named:
            if one := folded(name[:_LONGEST]):
                things[one].add(thing)
        self._things = dict(sorted(things.items()))
        self._names = list(self._things)

    @cached_property
    def _with(self) -> dict[str, list[int]]:
        """The numbers of the names that have three letters in a row."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            for gram in _grams(name):
                found[gram].append(number)
        return found

    def exact(self, name: str) -> set[int]:
        """Return the things of a name.

        >>> Names([("Bilbao", 0), ("Бильбао", 0), ("Pau", 1)]).exact("БИЛЬБАО")
        {0}
        """
        return self._things.get(folded(name[:_LONGEST]), set())

    def alike(self, name: str) -> dict[int, float]:
        """Return things whose names look like one, each with its likeness from 0 to 1, which is that of the same name.

        >>> {thing: round(likeness, 2) for thing, likeness in Names([("Bilbao", 0), ("Pau", 1)]).alike("Bibao").items()}
        {0: 0.91}
        """
        one = folded(name[:_LONGEST])
        shared: Counter[int] = Counter()
        for gram in _grams(one):
            shared.update(self._with.get(gram, ()))
        likeness: dict[int, float] = {}
        for number, _ in shared.most_common(_COMPARED):
            found = _likeness(one, self._names[number])
            for thing in self._things[self._names[number]]:
                likeness[thing] = max(found, likeness.get(thing, 0.0))
        return likeness

    def begin_with(self, start: str) -> list[int]:
        """Return the things that have a name with a word that begins so, those whose name begins so first."""
        one = folded(start[:_LONGEST])
        first = [name for name in self._names if name.startswith(one)]
        later = [name for name in self._names if f" {one}" in name] if one else []
        return list(dict.fromkeys(thing for name in (*first, *later) for thing in sorted(self._things[name])))


def _grams(name: str) -> set[str]:
    padded = f"  {name} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def _likeness(one: str, other: str) -> float:
    """Return the share of common letters, whatever the order of the words; or four fifths of the share of words."""
    words, theirs = one.split(), other.split()
    found = fuzz.ratio(one, other) / 100
    if len(words) > 1:
        in_order = fuzz.token_sort_ratio(one, other) / 100
        found = max(found, in_order, 0.8 * len(set(words) & set(theirs)) / len(set(words)))
    return found
