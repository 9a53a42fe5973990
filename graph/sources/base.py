"""A source file as read: raw records, not yet checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

HALF_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class SourceFile:
    """What a file says, before anybody has checked it."""

    records: Sequence[dict[str, Any]]
    source: str | None = None
    """The document that states it all; where absent, the only Document among the records."""
    file: str = ""
    slug: str = ""

    def named(self, file: str, slug: str) -> SourceFile:
        return replace(self, file=file, slug=slug)

    @property
    def document(self) -> str | None:
        if self.source:
            return self.source
        documents = [str(raw.get("id")) for raw in self.records if raw.get("type") == "Document"]
        return documents[0] if len(documents) == 1 else None


def as_records(raw: Any) -> SourceFile:
    """Return the source file of a parsed JSON or YAML value. Raises ValueError for another shape."""
    _refuse_what_is_no_tree(raw)
    if isinstance(raw, list):
        raw = {"records": raw}
    if not isinstance(raw, dict) or not isinstance(raw.get("records"), list):
        raise ValueError("it holds no list of records; write 'source: …' and 'records:' with one entry per record")
    if unknown := set(raw) - {"source", "records"}:
        raise ValueError(f"it has unknown keys beside source and records: {', '.join(sorted(map(str, unknown)))}")
    for number, record in enumerate(raw["records"], start=1):
        if not isinstance(record, dict):
            raise ValueError(f"record {number} is {record!r:.60}; a record is a set of fields such as id, type, label")
    source = raw.get("source")
    return SourceFile(raw["records"], None if source is None else str(source))


def _refuse_what_is_no_tree(raw: Any) -> None:
    """Raise ValueError for a value that stands in two places (a YAML alias) and for half characters."""
    seen: set[int] = set()
    waiting = [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and HALF_CHARACTER.search(value):
            raise ValueError(f"{value!r:.60} holds half a character (a lone surrogate); write the character itself")
        if isinstance(value, dict | list):
            if id(value) in seen:
                raise ValueError(f"it uses an alias ('*') for {value!r:.60}; write the value out where it is meant")
            seen.add(id(value))
            waiting += [*value, *value.values()] if isinstance(value, dict) else value


def without_doubles(pairs: Sequence[tuple[Any, Any]]) -> dict[Any, Any]:
    """Return the pairs as a dict. Raises ValueError where a key stands twice, since one of them would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"{twice!r} stands twice in one set of fields, with {found[twice]!r:.60}; keep one")
    return found
