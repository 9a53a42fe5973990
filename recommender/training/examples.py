"""Recommendations that people accepted or declined, read from a file that a person has reviewed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from peercity.graph.errors import PeerCityError

from ..evaluation.lines import BrokenLines, Problems, json_lines, language_of
from ..text import challenge_text

VERDICTS = ("accepted", "declined")
REVIEWED = "reviewed_by"
"""Field of an exported line that a person fills in; a line where it is there and empty has not been reviewed."""
_MAX_TEXT = 20_000

TextOf = Callable[[str, str | None], str | None]
"""The text of an item (IRI) in a language, or None where there is no such item."""


@dataclass(frozen=True, order=True)
class Example:
    """A text that was recommended for a challenge, and whether it was accepted."""

    challenge: str
    text: str
    accepted: bool
    language: str | None = None


class Untrainable(BrokenLines):
    """Problems in a file of examples. Nothing was trained."""

    outcome = "nothing was trained"


def read_examples(path: Path, *, text_of: TextOf) -> list[Example]:
    """Return the examples of a file of JSON objects, one a line, each once, in one order whatever that of the lines.

    Each has `challenge`, `verdict` (accepted or declined), `text` or `item` (an IRI that `text_of` knows) and perhaps
    `language`. Raises Untrainable with all problems at once.
    """
    problems = Problems()
    found: dict[tuple[str, str], tuple[int, Example]] = {}
    for line, row in json_lines(path, path.name, problems):
        example = _example(row, path.name, line, text_of, problems)
        if example is None:
            continue
        key = (same_challenge(example.challenge), example.text)
        before, known = found.setdefault(key, (line, example))
        if known.accepted != example.accepted:
            message = f"line {before} says {_verdict(known)!r} of the same text for the same challenge"
            problems.add(path.name, line, message, field="verdict")
    if not found and not problems.found:
        problems.add(path.name, 0, "it holds no example")
    if problems.found:
        raise Untrainable(problems.found, name=path)
    return sorted(example for _, example in found.values())


def same_challenge(text: str) -> str:
    """Return what two statements of one challenge have in common: its words, whatever their case and blanks."""
    return " ".join(text.casefold().split())


def data_hash(examples: Sequence[Example]) -> str:
    """Return the SHA-256 of examples, the same for the same examples in any order of lines."""
    rows = [asdict(example) for example in sorted(examples)]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _example(row: dict[str, Any], name: str, line: int, text_of: TextOf, problems: Problems) -> Example | None:
    count = len(problems.found)
    challenge = row.get("challenge")
    try:
        challenge = challenge_text(challenge) if isinstance(challenge, str) else None
        if challenge is None:
            problems.add(name, line, "the challenge is missing; right is a text", field="challenge")
    except PeerCityError as error:
        problems.add(name, line, str(error), field="challenge")
    verdict = row.get("verdict")
    if verdict not in VERDICTS:
        problems.add(name, line, f"{verdict!r:.40} is no verdict; right are accepted and declined", field="verdict")
    if REVIEWED in row and not str(row[REVIEWED] or "").strip():
        message = "it has not been reviewed: write who did, or delete the line"
        problems.add(name, line, message, field=REVIEWED)
    language = language_of(row, name, line, problems)
    text = _text(row, name, line, language, text_of, problems)
    if len(problems.found) > count or challenge is None or text is None:
        return None
    return Example(challenge, text, verdict == "accepted", language)


def _text(
    row: dict[str, Any], name: str, line: int, language: str | None, text_of: TextOf, problems: Problems
) -> str | None:
    text, item = row.get("text"), row.get("item")
    if text is None and isinstance(item, str):
        text = text_of(item, language)
        if text is None:
            problems.add(name, line, f"{item!r:.80} is no item of the current release; give its text", field="item")
            return None
    if not isinstance(text, str) or not text.strip():
        problems.add(name, line, "the text is missing; right is what was recommended, or its IRI as item", field="text")
        return None
    if len(text) > _MAX_TEXT:
        message = f"the text has {len(text):,} characters; right are at most {_MAX_TEXT:,}"
        problems.add(name, line, message, field="text")
        return None
    return " ".join(text.encode("utf-8", errors="replace").decode().split())


def _verdict(example: Example) -> str:
    return VERDICTS[0] if example.accepted else VERDICTS[1]
