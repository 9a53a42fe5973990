"""Answers kept in memory: a release never changes, so neither does what a query gives on it."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

_CHANGING = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b|\\u", re.IGNORECASE)
"""What may make a query give something else each time; the escape could spell one of these."""
LARGEST: Final = 4_000_000
"""Bytes of an answer that is kept."""


@dataclass(frozen=True)
class Kept:
    """The headers and the body of an answer."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


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
        self._size += len(answer.body)
        while self._size > self._most:
            self._size -= len(self._kept.popitem(last=False)[1].body)


def always_the_same(query: str) -> bool:
    """Say whether a query gives the same on the same data each time.

    >>> always_the_same("SELECT (NOW() AS ?t) {}"), always_the_same("SELECT ?know {}")
    (False, True)
    """
    return not _CHANGING.search(query)
