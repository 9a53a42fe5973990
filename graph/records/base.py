"""What every record has: an identity, a type, a label and the place where it is stated."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from .values import FullText, Id, Ref, Refs, Text, When


class Record(BaseModel):
    """What one source says of one thing. Its JSON is JSON-LD in the context of `ontology/context.jsonld`."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    types: ClassVar[dict[str, type[Record]]] = {}

    id: Id
    type: str
    stated_in: Refs = ()
    """Passages or documents where this is stated."""
    note: Text | None = None
    """What a careful reader must know."""

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        if not cls.__name__.startswith("_"):
            Record.types[cls.__name__] = cls

    def json_ld(self) -> dict[str, Any]:
        """Return the record as a JSON-LD object, without a context and without empty fields."""
        return {
            key: value
            for key, value in self.model_dump(by_alias=True, mode="json", exclude_none=True).items()
            if value not in ([], {})
        }

    @classmethod
    def parse(cls, raw: dict[str, Any]) -> Self:
        """Return the record of a JSON-LD object. Raises pydantic's ValidationError."""
        return cls.model_validate(raw)


class _Named(Record):
    label: FullText
    alt_label: Text | None = None
    page: Refs = ()
    """Addresses of pages about it."""


class _Happening(_Named):
    """Something that happens: with a status as of the date of its source, and dates as precise as stated."""

    status: Ref
    as_of: When | None = None
    """Date of the source that gives the status; absent where the source shows none."""
    start: When | None = None
    end: When | None = None
    date_text: Text | None = None
    """The date in words, where it is a season, a recurrence or relative to something else."""
    summary: FullText | None = None
    subject: Refs = ()
    """Axes, themes and strands that the source names."""
    subject_read: Refs = ()
    """Axes and themes in PeerCity's reading of the source."""
