"""Which practices were taken over, by whom and from whom, as sources state it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_MADE = ("concept:status/done", "concept:status/ongoing")


def transfers_of(records: Iterable[Any], document_of: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the transfers of each practice that were made or are under way, each with its places and documents."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        sources = {document_of[place] for place in record.stated_in if place in document_of}
        if record.status in _MADE and sources:
            told = {"from": record.from_city, "to": record.to_city, "stated_in": list(record.stated_in)}
            found.setdefault(record.practice, []).append({**told, "sources": sorted(sources)})
    return found
