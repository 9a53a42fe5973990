"""The texts of an item that are searched: what it is, and what came of it, in each language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

_DETAILS = ("problem", "progress", "hindrance", "facilitation")
"""Texts of a record beside its summary."""


def passages_of(
    item: int, records: list[Any], results: list[Any], document_of: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield the texts of an item: what it is, and what came of it, each in each language with its documents."""
    for language in sorted({language for record in records for language in record.label}):
        label = records[0].label[language]
        keywords = sorted({word for record in records for word in getattr(record, "keywords", {}).get(language, ())})
        whole = [(record, record.summary) for record in records if record.summary][:1]
        more = [(record, getattr(record, name, None)) for record in records for name in _DETAILS]
        more += [(result, result.text) for result in results]
        for number, told in enumerate((whole, more)):
            texts = {text[language]: record for record, text in told if text and language in text}
            if number == 0 or texts:
                text = " ".join(texts)
                yield {
                    "item": item,
                    "part": number,
                    "language": language,
                    "text": text or label,
                    "sources": sorted(_documents_of(texts.values() or records, document_of)),
                    "encoded": f"{label}. {text}".strip(),
                    "words": f"{label}. {text} {' '.join(keywords)}",
                }


def _documents_of(records: Iterable[Any], document_of: dict[str, str]) -> set[str]:
    return {document_of[place] for record in records for place in record.stated_in if place in document_of}
