"""Files of one JSON object a line, read with every problem noted where it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from peercity.graph.errors import BrokenData, NotFound, Problem

from ..language import known_language

_UNKNOWN = frozenset({"", "mis", "mul", "und", "zxx"})
"""Values of ISO 639 that name no one language."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class BrokenLines(BrokenData):
    """Problems in files of lines, in the order of the lines."""

    most = 100

    @staticmethod
    def in_order(problems: Iterable[Problem]) -> list[Problem]:
        found = sorted(set(problems))
        return sorted(found, key=lambda one: (one.file, int(one.record.removeprefix("line ") or 0)))


class Unjudgeable(BrokenLines):
    """Problems in what was given for evaluation. Nothing was judged."""

    outcome = "nothing was judged"


class Problems:
    """Collects the problems of some files."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, file: str, line: int, message: str, *, field: str = "") -> None:
        """Note a problem on a line, or of a whole file where `line` is 0."""
        self.found.append(Problem(file, f"line {line}" if line else "", field, message))

    def of(self, file: str) -> bool:
        """Say whether a file has a problem."""
        return any(problem.file == file for problem in self.found)

    def refuse(self, name: object) -> None:
        """Raise Unjudgeable where there is a problem; `name` is what was given."""
        if self.found:
            raise Unjudgeable(self.found, name=name)


def text_lines(path: Path, name: str, problems: Problems) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each line that is not blank."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                try:
                    line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError:
                    problems.add(name, number, "it is not text in UTF-8")
                    continue
                if line.strip():
                    yield number, line
    except FileNotFoundError:
        problems.add(name, 0, "the file is not there")
    except OSError as error:
        problems.add(name, 0, f"it cannot be read: {error.strerror}")


def json_lines(path: Path, name: str, problems: Problems) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number and the object of each line that holds one."""
    for number, line in text_lines(path, name, problems):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            problems.add(name, number, f"it is no JSON: {error.msg} at character {error.pos + 1}")
            continue
        except RecursionError:
            problems.add(name, number, "it is no JSON that can be read: it is nested too deeply")
            continue
        except ValueError:
            problems.add(name, number, "it is no JSON that can be read: it holds a number of too many digits")
            continue
        if not isinstance(row, dict):
            problems.add(name, number, f"{line[:40]!r} is no object; write {{…}} with the fields by name")
        elif found := _SURROGATE.search(json.dumps(row, ensure_ascii=False)):
            problems.add(name, number, f"it holds half a character (U+{ord(found.group()):04X})")
        else:
            yield number, row


def language_of(row: dict[str, Any], name: str, line: int, problems: Problems) -> str | None:
    """Return the language that a row states as `lang` or `language`, itself or in its `metadata`, or None."""
    metadata = row.get("metadata")
    for place in (row, metadata if isinstance(metadata, dict) else {}):
        for field in ("lang", "language"):
            tag = place.get(field)
            if tag is None or str(tag).casefold() in _UNKNOWN:
                continue
            try:
                return known_language(str(tag))
            except NotFound:
                problems.add(name, line, f"{tag!r:.40} is no language; right is a code such as fr", field=field)
    return None
