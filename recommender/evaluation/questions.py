"""Reading questions that a person labelled: answered by what is documented, a city matter that is not, or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peercity.graph.errors import PeerCityError, Unreadable

from ..text import challenge_text
from .lines import Problems, json_lines, language_of

LABELS = {"on": "on", "undocumented": "undocumented", "off": "off_topic"}
"""What a question may be labelled, and the kind of answer that is then right."""
_LABELS_TEXT = "right are on (documented here), undocumented (a city matter that is not) and off (no city matter)"


@dataclass(frozen=True)
class Question:
    line: int
    """Where it stands in its file."""
    text: str
    language: str | None
    """As the file states it; None where it does not."""
    label: str
    same: str | None = None
    """Names the question that this one is, in one of several languages."""
    relevant: tuple[str, ...] = ()
    """IRIs of items that answer it."""


def read_questions(path: Path) -> tuple[Question, ...]:
    """Return the questions of a file of one object a line: `text`, `label`, and where known `lang`, `same`, `relevant`.

    Raises Unreadable where there is no file, and Unjudgeable with every problem of its lines at once.
    """
    if not path.is_file():
        raise Unreadable(path, "it is a folder; name a file" if path.is_dir() else "there is no such file")
    problems = Problems()
    found = tuple(_questions(path, problems))
    if not found and not problems.found:
        problems.add(path.name, 0, "it holds no question; right is a JSON object a line with text, lang and label")
    problems.refuse(path)
    return found


def _questions(path: Path, problems: Problems) -> Iterator[Question]:
    for line, row in json_lines(path, path.name, problems):
        yield Question(
            line,
            _text(row, path.name, line, problems),
            language_of(row, path.name, line, problems),
            _label(row, path.name, line, problems),
            _same(row, path.name, line, problems),
            _relevant(row, path.name, line, problems),
        )


def _text(row: dict[str, Any], name: str, line: int, problems: Problems) -> str:
    raw = row.get("text")
    if not isinstance(raw, str):
        what = "the text is missing" if raw is None else f"{raw!r:.40} is no text"
        problems.add(name, line, f"{what}; right is a question between quotation marks", field="text")
        return ""
    try:
        return challenge_text(raw)
    except PeerCityError as error:
        problems.add(name, line, str(error), field="text")
        return ""


def _label(row: dict[str, Any], name: str, line: int, problems: Problems) -> str:
    raw = row.get("label")
    if isinstance(raw, str) and raw in LABELS:
        return raw
    what = "the label is missing" if raw is None else f"{raw!r:.40} is no label"
    problems.add(name, line, f"{what}; {_LABELS_TEXT}", field="label")
    return ""


def _same(row: dict[str, Any], name: str, line: int, problems: Problems) -> str | None:
    raw = row.get("same")
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, str | int) or not str(raw).strip():
        problems.add(name, line, f"{raw!r:.40} names no group; right is a text such as q17", field="same")
        return None
    return str(raw).strip()


def _relevant(row: dict[str, Any], name: str, line: int, problems: Problems) -> tuple[str, ...]:
    raw = row.get("relevant")
    if raw is None:
        return ()
    if not isinstance(raw, list) or not all(isinstance(iri, str) and iri.strip() for iri in raw):
        message = f'{raw!r:.40} is no list of items; right is such as ["practice/dakar-market"]'
        problems.add(name, line, message, field="relevant")
        return ()
    if raw and row.get("label") != "on":
        message = f"it names what answers, and its label is {row.get('label')!r:.40}; right is on"
        problems.add(name, line, message, field="relevant")
    return tuple(dict.fromkeys(iri.strip() for iri in raw))
