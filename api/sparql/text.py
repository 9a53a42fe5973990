"""A look at the text of a query, without parsing it.

Parsing is done by the engine, in a worker that can be lost. This look finds what the engine cannot say or must not
see: nesting that would end the parser, and the words that decide how a refusal is put.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from peercity.graph.errors import TooLong

from .errors import BadQuery, NoQuery, NotAllowed
from .limits import DEEPEST, LONGEST_QUERY

_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\r\n]* )
    | (?P<string> \"{3}(?:[^"\\]|\\.|"(?!""))*+(?:\"{3}|\Z) | '{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3}|\Z)
                | "(?:[^"\\\r\n]|\\.)*+"?+ | '(?:[^'\\\r\n]|\\.)*+'?+ )
    | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<variable> [?$]\w+ )
    | (?P<name> [\w.-]++ (?: :[\w.%\\:-]* )? | :[\w.%\\:-]* )
    | (?P<open> [({\[] | <<\(? )
    | (?P<close> [)}\]] | \)?>> )
    """,
    re.VERBOSE | re.DOTALL,
)
"""An unclosed string takes all that is left, so that no place is read twice."""
_UPDATES = {"insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"}
_OPENING = re.compile(r"[({\[]|<<")
_SUSPICIOUS = re.compile(rf"service|\\u|\b(?:{'|'.join(sorted(_UPDATES))})\b", re.IGNORECASE)
"""What a query may hold that a closer look is taken at; most hold none of it."""
_QUERIES = {"select", "ask", "construct", "describe"}
_EXPECTED = re.compile(r"""("(?:[^"\\]|\\.)+")|\[(?:'(?:\\[^']+|.)'|[^\]'])*\]|\b([A-Z][A-Z_]+)\b""")
"""What the engine expected: a sign in quotes, a class of characters, which tells nobody anything, or a word."""
_NOT_HERE = {"SERVICE", "LATERAL"}
"""Words that the engine knows and that are refused, or no SPARQL 1.1."""
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True)
class Look:
    """What a look at a query finds: its nesting, and whether it seems to say SERVICE or an update."""

    depth: int
    service: bool
    update: bool


def look(text: str) -> Look:
    """Return what a look at a query finds. Keywords glued to a name are found too.

    >>> look("SELECT * { ?service ?p 'SERVICE' } # SERVICE")
    Look(depth=1, service=False, update=False)
    >>> look("ASK{SERVICESILENTe:x{?s ?p ?o}}").service
    True
    """
    depth = deepest = 0
    service = False
    first, before = "", ""
    declared: set[str] = set()
    for token in _TOKEN.finditer(text):
        found, kind = token.group().casefold(), token.lastgroup
        if kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif kind == "close":
            depth -= 1
        elif kind == "name":
            label, colon, _ = found.partition(":")
            if colon and before == "prefix":
                declared.add(label)
            elif not colon or label not in declared:
                words = re.split(r"[.-]", label)
                service |= any(word.startswith("service") for word in words)
            if not first and found in _UPDATES | _QUERIES:
                first = found
        if kind != "comment":
            before = found
    return Look(deepest, service, first in _UPDATES)


def require_text(text: str) -> None:
    """Raise NoQuery, TooLong or BadQuery where a text cannot be a query."""
    if not text.strip():
        raise NoQuery("There is no query. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.")
    if len(text) > LONGEST_QUERY:
        raise TooLong("query", len(text), LONGEST_QUERY)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadQuery(f"The query has half a character at position {error.start + 1:,}; send it as UTF-8.") from None


def require_query(text: str) -> None:
    """Raise BadQuery for nesting and NotAllowed for other work than a query."""
    if len(_OPENING.findall(text)) <= DEEPEST and not _SUSPICIOUS.search(text):
        return
    seen = look(text)
    if seen.depth > DEEPEST:
        raise BadQuery(f"The query nests braces or brackets {seen.depth:,} deep; at most {DEEPEST} are read.")
    if seen.update:
        raise NotAllowed("This endpoint only reads: updates are refused. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.")
    if seen.service:
        raise service_refused()


def service_refused() -> NotAllowed:
    return NotAllowed(
        "SERVICE is refused: this endpoint asks no other server. Ask that one yourself and join the answers."
    )


def syntax_error(text: str, said: str, known: Iterable[str]) -> BadQuery:
    """Return what the engine said of a query in words: where, near what, and what could stand there.

    >>> print(syntax_error("ASK { ?s ", "error at 1:10: expected one of \\"}\\", ['a'..='z']", ["pc"]))
    The query cannot be read at line 1, column 10, at its end: it has more "{" than "}"; valid there, among others: "}".
    """
    match = _PLACE.match(said)
    if not match:
        return BadQuery(f"The query cannot be read: {said}")
    if not text.strip():
        return BadQuery("The query is empty. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.")
    line, column = int(match[1]), int(match[2])
    lines = text.split("\n")
    row = lines[line - 1] if line <= len(lines) else ""
    after = row[column - 1 :].strip() or " ".join(lines[line:]).strip()
    place = f"line {line}, column {column}, " + (f"near {after[:30]!r}" if after else "at its end")
    why = _why(match[3], row[: column - 1], known)
    if not after and text.count("{") > text.count("}"):
        why = f'it has more "{{" than "}}"; {why}'
    return BadQuery(f"The query cannot be read at {place}: {why}.")


def _why(said: str, before: str, known: Iterable[str]) -> str:
    name = re.search(r"([\w.-]*):[^\s:]*$", before)
    if "Prefix not found" in said and name and name[1] not in known:
        return f"the prefix {name[1] + ':'!r} is not declared; known without declaration: {', '.join(known)}"
    if "variable that is unbound" in said:
        return "SELECT names a variable that is neither grouped nor aggregated"
    if said.removeprefix("expected ") == "IRI parsing failed":
        return "an IRI is not valid"
    expected = dict.fromkeys(match[1] or match[2] for match in _EXPECTED.finditer(said))
    words = [word for word in expected if word and word not in _NOT_HERE]
    if not words:
        return "this cannot stand there"
    return f"valid there, among others: {', '.join(words)}"
