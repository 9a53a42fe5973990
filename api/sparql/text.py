"""A look at the text of a query, without parsing it.

Parsing is done by the engine, in a worker that can be lost. This look finds what the engine cannot say or must not
see: nesting that would end the parser, and the words that decide how a refusal is put.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from peercity.graph.errors import TooLong

from .errors import BadQuery, NoQuery, NotAllowed
from .limits import DEEPEST, LONGEST_QUERY
from .tokens import tokens

_UPDATES = {"insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"}
_QUERIES = {"select", "ask", "construct", "describe"}
_FIRST = _UPDATES | _QUERIES
_OPENING, _CLOSING = re.compile(r"[({\[]|<<"), re.compile(r"[)}\]]|>>")
_SUSPICIOUS = re.compile(rf"service|\\u|\b(?:{'|'.join(sorted(_UPDATES))})\b", re.IGNORECASE)
"""What a query may hold that a closer look is taken at; most hold none of it."""


class Look(NamedTuple):
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
    first = before = ""
    declared: set[str] = set()
    for token in tokens(text):
        if token.kind in ("sign", "iri"):  # What looks like an IRI may be two comparisons: ?a<((?b>1)&&?c)
            opened = len(_OPENING.findall(token.text))
            deepest = max(deepest, depth + opened)
            depth += opened - len(_CLOSING.findall(token.text))
        elif token.kind == "name":
            label, colon, _ = token.text.casefold().partition(":")
            if colon and before == "prefix":
                declared.add(label)
            elif not colon or label not in declared:
                service |= "service" in label
            if token.word in _FIRST:
                first = first or token.word
        before = token.word
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
        "SERVICE is refused: no other server is asked from here. Ask that one yourself and join the answers."
    )
