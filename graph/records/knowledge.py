"""What the network knows: challenges, practices, methods and studies."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Record, _Happening, _Named
from .values import FullText, Language, Languages, Line, Lines, Ref, Refs, SomeRefs, Text, When, Words


class Challenge(Record):
    """A challenge as somebody stated it, in their own words and language."""

    type: Literal["Challenge"] = "Challenge"
    text: Text
    stated_by: Refs = ()
    as_of: When | None = None
    subject: Refs = ()
    subject_read: Refs = ()


class Practice(_Happening):
    """Something a city does or did. Whether it is "good" is the evidence level's matter."""

    type: Literal["Practice"] = "Practice"
    implemented_by: SomeRefs
    lead: Line | None = None
    """Who leads, where it is not simply the city government."""
    partners: Lines = ()
    start_event: FullText | None = None
    """What began at `start`: the launch, a pilot, joining."""
    problem: FullText | None = None
    keywords: Words = Field(default_factory=dict)
    hindered_by: Refs = ()
    hindrance: FullText | None = None
    facilitated_by: Refs = ()
    facilitation: FullText | None = None
    evidence_level: Ref | None = None
    recognition_kind: Ref | None = None
    recognition: FullText | None = None
    source_language: Language | None = None


class Result(Record):
    """A result of a practice or project, as what it is and as whose claim it is."""

    type: Literal["Result"] = "Result"
    result_of: Ref
    kind: Ref
    claimed_by: Ref
    text: FullText


class Transfer(_Happening):
    """That one city took over a practice of another: what was kept, adapted, dropped or failed."""

    type: Literal["Transfer"] = "Transfer"
    practice: Ref
    from_city: Ref | None = None
    to_city: Ref
    kept: Text | None = None
    adapted: Text | None = None
    dropped: Text | None = None
    failed: Text | None = None


class Methodology(_Named):
    """A way of working: BarCamp, the method of the study, mentoring."""

    type: Literal["Methodology"] = "Methodology"
    summary: FullText


class SectorOfExcellence(_Named):
    """A sector in which a city says that it excels."""

    type: Literal["SectorOfExcellence"] = "SectorOfExcellence"
    city: Ref


class Study(_Named):
    """A series of editions."""

    type: Literal["Study"] = "Study"
    summary: FullText
    recurrence: FullText | None = None
    made_by: Refs = ()
    method: Refs = ()


class StudyEdition(_Happening):
    """One edition: reference year, launch and publication are three different dates."""

    type: Literal["StudyEdition"] = "StudyEdition"
    study: Ref
    number: int | None = Field(default=None, ge=1)
    reference_year: When | None = None
    launched: FullText | None = None
    published: FullText | None = None
    cities_min: int | None = Field(default=None, ge=0)
    cities_max: int | None = Field(default=None, ge=0)
    countries: int | None = Field(default=None, ge=0)
    languages: Languages = ()
    presented_at: Ref | None = None
