"""The named queries that ship: a question in three languages, what to beware of, and its SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from peercity import ontology

from .errors import NotFound, Unreadable, nearest
from .records.values import INTERFACE_LANGUAGES

_LANGUAGES = "|".join(INTERFACE_LANGUAGES)
_QUESTION = re.compile(rf"# ({_LANGUAGES}): (\S.*)")
_NOTE = re.compile(rf"# note\.({_LANGUAGES}): (\S.*)")
_CONTINUED = re.compile(r"#   (\S.*)")
_LABEL_LANGUAGE = re.compile(r'(?<=\) = ")en(?=")')


@dataclass(frozen=True)
class Query:
    """A named query. It is written for a default graph that is the union of the sources."""

    name: str
    questions: dict[str, str]
    """The question, by language."""
    notes: dict[str, str]
    """What a careful reader must know of the answer, by language; empty where there is nothing to say."""
    text: str
    """The SPARQL, with its prefixes; labels come in English."""

    def in_language(self, language: str) -> str:
        """Return the SPARQL with labels in another language of the interface. Raises NotFound for any other.

        >>> 'lang(?role) = "fr"' in named_query("who-learns-with-bilbao").in_language("fr")
        True
        """
        if language not in INTERFACE_LANGUAGES:
            raise NotFound("language", language, valid=INTERFACE_LANGUAGES)
        return _LABEL_LANGUAGE.sub(language, self.text)


@cache
def named_queries() -> tuple[Query, ...]:
    """Return the queries that ship, by name.

    >>> named_queries()[0].questions["en"]
    'Which barriers did practices meet, axis by axis?'
    """
    return tuple(read_query(path) for path in sorted(ontology.QUERIES.glob("*.rq")))


def named_query(name: str) -> Query:
    """Return one query. Raises NotFound with the nearest names, or all of them.

    >>> named_query("who-mentors-whom").questions["fr"]
    'Qui est le mentor de qui ?'
    """
    found = {query.name: query for query in named_queries()}
    if name not in found:
        near = nearest(name, found)
        raise NotFound("named query", name, near=near, valid=() if near else found)
    return found[name]


def read_query(path: Path) -> Query:
    """Return the query of a file: comment lines with its questions and notes, then the SPARQL.

    Raises Unreadable where a question is missing in a language, a note is not in all of them, or a line of the head
    is neither.
    """
    lines = iter(path.read_text(encoding="utf-8").splitlines())
    head, text = _head(path, lines)
    questions = {language: words for (kind, language), words in head.items() if kind == "question"}
    notes = {language: words for (kind, language), words in head.items() if kind == "note"}
    if missing := [language for language in INTERFACE_LANGUAGES if language not in questions]:
        raise Unreadable(path, f"its question is missing in {', '.join(missing)}; write a line such as '# fr: …'")
    if notes and (missing := [language for language in INTERFACE_LANGUAGES if language not in notes]):
        raise Unreadable(path, f"its note is missing in {', '.join(missing)}; write a line such as '# note.fr: …'")
    return Query(path.stem, questions, notes, text)


def _head(path: Path, lines: Iterator[str]) -> tuple[dict[tuple[str, str], str], str]:
    found: dict[tuple[str, str], str] = {}
    last = None
    for number, line in enumerate(lines, start=1):
        if not line.startswith("#"):
            return found, "\n".join([line, *lines]).strip() + "\n"
        if match := _QUESTION.fullmatch(line):
            last = ("question", match[1])
            found[last] = match[2]
        elif match := _NOTE.fullmatch(line):
            last = ("note", match[1])
            found[last] = match[2]
        elif last and (match := _CONTINUED.fullmatch(line)):
            found[last] += f" {match[1]}"
        else:
            raise Unreadable(path, f"line {number} is {line!r}, neither a question (# fr: …) nor a note (# note.fr: …)")
    raise Unreadable(path, "it holds no SPARQL")
