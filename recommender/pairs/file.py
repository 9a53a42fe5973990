"""A round file, from bytes to one JSON object."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from peercity.graph.errors import Unreadable
from peercity.graph.sources.base import without_doubles

MAX_BYTES = 64_000_000
"""About two and a half million affinities."""
_LONGEST_WHOLE_NUMBER = 18


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object of a file. Raises Unreadable, in one sentence, for anything else."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise Unreadable(path, "there is no such file") from None
    except OSError as error:
        raise Unreadable(path, error.strerror or "the system refused") from None
    if len(raw) > MAX_BYTES:
        raise Unreadable(
            path, f"it is larger than {MAX_BYTES // 1_000_000} MB; split the round, or leave out the pairs"
        )
    try:
        found = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=without_doubles, parse_int=_number)
    except UnicodeDecodeError:
        raise Unreadable(path, "it is not text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise Unreadable(path, f"it is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise Unreadable(path, "it is nested too deeply") from None
    except ValueError as error:
        raise Unreadable(path, str(error)) from None
    if not isinstance(found, dict):
        raise Unreadable(path, "it holds no object; a round is {…} with mentees, mentors and affinity")
    return found


def _number(digits: str) -> int | float:
    """Return a whole number, or the nearest float of one that no field can hold."""
    return int(digits) if len(digits) <= _LONGEST_WHOLE_NUMBER else float(digits)
