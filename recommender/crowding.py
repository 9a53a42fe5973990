"""How crowded it is around each item: a text that is near to everything is near to every question, and answers few.

Cosines favour such texts (hubs: Radovanović et al. 2010, "Hubs in Space"). The correction is that of cross-domain
similarity local scaling (Conneau et al. 2018, "Word Translation Without Parallel Data"), on the side of the texts.
"""

from __future__ import annotations

import numpy as np

from .encoders.base import Vectors

REFERENCES = 2_000
"""Items that stand for all the others."""
_NEIGHBOURS = 10
_BATCH = 4_096


def references(items: Vectors) -> Vectors:
    """Return the vectors of at most REFERENCES items, spread evenly over all."""
    step = max(1, -(-len(items) // REFERENCES))
    return items[::step]


def crowding(items: Vectors, others: Vectors) -> Vectors:
    """Return the mean cosine of each item with its ten nearest of `others`, itself not counted. Shape (items,)."""
    neighbours = min(_NEIGHBOURS + 1, len(others))
    if neighbours < 2:
        return np.zeros(len(items), dtype=np.float32)
    found = np.empty(len(items), dtype=np.float32)
    for start in range(0, len(items), _BATCH):
        cosines = items[start : start + _BATCH] @ others.T
        nearest = np.partition(cosines, len(others) - neighbours, axis=1)[:, len(others) - neighbours :]
        nearest.sort(axis=1)
        is_itself = nearest[:, -1] > 1 - 1e-5
        rest = np.where(is_itself[:, None], nearest[:, :-1], nearest[:, 1:])
        found[start : start + _BATCH] = rest.mean(axis=1)
    return found
