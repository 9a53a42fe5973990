"""Feedback is kept as it was given, with its answer."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
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


def test_an_unknown_verdict_and_a_long_reason_are_refused(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    with pytest.raises(NotFound, match=r"There is no verdict 'usefull'\. Nearest: useful\."):
        store.add(replace(SAID, verdict="usefull"))
    with pytest.raises(TooLong, match="The reason has 501 characters; at most 500 are read"):
        store.add(replace(SAID, reason="x" * (MAX_REASON + 1)))
    assert not store.path.exists()


def test_a_verdict_of_a_newer_version_hides_nothing_else(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    for _ in range(2):
        store.add(SAID)
    with closing(sqlite3.connect(store.path)) as db, db:
        db.execute("UPDATE feedback SET verdict = 'perhaps' WHERE id = 1")
    assert [one.said.verdict for one in store.all()] == ["perhaps", "not_for_us"]


@pytest.mark.skipif(os.name != "posix", reason="files have no such modes here")
def test_only_the_owner_may_read_what_readers_wrote(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    store.add(SAID)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_what_is_forgotten_is_in_no_file(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    assert store.forget(date(2026, 1, 1)) == 0
    for reason in ("zyxwv", "stays"):
        store.add(replace(SAID, reason=reason))
    with closing(sqlite3.connect(store.path)) as db, db:
        db.execute("UPDATE feedback SET at = '2020-05-01T10:00:00+00:00' WHERE id = 1")
    assert store.forget(date(2020, 5, 1)) == 0
    assert store.forget(date(2020, 5, 2)) == 1
    assert [one.said.reason for one in store.all()] == ["stays"]
    assert not any(b"zyxwv" in path.read_bytes() for path in tmp_path.iterdir())


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    path.write_bytes(b"no database, whatever its name says" * 100)
    with pytest.raises(Unreadable, match=r"feedback\.sqlite cannot be read"):
        list(FeedbackStore(path).all())
