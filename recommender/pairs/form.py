"""The form of a round file: its fields, what each may hold, and what is not built yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from peercity.graph.errors import nearest

from .problems import Problems, entry, printable, shown

_MOST = 1_000_000
Id = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$")]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=_MOST)]

NOT_YET = {
    "quotas": "[]",
    "time_zone_overlap_hours": "0",
    "cooling_off_months": "0",
    "waited_weight": "0",
    "change_cost": "0",
}
"""Fields of the format that this version does not act on, and the value with which each has no effect."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class MenteeForm(_Form):
    """A city that wants to learn."""

    id: Id
    languages: list[str] | None = None
    region: str | None = None
    time_zone: str | None = None
    waited: Amount = 0
    challenge: str | None = None
    """In its own words; asked of the release where the round gives no affinity."""


class MentorForm(_Form):
    """A city that shares, with the fewest and the most cities that it takes."""

    id: Id
    languages: list[str] | None = None
    region: str | None = None
    time_zone: str | None = None
    min: Count = 0
    max: Count = 1


class Options(_Form):
    """A round as written. What is left out has no effect; `affinity` left out is computed from a release."""

    mentees: list[Any]
    mentors: list[Any]
    affinity: list[Any] | None = None
    """Triples of mentee, mentor and a number from 0 to 1."""
    require_common_language: bool = False
    forbidden: list[Any] = []
    forced: list[Any] = []
    alternates: Count = 0
    quotas: list[Any] = []
    time_zone_overlap_hours: Amount = 0
    cooling_off_months: Amount = 0
    waited_weight: Amount = 0
    previous: list[Any] = []
    change_cost: Amount = 0


@dataclass(frozen=True)
class RoundForm:
    """What a file says, entry by entry; an entry with a problem is None."""

    options: Options
    mentees: Sequence[MenteeForm | None]
    mentors: Sequence[MentorForm | None]


_PLAIN = {
    "missing": "it is missing",
    "string_type": "{given} is not a text; write it in quotes",
    "string_unicode": "{given} holds half a character; write the character itself",
    "string_too_short": "it is empty",
    "string_too_long": "{given} is too long; the most is {max_length} characters",
    "string_pattern_mismatch": "{given} begins or ends with a blank or holds a control character; leave those out",
    "list_type": "{given} is not a list; write […]",
    "model_type": "{given} is no object; write {{…}} with the fields by name",
    "bool_type": "{given} is neither true nor false",
    "int_type": "{given} is not a whole number",
    "int_from_float": "{given} is not a whole number",
    "float_type": "{given} is not a number",
    "finite_number": "{given} is not a finite number",
    "greater_than_equal": "{given} is too small; the least is {ge:g}",
    "less_than_equal": "{given} is too large; the most is {le:,}",
}
"""By pydantic's kind of finding."""
_F = TypeVar("_F", bound=_Form)


def fill_form(raw: Mapping[str, Any], problems: Problems) -> RoundForm:
    """Return the form that a JSON object fills in; what is wrong is noted and left out of it."""
    try:
        options = Options.model_validate(raw)
    except ValidationError as error:
        wrong = {finding["loc"][0] for finding in error.errors(include_url=False)}
        for finding in error.errors(include_url=False):
            _note(finding, Options, "", problems)
        sound = {name: value for name, value in raw.items() if name not in wrong}
        # What is given and wrong is not what is left out: no affinity is computed for it.
        stated: dict[str, Any] = {"affinity": []} if "affinity" in wrong else {}
        options = Options.model_validate({"mentees": [], "mentors": [], **stated, **sound})
    for name, neutral in NOT_YET.items():
        if getattr(options, name):
            problems.add(name, f"this version does not act on it yet; leave it out or write {neutral}")
    return RoundForm(
        options,
        [_filled(MenteeForm, row, entry("mentees", number), problems) for number, row in enumerate(options.mentees)],
        [_filled(MentorForm, row, entry("mentors", number), problems) for number, row in enumerate(options.mentors)],
    )


def _filled(kind: type[_F], row: object, place: str, problems: Problems) -> _F | None:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        name = row.get("id") if isinstance(row, dict) else None
        where = f"{place} ({printable(name)})" if isinstance(name, str) else place
        for finding in error.errors(include_url=False):
            _note(finding, kind, where, problems)
        return None


def _note(finding: Any, kind: type[_Form], place: str, problems: Problems) -> None:
    """Note a finding of pydantic in plain words."""
    parts = (f"entry {part + 1}" if isinstance(part, int) else printable(str(part)) for part in finding["loc"])
    field = ", ".join(parts)
    if finding["type"] == "extra_forbidden":
        near = nearest(str(finding["loc"][-1]), kind.model_fields)
        hint = f"nearest: {', '.join(near)}" if near else f"there are {', '.join(kind.model_fields)}"
        problems.add(place, f"there is no such field; {hint}", field=field)
        return
    message = _PLAIN.get(finding["type"], "{given}: " + finding["msg"].replace("{", "{{").replace("}", "}}"))
    problems.add(place, message.format(given=shown(finding["input"]), **finding.get("ctx", {})), field=field)
