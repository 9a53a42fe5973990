"""The record of changes is durable, exact and append-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from peercity.graph.errors import Unreadable
from peercity.graph.journal import Journal

GRAPH = ox.NamedNode("https://example.org/g")
QUADS = tuple(
    ox.Quad(ox.NamedNode("https://example.org/s"), ox.NamedNode("https://example.org/p"), value, GRAPH)
    for value in (
        ox.Literal('a\n"b" \u2028 é'),
        ox.Literal("a", language="pt-br"),
        ox.Literal("2013", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear")),
        ox.NamedNode("https://example.org/é"),
    )
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with closing(Journal(path)) as journal:
        yield journal


def test_a_change_reads_back_as_it_was_written(journal: Journal) -> None:
    number = journal.append("Ana", "a réason", removed=QUADS[:1], added=QUADS[1:])
    change = journal.change(number)
    assert change is not None
    assert (change.who, change.why, change.removed, change.added) == ("Ana", "a réason", QUADS[:1], QUADS[1:])
    assert change.at.endswith("+00:00")


def test_what_is_appended_is_there_for_the_next_who_opens(journal: Journal, path: Path) -> None:
    journal.append("a", "b", removed=(), added=QUADS)
    with closing(Journal(path)) as other:
        assert [change.added for change in other.unapplied()] == [QUADS]


def test_what_came_after_an_unapplied_change_is_replayed_too(journal: Journal) -> None:
    numbers = [journal.append("a", "b", removed=(), added=QUADS[:1]) for _ in range(3)]
    journal.mark_applied(numbers[0])
    journal.mark_applied(numbers[2])
    assert [change.id for change in journal.unapplied()] == numbers[1:]


@pytest.mark.parametrize(
    "statement", ["DELETE FROM change", "UPDATE change SET who = 'x'", "UPDATE change SET added = x''"]
)
def test_nothing_is_taken_out_of_the_journal_or_rewritten(journal: Journal, path: Path, statement: str) -> None:
    journal.append("a", "b", removed=(), added=QUADS)
    with closing(sqlite3.connect(path)) as database, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.execute(statement)


def test_a_file_that_is_no_journal_is_told_so(path: Path) -> None:
    path.write_text("x" * 1000)
    with pytest.raises(Unreadable, match="it is not a journal of changes, or it is damaged"):
        Journal(path)
