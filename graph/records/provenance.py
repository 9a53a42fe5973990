"""Where things are stated: documents and their passages."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Record
from .values import FullText, Language, Line, Ref, Refs, Text, When


class Document(Record):
    """A study, report, circular, news item, page or data set that states something."""

    type: Literal["Document"] = "Document"
    title: Text
    """In the language of the document; other languages where it has an official title in them."""
    kind: Ref
    issuer: Line | None = None
    issued: When | None = None
    read_on: When | None = None
    language: Language | None = None
    licence: Line | None = None
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    """Of the text that was read, where it is at hand."""
    page: Refs = ()
    reading_rule: FullText | None = None
    """By which rule, or by whom, PeerCity's own readings of this document were made."""


class Passage(Record):
    """A place in a document: a locator and a gloss in our own words, never the sentence itself."""

    type: Literal["Passage"] = "Passage"
    document: Ref
    heading: Text | None = None
    """Heading under which it stands, as the document words it."""
    paragraph: int | None = Field(default=None, ge=1)
    """Counted from 1 over the paragraphs of the document that hold text."""
    sentence_hash: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    """SHA-256 of the sentence, blanks folded and Markdown marks removed."""
    gloss: FullText
