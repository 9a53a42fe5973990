"""What somebody may have meant whose IRI names nothing."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import pyoxigraph as ox

from ..errors import nearest
from .labels import TYPE

_LONGEST = 100
"""Characters of an IRI's last part for which one that looks like it is sought."""
_MOST = 5_000
"""Things among which it is sought."""


def near(store: ox.Store, iri: str, *, limit: int = 3) -> list[str]:
    """Return the IRIs that look most like one that names nothing, first of all those beside it."""
    folder, _, name = iri.rpartition("/")
    if len(name) > _LONGEST:
        return []
    quads: Iterable[Any] = store.quads_for_pattern(None, TYPE, None, ox.DefaultGraph())
    known = {quad.subject.value for quad in islice(quads, _MOST)}
    beside = [one for one in known if one.rpartition("/")[0] == folder]
    by_name = {one.rpartition("/")[2]: one for one in sorted(beside or known)}
    return [by_name[found] for found in nearest(name, by_name, limit=limit)]
