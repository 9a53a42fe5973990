"""Queries shared by a short link."""

from __future__ import annotations

from pathlib import Path

import pytest

from peercity.graph.errors import NotFound, Refused, TooLong, Unreadable
from peercity.graph.shared import SharedQueries, SharedQuery

QUERY = SharedQuery("SELECT ?café { ?café a pc:City }", "Cafés", 3)


@pytest.fixture
def shared(tmp_path: Path) -> SharedQueries:
    return SharedQueries(tmp_path / "queries.sqlite", most=3)


def test_a_query_comes_back_as_it_was_shared(shared: SharedQueries) -> None:
    name = shared.add(QUERY)
    assert name == QUERY.id
    assert name.isalnum()
    assert shared.get(name) == QUERY
    assert SharedQueries(shared.path).get(name) == QUERY


def test_the_same_query_has_one_link_and_nobody_names_it_for_others(shared: SharedQueries) -> None:
    name = shared.add(QUERY)
    assert shared.add(QUERY) == name
    assert shared.add(SharedQuery(QUERY.text, "another title", 3)) != name
    assert shared.get(name).title == "Cafés"
    assert shared.add(SharedQuery(QUERY.text, "Cafés", 4)) != name


def test_what_is_not_there_too_long_or_too_much_is_told(shared: SharedQueries) -> None:
    with pytest.raises(NotFound, match="no shared query 'abc'"):
        shared.get("abc")
    with pytest.raises(TooLong, match="201 characters"):
        shared.add(SharedQuery("ASK {}", "x" * 201, 1))
    for number in range(3):
        shared.add(SharedQuery("ASK {}", "", number))
    with pytest.raises(Refused, match="3 queries are shared here"):
        shared.add(QUERY)
    assert shared.add(SharedQuery("ASK {}", "", 2)) == SharedQuery("ASK {}", "", 2).id, "it is kept already"


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "queries.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(Unreadable, match="not a file of shared queries"):
        SharedQueries(tmp_path / "queries.sqlite").get("abc")
