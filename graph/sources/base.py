"""A source file as read: raw records, not yet checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any


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
    if isinstance(raw, list):
        raw = {"records": raw}
    if not isinstance(raw, dict) or not isinstance(raw.get("records"), list):
        raise ValueError("it holds no list of records; write 'source: …' and 'records:' with one entry per record")
    if unknown := set(raw) - {"source", "records"}:
        raise ValueError(f"it has the unknown keys {', '.join(sorted(map(str, unknown)))}; use source and records")
    for number, record in enumerate(raw["records"], start=1):
        if not isinstance(record, dict):
            raise ValueError(f"record {number} is no set of fields but {record!r:.60}")
    source = raw.get("source")
    return SourceFile(raw["records"], None if source is None else str(source))
