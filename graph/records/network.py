"""The people of the network: cities, governments, bodies, and what ties them together."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Record, _Happening, _Named
from .values import Degrees, FullText, Languages, Line, Ref, Refs, SomeRefs, Text, When


class City(_Named):
    """A place. Population as the named source gives it, never as an official figure."""

    type: Literal["City"] = "City"
    country: Ref
    latitude: Degrees | None = Field(default=None, ge=-90, le=90)
    longitude: Degrees | None = Field(default=None, ge=-180, le=180)
    population: int | None = Field(default=None, ge=1)
    population_source: Ref | None = None
    languages: Languages = ()
    section: Ref | None = None
    coast_distance: int | None = Field(default=None, ge=0)
    """In kilometres, rounded, from the coordinates to the coastline of the source."""
    time_zone: Line | None = None
    same_as: Refs = ()


class Country(_Named):
    """A country or territory, by its ISO 3166 code."""

    type: Literal["Country"] = "Country"
    code: str = Field(pattern="^[A-Z]{2}$")
    languages: Languages = ()
    section: Ref | None = None
    income_group: Ref | None = None
    """In the World Bank's classification, as of the date of the source."""


class Section(_Named):
    """A section of UCLG."""

    type: Literal["Section"] = "Section"


class _Organisation(_Named):
    part_of: Refs = ()
    summary: FullText | None = None


class LocalGovernment(_Organisation):
    """The legal member, as distinct from the place it governs."""

    type: Literal["LocalGovernment"] = "LocalGovernment"
    governs: Refs = ()


class Federation(_Organisation):
    """A federation of cities and local governments, such as UCLG."""

    type: Literal["Federation"] = "Federation"


class ConsultationMechanism(_Organisation):
    """A commission, committee or community of practice of UCLG, under one name."""

    type: Literal["ConsultationMechanism"] = "ConsultationMechanism"
    kind: Ref
    start: When | None = None
    contact: Line | None = None
    """The role through which it is reached, never a person's address."""


class ChangeEvent(_Happening):
    """A creation, renaming, renewal or change of status of an organisation."""

    type: Literal["ChangeEvent"] = "ChangeEvent"
    kind: Ref
    original: Refs = ()
    resulting: Refs = ()
    place: Ref | None = None


class GoverningBody(_Organisation):
    """A governing body of UCLG: World Council, Executive Bureau, World Secretariat."""

    type: Literal["GoverningBody"] = "GoverningBody"


class PolicyCouncil(_Organisation):
    """A policy council of UCLG."""

    type: Literal["PolicyCouncil"] = "PolicyCouncil"


class Hub(_Organisation):
    """A hub such as the Local4Action hubs."""

    type: Literal["Hub"] = "Hub"


class PartnerInstitution(_Organisation):
    """An institution outside the community with which it works."""

    type: Literal["PartnerInstitution"] = "PartnerInstitution"


class Membership(Record):
    """That a member belongs, or asked to belong, to an organisation."""

    type: Literal["Membership"] = "Membership"
    member: Ref
    organization: Ref
    status: Ref
    as_of: When | None = None
    start: When | None = None


class MemberCount(Record):
    """How many members an organisation has, as a source counts them."""

    type: Literal["MemberCount"] = "MemberCount"
    about: SomeRefs
    count_min: int = Field(ge=0)
    count_max: int | None = Field(default=None, ge=0)
    count_text: FullText
    as_of: When | None = None


class MemberListUpdate(_Happening):
    """An update of the list of members."""

    type: Literal["MemberListUpdate"] = "MemberListUpdate"
    about: SomeRefs


class LeadershipTerm(Record):
    """That a city, or a person printed in a source, holds a post."""

    type: Literal["LeadershipTerm"] = "LeadershipTerm"
    post: FullText
    organization: Ref
    holder: Line | None = None
    """An office-holder as the source prints the name."""
    held_by: Ref | None = None
    """The city or organisation that holds the post."""
    status: Ref
    as_of: When | None = None
    start: When | None = None
    end: When | None = None


class Collaboration(_Happening):
    """Joint work between organisations on a purpose."""

    type: Literal["Collaboration"] = "Collaboration"
    parties: SomeRefs
    about: Refs = ()


class Decision(_Happening):
    """Something decided, by whom and where."""

    type: Literal["Decision"] = "Decision"
    decided_by: Refs = ()
    taken_at: Ref | None = None
    concerns: Refs = ()


class Tally(Record):
    """A share or a number that a source states of a set of cities."""

    type: Literal["Tally"] = "Tally"
    about: SomeRefs
    label: FullText
    percent: int | None = Field(default=None, ge=0, le=100)
    count_min: int | None = Field(default=None, ge=0)
    count_max: int | None = Field(default=None, ge=0)
    as_of: When | None = None
    wording: Text | None = None
