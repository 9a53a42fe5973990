"""Term-major sparse weights: for each term, the texts that hold it and how much it counts there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


class Postings:
    """A sparse matrix of terms by texts, memory-mapped, that scores a query in one pass over its terms.

    Terms are known by their CRC-32: looking one up needs no dictionary in memory.
    """

    def __init__(
        self,
        hashes: NDArray[np.uint32],
        starts: NDArray[np.int64],
        texts: NDArray[np.int32],
        weights: NDArray[np.float16],
        count: int,
    ) -> None:
        self._hashes, self._starts, self._texts, self._weights = hashes, starts, texts, weights
        self.count = count
        """Number of texts."""

    @classmethod
    def build(
        cls,
        terms: Iterable[str],
        starts: NDArray[np.int64],
        texts: NDArray[np.int32],
        weights: NDArray[np.float32],
        count: int,
    ) -> Postings:
        """Return postings; term i weighs `weights[starts[i]:starts[i + 1]]` in the texts of the same slice."""
        hashes = np.fromiter((crc32(term.encode()) for term in terms), dtype=np.uint32)
        order = np.argsort(hashes, kind="stable")
        lengths = np.diff(starts)[order]
        new_starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        take = np.repeat(starts[:-1][order] - new_starts[:-1], lengths) + np.arange(new_starts[-1])
        return cls(hashes[order], new_starts, texts[take].astype(np.int32), weights[take].astype(np.float16), count)

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in self._arrays().items():
            np.save(folder / f"{name}.npy", array)
        np.save(folder / "count.npy", np.array(self.count))

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Open saved postings, memory-mapped."""
        arrays = [np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("hashes", "starts", "texts", "weights")]
        return cls(*arrays, count=int(np.load(folder / "count.npy")))

    def scores(self, query: Mapping[str, float]) -> NDArray[np.float32]:
        """Return the score of every text: the sum over the query's terms of query weight times text weight."""
        places, hit = self._places(query)
        texts, weights = [], []
        for place, weight in zip(places[hit], np.array(list(query.values()))[hit], strict=True):
            part = slice(self._starts[place], self._starts[place + 1])
            texts.append(self._texts[part])
            weights.append(self._weights[part] * np.float32(weight))
        if not texts:
            return np.zeros(self.count, dtype=np.float32)
        return np.bincount(np.concatenate(texts), np.concatenate(weights), self.count).astype(np.float32)

    def weights_of(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return the first weight of each term, 0 for an unknown one."""
        found = np.zeros(len(terms), dtype=np.float32)
        places, hit = self._places(terms)
        found[hit] = self._weights[self._starts[places[hit]]]
        return found

    def _places(self, terms: Iterable[str]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Return where each term stands and whether it is there at all."""
        wanted = np.fromiter((crc32(term.encode()) for term in terms), dtype=np.uint32)
        if not len(self._hashes):
            return np.zeros(len(wanted), dtype=np.intp), np.zeros(len(wanted), dtype=np.bool_)
        places = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        return places, self._hashes[places] == wanted

    def _arrays(self) -> dict[str, NDArray[np.generic]]:
        return {"hashes": self._hashes, "starts": self._starts, "texts": self._texts, "weights": self._weights}
