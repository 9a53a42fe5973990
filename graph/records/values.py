"""The values that records are made of: texts by language, references, dates as precise as their source."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

import pyoxigraph as ox
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ..iris import ENDINGS

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
INTERFACE_LANGUAGES = ("fr", "es", "en")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
RELATIVE = re.compile(r"[\w.~()!$&'*+,;=-]+(/[\w.~()!$&'*+,;=-]+)*")
"""A reference that is resolved against the data base without losing anything."""
DOTS = {".", ".."}

_DATE_FORMS = {
    "xsd:gYear": re.compile(r"[0-9]{4}"),
    "xsd:gYearMonth": re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"),
    "xsd:date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}


class When(BaseModel):
    """A date no more precise than its source: a year, a month or a day.

    >>> When.model_validate("2013-05").type
    'xsd:gYearMonth'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    value: str = Field(alias="@value")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, raw: Any) -> Any:
        if isinstance(raw, date):
            raw = raw.isoformat()
        if isinstance(raw, int):
            raw = str(raw)
        if not isinstance(raw, str):
            return raw
        for kind, form in _DATE_FORMS.items():
            if form.fullmatch(raw):
                return {"type": kind, "@value": raw}
        raise ValueError(f"{raw!r} is not a date: give a year (2013), a month (2013-05) or a day (2013-05-31)")

    @model_validator(mode="after")
    def _is_a_date(self) -> When:
        form = _DATE_FORMS.get(self.type)
        if form is None or not form.fullmatch(self.value):
            raise ValueError(f"{self.value!r} is not a {self.type}: use {', '.join(_DATE_FORMS)}")
        if self.type == "xsd:date":
            try:
                date.fromisoformat(self.value)
            except ValueError:
                raise ValueError(f"{self.value!r} is not a day of the calendar") from None
        return self


def _written(text: str) -> str:
    if not text.strip():
        raise ValueError("a text is empty: write it or leave the field out")
    if found := CONTROL.search(text):
        raise ValueError(f"a text holds the control character U+{ord(found.group()):04X}: take it out")
    return text


def _language(tag: str) -> str:
    """Return a tag as it is usually written, such as zh-Hant-TW: RDF keeps tags in lower case."""
    first, *others = tag.split("-")
    tag = "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in others)])
    if not LANGUAGE_TAG.fullmatch(tag):
        raise ValueError(f"{tag!r} is not a language tag: use one such as fr, es, en or pt-BR")
    return tag


def _in_three_languages(text: dict[str, str]) -> dict[str, str]:
    if missing := [tag for tag in INTERFACE_LANGUAGES if tag not in text]:
        raise ValueError(f"the text is missing in {', '.join(missing)}: give fr, es and en")
    return text


def _reference(reference: str) -> str:
    if not RELATIVE.fullmatch(reference) or DOTS & set(reference.split("/")):
        try:
            ox.NamedNode(reference)
        except ValueError:
            raise ValueError(
                f"{reference!r} is not a reference: write it as kind/name (city/bilbao-es) or as a full address"
            ) from None
        if reference.startswith("_:"):
            raise ValueError(f"{reference!r} is a node without an IRI: give it one")
    return reference


def _of_a_thing(iri: str) -> str:
    if ending := next((one for one in ENDINGS if iri.endswith(one)), None):
        raise ValueError(f"{iri!r} ends in {ending}, as only the address of a document about it may: leave that out")
    return iri


def _sorted(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _to_the_centimetre(degrees: float) -> float:
    return round(degrees, 7)


def _words(words: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {tag: _sorted(values) for tag, values in words.items() if values}


Line = Annotated[str, AfterValidator(_written)]
"""A text without a language: a proper name, a code."""
Degrees = Annotated[float, AfterValidator(_to_the_centimetre)]
"""A coordinate, kept to seven decimals."""
Language = Annotated[str, AfterValidator(_language)]
Text = Annotated[dict[Language, Line], Field(min_length=1)]
"""A text by language, one or more of them."""
FullText = Annotated[Text, AfterValidator(_in_three_languages)]
"""A text in French, Spanish and English at least."""
Words = Annotated[dict[Language, tuple[Line, ...]], AfterValidator(_words)]
"""Several short texts by language; order carries no meaning, so they are kept sorted."""
Ref = Annotated[str, Field(min_length=1), AfterValidator(_reference)]
"""The IRI of another record or concept, relative to the data base or with a prefix of the context."""
Id = Annotated[Ref, AfterValidator(_of_a_thing)]
"""The IRI of a record itself."""
Refs = Annotated[tuple[Ref, ...], AfterValidator(_sorted)]
SomeRefs = Annotated[tuple[Ref, ...], Field(min_length=1), AfterValidator(_sorted)]
Lines = Annotated[tuple[Line, ...], AfterValidator(_sorted)]
Languages = Annotated[tuple[Language, ...], AfterValidator(_sorted)]
