"""CSV files of records: one row a record, `label.fr` for a text by language, `;` between several values."""

from __future__ import annotations

import csv
import io
from collections import Counter
from functools import cache
from typing import Any

from peercity import ontology

from ..errors import nearest
from ..records import Record
from .base import SourceFile


def read_csv(text: str) -> SourceFile:
    """Return the records of a CSV file. Raises ValueError naming every wrong column and row."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = [column.strip() for column in next(rows, [])]
        body = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ValueError(f"it is not CSV: line {rows.line_num}: {error}") from None
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(columns) == 1 and mark in columns[0]:
            raise ValueError(f"its columns are separated by {name}; save it with commas")
    problems = _wrong_columns(columns)
    problems += [
        f"line {line} has {len(row)} cells, not {len(columns)}" for line, row in body if len(row) != len(columns)
    ]
    if problems:
        raise ValueError("; ".join(problems))
    if not body:
        raise ValueError("it names columns and has no rows under them")
    return SourceFile([_record(columns, row) for _, row in body])


def _wrong_columns(columns: list[str]) -> list[str]:
    problems = [f"the column {needed!r} is missing" for needed in ("id", "type") if needed not in columns]
    problems += [f"the column {name!r} stands {count} times" for name, count in Counter(columns).items() if count > 1]
    for column in dict.fromkeys(columns):
        term, _, language = column.partition(".")
        if term not in _fields():
            near = nearest(term, _fields())
            problems.append(f"the column {column!r} is unknown" + (f" (nearest: {', '.join(near)})" if near else ""))
        elif _by_language(term) and not language:
            problems.append(f"the column {column!r} needs a language, such as {term}.fr")
        elif language and not _by_language(term):
            problems.append(f"the column {column!r} takes no language; write {term}")
    return problems


@cache
def _fields() -> frozenset[str]:
    """Return the fields that some type of record has."""
    return frozenset(field.alias or name for kind in Record.types.values() for name, field in kind.model_fields.items())


def _containers(term: str) -> tuple[str, ...]:
    definition = ontology.context().get(term)
    container = definition.get("@container", ()) if isinstance(definition, dict) else ()
    return (container,) if isinstance(container, str) else tuple(container)


def _by_language(term: str) -> bool:
    return "@language" in _containers(term)


def _record(columns: list[str], row: list[str]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for column, cell in zip(columns, row, strict=True):
        if not cell.strip():
            continue
        term, _, language = column.partition(".")
        several = "@set" in _containers(term)
        value: Any = [part.strip() for part in cell.split(";") if part.strip()] if several else cell.strip()
        if language:
            record.setdefault(term, {})[language] = value
        else:
            record[term] = value
    return record
