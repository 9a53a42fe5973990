"""Kilometres from places to the coast, by Natural Earth's land as the package world-atlas carries it.

Used when data is made, never by a running PeerCity: neither the coastline nor scikit-learn is needed for reading.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS = 6371.0088
"""Kilometres, mean radius (IUGG)."""
_STEP = 0.5
"""Kilometres between points along the coastline: what a straight piece between two vertices is cut into."""


class Coastline:
    """A coastline as points on the unit sphere.

    Every shore of the land counts: that of the seas, islands and estuaries, and that of the Caspian Sea, which Natural
    Earth leaves out of the land. Lakes are land there, the Great Lakes and Lake Victoria too: a city on one is inland.
    """

    def __init__(self, pieces: Sequence[NDArray[np.float64]]) -> None:
        """Take pieces of shore, each an array of (n, 2) degrees: longitude, latitude."""
        from sklearn.neighbors import KDTree

        self._tree = KDTree(np.concatenate([_densified(_sphere(piece)) for piece in pieces]))

    @classmethod
    def read(cls, path: Path) -> Coastline:
        """Return the coastline of a TopoJSON file of land (`land-10m.json`), without the seam at 180 degrees."""
        topology = json.loads(path.read_text(encoding="utf-8"))
        return cls([piece for arc in topology["arcs"] for piece in _without_seam(_decoded(arc, topology["transform"]))])

    def distances(self, degrees: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the kilometres, rounded, from each of (n, 2) places (longitude, latitude) to the nearest shore."""
        chords, _ = self._tree.query(_sphere(degrees))
        kilometres = 2 * EARTH_RADIUS * np.arcsin(np.clip(chords[:, 0] / 2, 0, 1))
        rounded: NDArray[np.int64] = np.rint(kilometres).astype(np.int64)
        return rounded


def _decoded(arc: list[list[int]], transform: dict[str, Any]) -> NDArray[np.float64]:
    """Return the degrees of an arc of whole differences (TopoJSON specification, 2.1.4)."""
    steps = np.cumsum(np.array(arc, dtype=np.int64), axis=0)
    decoded: NDArray[np.float64] = steps * np.array(transform["scale"]) + np.array(transform["translate"])
    return decoded


def _without_seam(piece: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """Yield the parts of a shore that do not run along the edge of the map, which is no coast."""
    edge = (np.abs(piece[:, 0]) > 179.99) | (piece[:, 1] < -85)
    along = edge[:-1] & edge[1:]
    yield from (part for part in np.split(piece, np.flatnonzero(along) + 1) if len(part))


def _sphere(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, 3) unit vectors of (n, 2) degrees."""
    longitude, latitude = np.radians(degrees).T
    return np.column_stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)]
    )


def _densified(shore: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the points of a shore with more between them, at most _STEP kilometres apart."""
    gaps = np.linalg.norm(np.diff(shore, axis=0), axis=1) * EARTH_RADIUS
    parts = np.maximum(np.ceil(gaps / _STEP).astype(int), 1)
    within = np.concatenate([np.arange(count) / count for count in parts]) if len(parts) else np.empty(0)
    starts = np.repeat(np.arange(len(parts)), parts)
    between = shore[starts] + (shore[starts + 1] - shore[starts]) * within[:, None]
    points = np.concatenate([between, shore[-1:]])
    unit: NDArray[np.float64] = points / np.linalg.norm(points, axis=1, keepdims=True)
    return unit
