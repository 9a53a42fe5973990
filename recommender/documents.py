"""Where things are stated, as plain rows: documents, and the places in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Row = dict[str, Any]


class Places:
    """The documents of a store and the places in them; a name is that of a document or of a passage of one."""

    def __init__(self, documents: Iterable[Any], passages: Iterable[Any]) -> None:
        self._documents = {record.id: record for record in documents}
        self._passages = {record.id: record for record in passages if record.document in self._documents}
        self.document_of: Mapping[str, str] = {name: record.document for name, record in self._passages.items()} | {
            name: name for name in self._documents
        }
        """The document of each name that is described; what is not described is no source."""

    def known(self, names: Iterable[str]) -> list[str]:
        """Return which of the names are described, in order."""
        return sorted({name for name in names if name in self.document_of})

    def documents(self, names: Iterable[str]) -> list[Row]:
        """Return a row for each document of the names, in order."""
        return [_document(self._documents[one]) for one in sorted({self.document_of[name] for name in self.known(names)})]

    def passages(self, names: Iterable[str]) -> dict[str, Row]:
        """Return where in its document each passage among the names stands."""
        found = {name: self._passages[name] for name in self.known(names) if name in self._passages}
        return {
            name: {"document": record.document, "heading": record.heading or {}, "paragraph": record.paragraph}
            for name, record in found.items()
        }


def _document(record: Any) -> Row:
    return {
        "iri": record.id,
        "title": next(iter(record.title.values())),
        "page": record.page[0] if record.page else None,
        "issued": record.issued.value if record.issued else None,
        "read_on": record.read_on.value if record.read_on else None,
    }
