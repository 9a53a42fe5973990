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
_WORKERS = max(6, 2 * (os.cpu_count() or 1) + 2)
_LONG_QUERIES = 6


def _share_of_memory() -> int:
    """Return the bytes for a worker, so that all take half of the machine: a GiB at most, a quarter at least."""
    try:
        physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no limit of memory anyway; see `containment`.
        return 1 << 30
    return min(1 << 30, max(1 << 28, physical // 2 // (_WORKERS + _LONG_QUERIES)))


@dataclass(frozen=True)
class Limits:
    """The limits of an endpoint."""

    seconds: float = 10.0
    """Time of a query, after which it is ended."""
    answer: int = 50_000_000
    """Bytes of an answer that are sent; a longer one is cut after its last whole row."""
    spool: int = 1_000_000_000
    """Bytes that long answers take of the disk, those being written included; what is beyond them is refused."""
    rows: int = 1_000_000
    """Rows of an answer that are sent, give or take those written at once."""
    memory: int = _share_of_memory()
    """Bytes that a worker may take for its queries."""
    workers: int = _WORKERS
    """Workers of the fast lane: more than cores, so that some are free while others compute their first second."""
    long_queries: int = _LONG_QUERIES
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
