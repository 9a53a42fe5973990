"""Answers kept in memory."""

from __future__ import annotations

import tracemalloc

from peercity.api.sparql.cache import AnswerCache, Kept

MOST = 2_000_000


def small(number: int) -> tuple[str, Kept]:
    """A key and a short answer with all the headers that it bears."""
    headers = tuple((f"x-{name}-{number}".encode(), b"v" * 40) for name in range(8))
    key = f'"{number:032}"'
    return key, Kept(headers, b"a\r\n", key)


def test_many_small_answers_take_no_more_memory_than_is_given() -> None:
    tracemalloc.start()
    try:
        cache = AnswerCache(most=MOST)
        for number in range(20_000):
            cache.put(*small(number))
        assert tracemalloc.get_traced_memory()[0] < MOST
    finally:
        tracemalloc.stop()
    assert cache.get(small(19_999)[0]), "the last ones stay"
    assert not cache.get(small(0)[0])
