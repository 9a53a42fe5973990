"""What links two cities already: the ways between them through the things that cities do together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from .needs import PLANS

if TYPE_CHECKING:
    import networkx as nx

Path = tuple[str | int, ...]
"""Cities (IRIs) and items (numbers) in turn."""
DIRECT, THROUGH_A_PARTNER = 1.0, 0.5
"""How much a common item and a common partner count as a link."""
_NO_TIE = ("interested", "attendee", "speaker", "place")
"""Roles in which a city takes no part in what it is about."""
_STEPS = 4
"""Steps of the longest way: city, item, city, item, city."""
_KEPT = 256
"""Cities of which the distances are kept: one city is compared with many."""


def takes_part(part: Mapping[str, Any]) -> bool:
    """Return whether a city takes part in an item, by its part there: interest and plans tie nobody.

    >>> takes_part({"role": "partner", "status": "ongoing"}), takes_part({"role": "partner", "status": "wished"})
    (True, False)
    """
    return part["role"] not in _NO_TIE and part["status"] not in PLANS


def can_be_asked(part: Mapping[str, Any]) -> bool:
    """Return whether a city can be asked about an item, by its part there: not who only came to learn.

    >>> can_be_asked({"role": "host", "status": None}), can_be_asked({"role": "mentee", "status": "done"})
    (True, False)
    """
    return takes_part(part) and part["role"] != "mentee"


class Links:
    """The cities and the items in which they take part, as a bipartite networkx graph made once."""

    def __init__(self, city_items: Mapping[str, Sequence[int]]) -> None:
        self._city_items = city_items
        self._distances = lru_cache(maxsize=_KEPT)(self._measured)

    @cached_property
    def _graph(self) -> nx.Graph[str | int]:
        import networkx as nx

        return nx.Graph((city, item) for city, items in self._city_items.items() for item in items)

    def shortest(self, one: str, other: str) -> Path | None:
        """Return the shortest way from one city to another over at most two items, or None.

        Of several shortest ways it is the first by the numbers of items and the names of cities.

        >>> Links({"a": [0], "b": [0, 1], "c": [1]}).shortest("a", "c")
        ('a', 0, 'b', 1, 'c')
        """
        if one == other or not self.weight(one, other):
            return None
        mine, theirs = (set(self._city_items[city]) for city in (one, other))
        if common := mine & theirs:
            return one, min(common), other
        partners = ((item, partner) for item in sorted(mine) for partner in sorted(map(str, self._graph[item])))
        ways = ((item, partner, theirs.intersection(self._city_items[partner])) for item, partner in partners)
        return next((one, item, partner, min(last), other) for item, partner, last in ways if last)

    def weight(self, one: str, other: str) -> float:
        """Return how closely two cities are linked: DIRECT, THROUGH_A_PARTNER or 0; the same both ways.

        >>> links = Links({"a": [0], "b": [0, 1], "c": [1], "d": [2]})
        >>> [links.weight("a", city) for city in "bcd"]
        [1.0, 0.5, 0.0]
        """
        away = self._distances(one).get(other)
        if away is None or one == other:
            return 0.0
        return DIRECT if away == 2 else THROUGH_A_PARTNER

    def _measured(self, city: str) -> dict[str | int, int]:
        import networkx as nx

        if not self._city_items.get(city):
            return {}
        return dict(nx.single_source_shortest_path_length(self._graph, city, cutoff=_STEPS))
