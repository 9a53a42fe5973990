"""Feedback is kept as it was given, with its answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from peercity.graph.errors import NotFound, TooLong, Unreadable
from peercity.graph.feedback import MAX_REASON, Feedback, FeedbackStore

SAID = Feedback(
    challenge="Comment alerter la population ?",
    language="fr",
    city="Dakar",
    release=1,
    encoder="e",
    weights="{}",
    item="https://example.org/practice/x",
    band="strong",
    score=0.9,
    verdict="not_for_us",
    reason="Nous n’avons pas de bureau des données.",
)


def test_what_was_said_comes_back_in_order(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    assert list(store.all()) == []
    assert not store.path.exists()
    said = [SAID, replace(SAID, verdict="useful", reason="", city=None)]
    assert [store.add(one) for one in said] == [1, 2]
    kept = list(FeedbackStore(store.path).all())
    assert [one.said for one in kept] == said
    assert all(one.at.endswith("+00:00") for one in kept)


def test_threads_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda number: store.add(replace(SAID, release=number)), range(40)))
    assert sorted(numbers) == list(range(1, 41))
    assert sorted(kept.said.release for kept in store.all()) == list(range(40))


def test_an_unknown_verdict_and_a_long_reason_are_refused() -> None:
    with pytest.raises(NotFound, match=r"There is no verdict 'usefull'\. Nearest: useful\."):
        replace(SAID, verdict="usefull")
    with pytest.raises(TooLong, match="The reason has 501 characters; at most 500 are read"):
        replace(SAID, reason="x" * (MAX_REASON + 1))


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    path.write_bytes(b"no database, whatever its name says" * 100)
    with pytest.raises(Unreadable, match=r"feedback\.sqlite cannot be read"):
        list(FeedbackStore(path).all())
