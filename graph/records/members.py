"""The members' module: objectives, check-ins, offers and needs. Never in a public release until agreed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Record, _Happening
from .values import Languages, Ref, Refs, SomeRefs, Text, When


class SpecificObjective(_Happening):
    """What a programme sets out to reach, measurable and due."""

    type: Literal["SpecificObjective"] = "SpecificObjective"
    objective_of: Ref
    measure: Text | None = None
    due_on: When | None = None


class Milestone(_Happening):
    """A dated step of a programme."""

    type: Literal["Milestone"] = "Milestone"
    milestone_of: Ref
    due_on: When | None = None


class CheckIn(Record):
    """What a city reports of a programme on a date."""

    type: Literal["CheckIn"] = "CheckIn"
    check_in_of: Ref
    reported_by: Ref
    as_of: When
    text: Text


class Offer(Record):
    """What a city offers to help with, and how much of it."""

    type: Literal["Offer"] = "Offer"
    offered_by: Ref
    subject: SomeRefs
    languages: Languages = ()
    capacity: int | None = Field(default=None, ge=0)
    """Programmes at the same time."""
    as_of: When
    text: Text | None = None


class Need(Record):
    """What a city seeks help on."""

    type: Literal["Need"] = "Need"
    needed_by: Ref
    challenge: Ref | None = None
    subject: SomeRefs
    as_of: When
    text: Text | None = None


class Round(_Happening):
    """A round in which pairs are proposed."""

    type: Literal["Round"] = "Round"
    mentees: Refs = ()
    mentors: Refs = ()
