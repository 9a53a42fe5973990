"""What pydantic finds wrong with a raw record, in plain words."""

from __future__ import annotations

from typing import Any

from .errors import nearest
from .records import Record

_PLAIN = {
    "missing": "it is missing",
    "dict_type": "{given} needs a language; write it by language, such as fr: …, es: …, en: …",
    "model_type": "{given} is not a date: give a year (2013), a month (2013-05) or a day (2013-05-31)",
    "string_type": "{given} is not one text; write one text in quotes",
    "tuple_type": "{given} is not a list; write it as [one, another]",
    "int_type": "{given} is not a whole number",
    "int_parsing": "{given} is not a whole number; write digits only",
    "int_from_float": "{given} is not a whole number",
    "float_type": "{given} is not a number",
    "float_parsing": "{given} is not a number; write it as 43.26",
    "greater_than_equal": "{given} is too small; the least is {ge}",
    "less_than_equal": "{given} is too large; the most is {le}",
    "too_short": "it is empty; give at least one or leave the field out",
    "string_too_short": "it is missing",
    "string_unicode": "{given} holds half a character; write the character itself",
    "string_pattern_mismatch": "{given} has not the form that is asked for ({pattern})",
    "literal_error": "{given} is not {expected}",
}
"""By pydantic's kind of finding. `given` is the value; the other names come from the finding."""


def unknown_type(given: Any) -> str:
    """Return what is wrong with a type that no record has.

    >>> unknown_type("Citty")
    "'Citty' is not a type; nearest: City"
    """
    if given is None or given == "":
        return "it is missing; give a type such as City, Practice or Document"
    if isinstance(given, list):
        return f"it has {len(given)} types ({', '.join(map(str, given))}); keep one"
    near = nearest(str(given), Record.types)
    hint = f"nearest: {', '.join(near)}" if near else f"valid: {', '.join(sorted(Record.types))}"
    return f"{given!r} is not a type; {hint}"


def field_of(error: Any) -> str:
    """Return the field that a finding is about, with the language or number of the value in it."""
    return ".".join(str(part) for part in error["loc"] if part not in ("function-after", "[key]"))


def in_plain_words(error: Any, kind: type[Record]) -> str:
    """Return what is wrong with a field of a record of type `kind`, and what would be right."""
    given = f"{error.get('input')!r:.80}"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "extra_forbidden":
        near = nearest(str(error["loc"][-1]), [field.alias or "" for field in kind.model_fields.values()])
        hint = f"; nearest: {', '.join(near)}" if near else ""
        return f"the type {kind.__name__} has no such field (given {given}){hint}"
    if error["type"] in _PLAIN:
        return _PLAIN[error["type"]].format(given=given, **error.get("ctx", {}))
    return f"{given}: {error['msg']}"
