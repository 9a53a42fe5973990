"""YAML and JSON files of records."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import yaml

from .base import SourceFile, as_records, without_doubles
from .rdf import read_rdf

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Plain(_Loader):  # type: ignore[misc, valid-type]
    """YAML without dates: `2013-05-31` and `no` stay the texts that they are."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, form) for tag, form in resolvers if tag.rsplit(":", 1)[-1] in ("int", "float", "null")]
        for first, resolvers in _Loader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(found) < len(node.value):
            keys = [key.value for key, _ in node.value]
            twice = next(key for key, _ in node.value if keys.count(key.value) > 1)
            raise yaml.MarkedYAMLError(problem=f"{twice.value!r} stands twice; keep one", problem_mark=node.start_mark)
        return found


def read_yaml(text: str) -> SourceFile:
    """Return the records of a YAML file. Raises ValueError with line and column."""
    try:
        raw = yaml.load(text, _Plain)  # noqa: S506 - a safe loader with fewer types
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"it is not YAML: {place}{error.problem}") from None
    except yaml.YAMLError as error:
        raise ValueError(f"it is not YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return as_records(raw)


def read_json(text: str) -> SourceFile:
    """Return the records of a JSON file. Raises ValueError with line and column."""
    try:
        raw = json.loads(text, object_pairs_hook=without_doubles)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return as_records(raw)


def read_json_ld(text: str) -> SourceFile:
    """Return the records of a JSON-LD file with a context of its own, or of a list of records. Raises ValueError."""
    return read_rdf(text, "JSON-LD") if '"@context"' in text else read_json(text)
