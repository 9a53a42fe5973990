"""What the network does: events, projects, programmes and reported activities."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Record, _Happening
from .values import FullText, Line, Ref, Refs, SomeRefs, Text, When, Words


class Event(_Happening):
    """A meeting, session, congress or conference."""

    type: Literal["Event"] = "Event"
    kind: Ref
    place: Ref | None = None
    venue: Line | None = None
    organizers: Refs = ()
    part_of: Refs = ()
    method: Refs = ()
    count_min: int | None = Field(default=None, ge=0)
    count_max: int | None = Field(default=None, ge=0)
    count_text: FullText | None = None
    """How many attended and what was counted, with the bound the source gives."""
    attendance_mode: Ref | None = None


class CollaborativeProject(_Happening):
    """A project that cities work on together."""

    type: Literal["CollaborativeProject"] = "CollaborativeProject"
    programme_name: Line | None = None
    proposed_at: Ref | None = None
    kind: Ref | None = None
    keywords: Words = Field(default_factory=dict)


class ProjectActivity(_Happening):
    """Something a project does or plans: exchanges, a forum, workshops."""

    type: Literal["ProjectActivity"] = "ProjectActivity"
    part_of: SomeRefs
    recurrence: FullText | None = None
    due: FullText | None = None


class Deliverable(_Happening):
    """Something a project makes or plans to make."""

    type: Literal["Deliverable"] = "Deliverable"
    part_of: SomeRefs
    due: FullText | None = None


class Programme(_Happening):
    """A mentoring or learning programme between cities. Roles are participations, stated or not."""

    type: Literal["Programme"] = "Programme"
    kind: Ref
    progress: FullText | None = None
    method: Refs = ()


class InformationExchange(_Happening):
    """A question between cities and its answer."""

    type: Literal["InformationExchange"] = "InformationExchange"
    asked_by: SomeRefs
    answered_by: Refs = ()
    practice: Ref | None = None


class Adaptation(_Happening):
    """How work changed because of something that happened."""

    type: Literal["Adaptation"] = "Adaptation"
    cause: FullText
    affects: SomeRefs
    from_mode: Ref | None = None
    to_mode: Ref | None = None


class PeriodActivity(_Happening):
    """An activity that a body reports for a period, under a strategic priority."""

    type: Literal["PeriodActivity"] = "PeriodActivity"
    reported_by: Ref
    priority: Ref | None = None
    about: Refs = ()


class Participation(Record):
    """Who takes part in what, in the role that the source states. Network researchers count these."""

    type: Literal["Participation"] = "Participation"
    participant: Ref
    participates_in: Ref
    role: Ref
    status: Ref
    as_of: When | None = None
    start: When | None = None
    end: When | None = None
    wording: Text | None = None
