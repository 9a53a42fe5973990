"""Rows on disk that are read one at a time: opening a large table costs nothing."""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np


class Table:
    """A list of JSON rows, memory-mapped. `table[i]` parses one line."""

    def __init__(self, path: Path) -> None:
        self._starts = np.load(path.with_suffix(".npy"), mmap_mode="r")
        self._bytes: mmap.mmap | bytes = b""
        if path.stat().st_size:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    @staticmethod
    def write(path: Path, rows: Iterable[dict[str, Any]]) -> int:
        """Write rows and where each starts; return how many there are."""
        starts = [0]
        with path.open("wb") as file:
            for row in rows:
                starts.append(starts[-1] + file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n"))
        np.save(path.with_suffix(".npy"), np.array(starts, dtype=np.int64))
        return len(starts) - 1

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> dict[str, Any]:
        if not 0 <= number < len(self):
            raise IndexError(number)
        row: dict[str, Any] = json.loads(self._bytes[self._starts[number] : self._starts[number + 1]])
        return row
