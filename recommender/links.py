"""What links two cities already: the shortest way through the things that cities do together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]
"""Cities (IRIs) and items (numbers) in turn."""


def shortest_link(city_items: Mapping[str, Sequence[int]], one: str, other: str) -> Path | None:
    """Return the shortest way from one city to another over at most two items, or None.

    >>> shortest_link({"a": [0], "b": [0, 1], "c": [1]}, "a", "c")
    ('a', 0, 'b', 1, 'c')
    """
    import networkx

    if not city_items.get(one) or not city_items.get(other):
        return None
    graph = networkx.Graph((city, item) for city, items in city_items.items() for item in items)
    found = networkx.single_source_shortest_path(graph, one, cutoff=4).get(other)
    return tuple(found) if found else None
