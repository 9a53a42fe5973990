"""Term-major sparse weights: for each term, the texts that hold it and how much it counts there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_STEPS = 255


class Postings:
    """A sparse matrix of terms by texts, memory-mapped, that scores a query in one pass over its terms.

    Terms are known by their CRC-32, so that looking one up needs no dictionary in memory; of two terms with the same
    one (about 30 pairs in half a million terms) one is lost. A weight is kept as a 255th of the term's largest.
    """

    def __init__(
        self,
        hashes: NDArray[np.uint32],
        starts: NDArray[np.int64],
        scales: NDArray[np.float32],
        texts: NDArray[np.int32],
        weights: NDArray[np.uint8],
        count: int,
    ) -> None:
        self._arrays: dict[str, NDArray[Any]] = {
            "hashes": hashes,
            "starts": starts,
            "scales": scales,
            "texts": texts,
            "weights": weights,
        }
        self._hashes, self._starts, self._scales, self._texts, self._weights = hashes, starts, scales, texts, weights
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
        """Return postings; term i weighs `weights[starts[i]:starts[i + 1]]`, all above 0, in those texts."""
        hashes = np.fromiter((crc32(term.encode()) for term in terms), dtype=np.uint32)
        scales = np.maximum.reduceat(weights, starts[:-1]) / _STEPS if len(weights) else np.zeros(0, np.float32)
        steps = np.ceil(weights / np.repeat(scales, np.diff(starts))).clip(1, _STEPS).astype(np.uint8)
        order = np.argsort(hashes, kind="stable")
        lengths = np.diff(starts)[order]
        new_starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        take = np.repeat(starts[:-1][order] - new_starts[:-1], lengths) + np.arange(new_starts[-1])
        scaled = scales[order].astype(np.float32)
        return cls(hashes[order], new_starts, scaled, texts[take].astype(np.int32), steps[take], count)

    @classmethod
    def empty(cls, count: int) -> Postings:
        """Return postings of `count` texts in which no term stands."""
        return cls.build([], np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), count)

    @classmethod
    def of_terms(cls, terms: Sequence[str], weights: NDArray[np.float32]) -> Postings:
        """Return one weight a term, to be read by `weights_of`."""
        return cls.build(terms, np.arange(len(terms) + 1), np.zeros(len(terms), np.int32), weights, 1)

    def renumbered(self, numbers: NDArray[np.int32], added: Mapping[int, Mapping[str, float]], count: int) -> Postings:
        """Return postings of `count` texts: text i has the number `numbers[i]`, or is gone where that is below 0.

        `added` holds the weights of terms in new texts by number.
        """
        if new := self._unknown(added):
            return self._with(new).renumbered(numbers, added, count)
        texts = numbers[self._texts]
        kept = texts >= 0
        lengths = np.diff(self._starts)
        term = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        left = np.bincount(term[kept], minlength=len(lengths))
        new_places, new_texts, new_steps = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)], [np.zeros(0, np.uint8)]
        for number, weights in added.items():
            places, hit = self._places(weights)
            values = np.fromiter(weights.values(), dtype=np.float32)[hit] / self._scales[places[hit]]
            new_places.append(places[hit])
            new_texts.append(np.full(int(hit.sum()), number, dtype=np.int32))
            new_steps.append(np.ceil(values).clip(1, _STEPS).astype(np.uint8))
        places = np.concatenate(new_places)
        ends = np.cumsum(left)[places]
        starts = np.concatenate([[0], np.cumsum(left + np.bincount(places, minlength=len(lengths)))])
        return Postings(
            self._hashes,
            starts.astype(np.int64),
            self._scales,
            np.insert(texts[kept], ends, np.concatenate(new_texts)),
            np.insert(self._weights[kept], ends, np.concatenate(new_steps)),
            count,
        )

    def _unknown(self, added: Mapping[int, Mapping[str, float]]) -> dict[int, float]:
        """Return the largest weight of each term that is not known yet, by its hash."""
        found: dict[int, float] = {}
        for weights in added.values():
            _, hit = self._places(weights)
            for (term, weight), is_known in zip(weights.items(), hit, strict=True):
                if not is_known:
                    name = crc32(term.encode())
                    found[name] = max(found.get(name, 0.0), weight)
        return found

    def _with(self, new: Mapping[int, float]) -> Postings:
        """Return the postings with further terms, by hash, that stand in no text yet; each has its largest weight."""
        hashes = np.array(sorted(new), dtype=np.uint32)
        places = np.searchsorted(self._hashes, hashes)
        scales = np.array([new[int(name)] / _STEPS for name in hashes], dtype=np.float32)
        return Postings(
            np.insert(self._hashes, places, hashes),
            np.insert(self._starts, places, self._starts[places]),
            np.insert(self._scales, places, scales),
            self._texts,
            self._weights,
            self.count,
        )

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in self._arrays.items():
            np.save(folder / f"{name}.npy", array)
        np.save(folder / "count.npy", np.array(self.count))

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Open saved postings, memory-mapped."""
        hashes, starts, scales, texts, weights = (
            np.load(folder / f"{name}.npy", mmap_mode="r")
            for name in ("hashes", "starts", "scales", "texts", "weights")
        )
        return cls(hashes, starts, scales, texts, weights, int(np.load(folder / "count.npy")))

    def scores(self, query: Mapping[str, float]) -> NDArray[np.float32]:
        """Return the score of every text: the sum over the query's terms of query weight times text weight."""
        from scipy.sparse import csc_array

        places, hit = self._places(query)
        places = places[hit]
        if not len(places):
            return np.zeros(self.count, dtype=np.float32)
        weights = np.fromiter(query.values(), dtype=np.float32)[hit] * self._scales[places]
        parts = [slice(start, end) for start, end in zip(self._starts[places], self._starts[places + 1], strict=True)]
        starts = np.concatenate([[0], np.cumsum([part.stop - part.start for part in parts])])
        steps = np.concatenate([self._weights[part] for part in parts]).astype(np.float32)
        texts = np.concatenate([self._texts[part] for part in parts])
        matrix = csc_array((steps, texts, starts.astype(np.int32)), shape=(self.count, len(parts)))
        found: NDArray[np.float32] = matrix @ weights
        return found

    def weights_of(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return the first weight of each term, 0 for an unknown one."""
        found = np.zeros(len(terms), dtype=np.float32)
        places, hit = self._places(terms)
        found[hit] = self._weights[self._starts[places[hit]]] * self._scales[places[hit]]
        return found

    def _places(self, terms: Iterable[str]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Return where each term stands and whether it is there at all."""
        wanted = np.fromiter((crc32(term.encode()) for term in terms), dtype=np.uint32)
        if not len(self._hashes):
            return np.zeros(len(wanted), dtype=np.intp), np.zeros(len(wanted), dtype=np.bool_)
        places = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        return places, self._hashes[places] == wanted
