"""Rows on disk."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercity.recommender.table import Table

values = st.one_of(
    st.none(), st.integers(), st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.text("aé\n"))
)


@given(st.lists(st.dictionaries(st.text("abc", max_size=3), values, max_size=3), max_size=5))
def test_rows_come_back_as_they_were_written(rows: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        assert Table.write(path, rows) == len(rows)
        table = Table(path)
        assert len(table) == len(rows)
        assert [table[number] for number in range(len(table))] == rows


@pytest.mark.parametrize("number", [-1, 2, 100])
def test_a_row_that_is_not_there_is_an_error(tmp_path: Path, number: int) -> None:
    Table.write(tmp_path / "rows.jsonl", [{"a": 1}, {"a": 2}])
    with pytest.raises(IndexError):
        Table(tmp_path / "rows.jsonl")[number]
