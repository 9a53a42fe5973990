"""Answers kept in memory: a release never changes, so neither does what a query gives on it."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .answer import CHUNK

_CHANGING = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b|\\u", re.IGNORECASE)
"""What may make a query give something else each time; the escape could spell one of these."""
LARGEST: Final = 4_000_000
"""Bytes of an answer that is kept."""


@dataclass(frozen=True)
class Kept:
    """The headers and the body of an answer."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    key: str
    """Its entity tag; empty where it is not kept."""

    @property
    def size(self) -> int:
        """Bytes in memory, about: each header and the entry itself are objects too."""
        return len(self.body) + sum(len(name) + len(value) + 180 for name, value in self.headers) + 500

    def chunks(self) -> Iterator[bytes]:
        """Yield the body piece by piece."""
        for start in range(0, len(self.body), CHUNK):
            yield self.body[start : start + CHUNK]


class AnswerCache:
    """The answers used last, up to a number of bytes."""

    def __init__(self, *, most: int = 64_000_000) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def get(self, key: str) -> Kept | None:
        """Return the answer of a key, or None."""
        found = self._kept.get(key)
        if found:
            self._kept.move_to_end(key)
        return found

    def put(self, key: str, answer: Kept) -> None:
        """Keep an answer, in place of those unused for longest; a very long one is not kept."""
        if len(answer.body) > LARGEST or key in self._kept:
            return
        self._kept[key] = answer
        self._size += answer.size
        while self._size > self._most:
            self._size -= self._kept.popitem(last=False)[1].size


def always_the_same(query: str) -> bool:
    """Say whether a query gives the same on the same data each time.

    >>> always_the_same("SELECT (NOW() AS ?t) {}"), always_the_same("SELECT ?know {}")
    (False, True)
    """
    return not _CHANGING.search(query)
