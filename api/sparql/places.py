"""Places for queries: so many in all, and so many for one client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from peercity.graph.errors import Busy


class Places:
    """Counts what is waiting or at work."""

    def __init__(self, most: int, *, per_client: int) -> None:
        self._most, self._per_client = most, per_client
        self._clients: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._clients.total()

    @contextmanager
    def taken(self, client: str) -> Iterator[None]:
        """Hold a place for a client, or for nobody in particular where that is empty. Raises Busy.

        >>> places = Places(2, per_client=1)
        >>> with places.taken("one"), places.taken("two"):
        ...     len(places)
        2
        """
        if len(self) >= self._most:
            raise Busy("Too many queries are waiting. Please try again in a moment.")
        if client and self._clients[client] >= self._per_client:
            raise Busy(
                f"{self._per_client} of your queries are at work or waiting; please wait for an answer to one of them."
            )
        self._clients[client] += 1
        try:
            yield
        finally:
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]
