"""The named queries that ship: a question in three languages, what to beware of, and its SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from peercity import ontology

from .errors import NotFound, Unreadable, nearest
from .records.values import INTERFACE_LANGUAGES

TOPICS = {
    "network": {"fr": "Le réseau", "es": "La red", "en": "The network"},
    "practices": {"fr": "Les pratiques", "es": "Las prácticas", "en": "Practices"},
    "time": {"fr": "La chronologie", "es": "La cronología", "en": "Over time"},
    "places": {"fr": "Les lieux", "es": "Los lugares", "en": "Places"},
    "provenance": {"fr": "Les sources", "es": "Las fuentes", "en": "Sources"},
    "coverage": {"fr": "Ce qui manque", "es": "Lo que falta", "en": "What is missing"},
    "recommender": {"fr": "Les recommandations", "es": "Las recomendaciones", "en": "Recommendations"},
}
"""What the queries are about, in the order in which to show them, with labels by language."""

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

_LANGUAGES = "|".join(INTERFACE_LANGUAGES)
_ENTRY = re.compile(rf"# (topic|rows|(?:note\.)?(?:{_LANGUAGES})): (\S.*)")
_CONTINUED = re.compile(r"#   (\S.*)")
_LABEL_LANGUAGE = re.compile(r'(?<=\) = ")en(?=")')
_FORM = re.compile(rf"^({'|'.join(get_args(Form))})\b", re.MULTILINE)
_ROWS = re.compile(r"\d+|true|false")


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
    topic: str
    """What it is about: one of TOPICS."""
    rows: int | bool
    """What it gives on the starter release: the number of rows of a SELECT, of triples of a graph, or what ASK says."""
    form: Form

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

    >>> named_queries()[-1].questions["en"]
    'Who mentors whom?'
    """
    return tuple(read_query(path) for path in sorted(ontology.QUERIES.glob("*.rq")))


def named_query(name: str) -> Query:
    """Return one query. Raises NotFound with the nearest names, or all of them.

    >>> named_query("who-mentors-whom").questions["fr"]
    'Qui est le mentor de qui\\xa0?'
    """
    found = {query.name: query for query in named_queries()}
    if name not in found:
        near = nearest(name, found)
        raise NotFound("named query", name, near=near, valid=() if near else found)
    return found[name]


def read_query(path: Path) -> Query:
    """Return the query of a file: comment lines with its topic, rows, questions and notes, then the SPARQL.

    Raises Unreadable where one of these is missing or unknown, a question or note is not in all languages, or a line
    of the head is none of these.
    """
    head, text = _head(path, iter(path.read_text(encoding="utf-8").splitlines()))
    notes = {language: words for language in INTERFACE_LANGUAGES if (words := head.get(f"note.{language}"))}
    if missing := [language for language in INTERFACE_LANGUAGES if language not in head]:
        raise Unreadable(path, f"its question is missing in {', '.join(missing)}; write a line such as '# fr: …'")
    if notes and (missing := [language for language in INTERFACE_LANGUAGES if language not in notes]):
        raise Unreadable(path, f"its note is missing in {', '.join(missing)}; write a line such as '# note.fr: …'")
    topic, rows = head.get("topic"), head.get("rows", "")
    if topic not in TOPICS:
        raise Unreadable(path, f"its topic is {topic!r}; write a line '# topic: …' with one of {', '.join(TOPICS)}")
    if not _ROWS.fullmatch(rows):
        raise Unreadable(path, f"its rows are {rows!r}; write a line '# rows: …' with a number, true or false")
    form = _FORM.search(text)
    if form is None:
        raise Unreadable(path, f"no line of it begins with {', '.join(get_args(Form))}")
    questions = {language: head[language] for language in INTERFACE_LANGUAGES}
    given = int(rows) if rows.isdecimal() else rows == "true"
    return Query(path.stem, questions, notes, text, topic, given, cast(Form, form[1]))


def _head(path: Path, lines: Iterator[str]) -> tuple[dict[str, str], str]:
    found: dict[str, str] = {}
    last = None
    for number, line in enumerate(lines, start=1):
        if not line.startswith("#"):
            return found, "\n".join([line, *lines]).strip() + "\n"
        if match := _ENTRY.fullmatch(line):
            last = match[1]
            found[last] = match[2]
        elif last and (match := _CONTINUED.fullmatch(line)):
            found[last] += f" {match[1]}"
        else:
            raise Unreadable(
                path,
                f"line {number} is {line!r}, neither a topic (# topic: …), rows (# rows: …), "
                "a question (# fr: …) nor a note (# note.fr: …)",
            )
    raise Unreadable(path, "it holds no SPARQL")
