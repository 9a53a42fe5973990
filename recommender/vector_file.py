"""Vectors of one encoder on disk: an append-only file that a crash cannot spoil.

The first line is JSON: the version of the layout, the encoder and the dimensions. After it stand records of one size:
the key of a text (16 bytes), its vector (float16) and a checksum of both (CRC-32). What a crash left half written at
the end is cut off by the next append; a record whose checksum is wrong does not count.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from peercity.graph.errors import Refused
from peercity.graph.folder import sync_folder, write_atomically

FORMAT = 1
_KEY_BYTES = 16
_MAX_HEADER = 4_096
_BLOCK = 10_000
"""Records that are looked through at a time."""

HalfVectors = NDArray[np.float16]


class VectorFile:
    """Vectors by the key of their text (32 hexadecimal digits). Safe with several processes that append."""

    def __init__(self, path: Path, encoder: str) -> None:
        """Open the file at `path`, which need not be there. One of another encoder or layout counts as empty."""
        self.path = path
        self._encoder = encoder
        self._start = 0
        self._record = np.dtype([])
        self._rows: dict[str, int] = {}
        self._seen = 0
        self._refresh()

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, keys: Sequence[str]) -> HalfVectors:
        """Return the vectors of keys that are there, shape (keys, dimensions), float16."""
        if not keys:
            return np.zeros((0, 0), dtype=np.float16)
        rows = np.fromiter((self._rows[key] for key in keys), dtype=np.intp, count=len(keys))
        found: HalfVectors = self._mapped()["vector"][rows]
        return found

    def append(self, keys: Sequence[str], vectors: HalfVectors) -> None:
        """Add vectors, shape (keys, dimensions); they are durable once this returns.

        Raises Refused where the file holds vectors of other dimensions under the same name of an encoder.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.path.with_suffix(".lock")):
            self._refresh()
            if not self._start:
                self._begin(vectors.shape[1])
            if vectors.shape[1] != self._dimensions:
                raise Refused(
                    f"The encoder {self._encoder!r} gave vectors of {vectors.shape[1]} dimensions; those kept under "
                    f"its name in {self.path} have {self._dimensions}. If the encoder has changed, delete that file."
                )
            with self.path.open("r+b") as file:
                file.truncate(self._start + self._seen * self._record.itemsize)
                file.seek(0, os.SEEK_END)
                file.write(self._packed(keys, vectors))
                file.flush()
                os.fsync(file.fileno())
            self._refresh()

    @property
    def _dimensions(self) -> int:
        return int(self._record["vector"].shape[0])

    def _begin(self, dimensions: int) -> None:
        header = {"format": FORMAT, "encoder": self._encoder, "dimensions": dimensions}
        write_atomically(self.path, json.dumps(header) + "\n")
        sync_folder(self.path.parent)
        self._refresh()

    def _packed(self, keys: Sequence[str], vectors: HalfVectors) -> bytes:
        records = np.zeros(len(keys), dtype=self._record)
        records["key"] = [bytes.fromhex(key) for key in keys]
        records["vector"] = vectors
        records["crc"] = _checksums(records)
        return records.tobytes()

    def _mapped(self) -> NDArray[Any]:
        return np.memmap(self.path, dtype=self._record, mode="r", offset=self._start, shape=(self._seen,))

    def _refresh(self) -> None:
        """Take in what was appended since, by this process or another."""
        if not self._start and not self._read_header():
            return
        whole = (self.path.stat().st_size - self._start) // self._record.itemsize
        if whole <= self._seen:
            return
        first, self._seen = self._seen, whole
        for start in range(first, whole, _BLOCK):
            self._take_in(start, self._mapped()[start : start + _BLOCK])

    def _take_in(self, first: int, records: NDArray[Any]) -> None:
        sound = _checksums(records) == records["crc"]
        keys = records["key"].tobytes().hex()
        width = 2 * _KEY_BYTES
        self._rows.update(
            (keys[number * width : (number + 1) * width], first + number) for number in np.flatnonzero(sound).tolist()
        )

    def _read_header(self) -> bool:
        try:
            with self.path.open("rb") as file:
                line = file.readline(_MAX_HEADER)
            header = json.loads(line)
            layout, encoder, dimensions = header["format"], header["encoder"], header["dimensions"]
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            # Nothing, or nothing of ours: a cache is made again, not repaired.
            return False
        if layout != FORMAT or encoder != self._encoder or not line.endswith(b"\n") or not isinstance(dimensions, int):
            return False
        self._start = len(line)
        self._record = np.dtype([("key", f"V{_KEY_BYTES}"), ("vector", "<f2", (dimensions,)), ("crc", "<u4")])
        return True


def _checksums(records: NDArray[Any]) -> NDArray[np.uint32]:
    """Return the CRC-32 of the key and the vector of each record."""
    size = records.dtype.itemsize
    content = memoryview(records.tobytes())
    ends = range(size, len(content) + 1, size)
    return np.array([zlib.crc32(content[end - size : end - 4]) for end in ends], dtype=np.uint32)
