"""CSV files of records: one row a record, `label.fr` for a text by language, `;` between several values."""

from __future__ import annotations

import csv
import io
from typing import Any

from peercity import ontology

from ..errors import nearest
from .base import SourceFile


def read_csv(text: str) -> SourceFile:
    """Return the records of a CSV file. Raises ValueError naming every wrong column and row."""
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        header = next(rows, None)
        body = [row for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ValueError(f"it is not CSV: line {rows.line_num}: {error}") from None
    if not header:
        raise ValueError("it is empty; the first row names the columns, such as id, type, label.fr")
    columns = [column.strip() for column in header]
    problems = _wrong_columns(columns)
    problems += [
        f"row {number} has {len(row)} cells, not {len(columns)}"
        for number, row in enumerate(body, start=2)
        if len(row) != len(columns)
    ]
    if problems:
        raise ValueError("; ".join(problems))
    return SourceFile([_record(columns, row) for row in body])


def _wrong_columns(columns: list[str]) -> list[str]:
    problems = [f"the column {needed!r} is missing" for needed in ("id", "type") if needed not in columns]
    for column in columns:
        term, _, language = column.partition(".")
        definition = ontology.context().get(term)
        if term in ("id", "type"):
            continue
        if definition is None:
            near = nearest(term, ontology.context())
            problems.append(f"the column {column!r} is unknown" + (f" (nearest: {', '.join(near)})" if near else ""))
        elif _by_language(definition) and not language:
            problems.append(f"the column {column!r} needs a language, such as {term}.fr")
    return problems


def _containers(definition: Any) -> tuple[str, ...]:
    container = definition.get("@container", ()) if isinstance(definition, dict) else ()
    return (container,) if isinstance(container, str) else tuple(container)


def _by_language(definition: Any) -> bool:
    return "@language" in _containers(definition)


def _record(columns: list[str], row: list[str]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for column, cell in zip(columns, row, strict=True):
        if not cell.strip():
            continue
        term, _, language = column.partition(".")
        several = "@set" in _containers(ontology.context().get(term))
        value: Any = [part.strip() for part in cell.split(";") if part.strip()] if several else cell.strip()
        if language:
            record.setdefault(term, {})[language] = value
        else:
            record[term] = value
    return record
