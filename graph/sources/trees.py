"""YAML and JSON files of records."""

from __future__ import annotations

import json

import yaml

from .base import SourceFile, as_records

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Plain(_Loader):  # type: ignore[misc, valid-type]
    """YAML without dates: `2013-05-31` and `no` stay the texts that they are."""

    yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in resolvers if tag.rsplit(":", 1)[-1] in ("int", "float", "null")]
        for first, resolvers in _Loader.yaml_implicit_resolvers.items()
    }


def read_yaml(text: str) -> SourceFile:
    """Return the records of a YAML file. Raises ValueError with line and column."""
    try:
        return as_records(yaml.load(text, _Plain))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"it is not YAML: {place}{error.problem}") from None
    except yaml.YAMLError as error:
        raise ValueError(f"it is not YAML: {error}") from None


def read_json(text: str) -> SourceFile:
    """Return the records of a JSON file. Raises ValueError with line and column."""
    try:
        return as_records(json.loads(text))
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
