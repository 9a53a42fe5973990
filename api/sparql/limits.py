"""How much a query may take, and how many are taken at once."""

from __future__ import annotations

import os
from dataclasses import dataclass

LONGEST_QUERY = 100_000
"""Characters of a query that are read."""
DEEPEST = 200
"""Braces and brackets inside each other. The engine's parser recurses: some thousand of them end its process."""
FIRST = 1.0
"""Seconds that a query is in the fast lane."""


@dataclass(frozen=True)
class Limits:
    """The limits of an endpoint."""

    seconds: float = 10.0
    """Time of a query, after which it is ended."""
    answer: int = 50_000_000
    """Bytes of an answer that are sent; a longer one is cut after its last whole row."""
    rows: int = 1_000_000
    """Rows of an answer that are sent, give or take those written at once."""
    memory: int = 1 << 30
    """Bytes that a worker may take for its queries."""
    workers: int = max(6, 2 * (os.cpu_count() or 1) + 2)
    """Workers of the fast lane: more than cores, so that some are free while others compute their first second."""
    long_queries: int = 6
    """Queries at work in the slow lane."""
    queue: int = 32
    """Queries that wait for a worker."""
    patience: float = 30.0
    """Seconds that a query waits for a worker."""
    per_client: int = 16
    """Queries of one client, waiting or at work."""

    @property
    def places(self) -> int:
        """Queries waiting or at work at any time."""
        return self.workers + self.long_queries + self.queue
