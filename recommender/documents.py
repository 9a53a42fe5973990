"""Where things are stated, as plain rows: documents, and the places in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def document_row(record: Any) -> dict[str, Any]:
    """Return what reasons say of a document."""
    return {
        "iri": record.id,
        "title": next(iter(record.title.values())),
        "page": record.page[0] if record.page else None,
        "issued": record.issued.value if record.issued else None,
        "read_on": record.read_on.value if record.read_on else None,
    }


def place_rows(names: Iterable[str], passages: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return for each passage among the names its document and where it stands in it, as far as that is recorded."""
    found = {name: passages[name] for name in sorted(set(names)) if name in passages}
    return {
        name: {"document": record.document, "heading": record.heading or {}, "paragraph": record.paragraph}
        for name, record in found.items()
    }


def first_told(records: Iterable[Any], field: str, document_of: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the value of a field in the first record that has one, with where it is stated; None where none has."""
    for record in records:
        if value := getattr(record, field, None):
            return {"value": value, "stated_in": described(record.stated_in, document_of)}
    return None


def described(names: Iterable[str], document_of: Mapping[str, str]) -> list[str]:
    """Return those names of passages and documents that are described in the graph; nothing else is a source."""
    return sorted({name for name in names if name in document_of})
