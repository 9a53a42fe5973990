"""What is wrong with the syntax of a query, in words: where, and what would be right there.

The engine names the furthest place that it looked at, which may lie behind the mistake by the length of a keyword, and
what it expected at that place alone. So it is asked again: with the tokens of the query far apart, it names the one at
which it stops; and with a candidate in its place, it tells whether that could stand there.
"""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import pyoxigraph as ox

from peercity.graph.iris import BASE, PREFIXES

from .errors import BadQuery
from .names import value_of
from .tokens import tokens

_PLACE = re.compile(r"error at (\d+):(\d+): ")
_GAP = " " * 40
"""More than the longest keyword that the engine looks for, and on one line."""
_NOWHERE = "\0"
_END = ("VALUES", "?x", "{", "}", ".")
_PATIENCE = 0.5
"""Seconds that are spent on candidates."""
_MOST = 8
"""Candidates that a sentence names."""
_SIGNS = (".", ";", ",", "}", ")", "]", "{", "(", "*", "=", "&&", "||")
_WORDS = ("AS", "BY", "IN", "WHERE", "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE", "FILTER", "OPTIONAL")
_TAIL = ("GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET", "VALUES")
_CANDIDATES = {
    "a variable": "?x",
    "an <IRI>": "<a:b>",
    "a text": "'a'",
    "a number": "1",
    "a prefix with its ':'": "a:",
    **{repr(written): written for written in (*_SIGNS, *_WORDS, *_TAIL)},
}
"""What could stand at a place, as it is named and as it is tried."""
_SAID = {
    "variable that is unbound": "SELECT names a variable that is neither grouped nor aggregated",
    "overrides an existing variable": "AS names a variable that has a value already",
    "not authorized with GROUP BY": "groups have no *; name the variables",
    "IRI parsing failed": "an IRI is not valid",
    '">"': "an IRI is not closed by '>'",
}
"""What the engine says of more than one place, in other words."""


def syntax_error(text: str, error: SyntaxError) -> BadQuery:
    """Return what the engine said of a query in words.

    >>> print(syntax_error("ASK { ?s a pc:City", SyntaxError("error at 1:19: expected ...")))
    The query cannot be read at line 1, column 19, at its end: '}' is missing there.
    """
    if not _PLACE.match(str(error)):
        return BadQuery(f"The query cannot be read: {error}")
    read = list(tokens(text))
    if not read:
        return BadQuery("The query is empty. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.")
    for token in read:
        if token.kind == "literal" and value_of(token.text) == (token.text, ""):
            return _told(text, token.start, "the text that begins there is not closed")
    words = [token.text for token in read]
    number, said = _stopped(words)
    start = read[number].start if number < len(read) else len(text)
    return _told(text, start, _why(words, number, f"{error} {said}"))


def _told(text: str, start: int, why: str) -> BadQuery:
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    after = text[start:].partition("\n")[0].strip()
    place = f"line {line}, column {column}, " + (f"near {after[:30]!r}" if after else "at its end")
    return BadQuery(f"The query cannot be read at {place}: {why}.")


def _why(words: Sequence[str], number: int, said: str) -> str:
    """Return what is wrong at one of the tokens of a query, or behind the last one."""
    before, after = words[:number], words[number:]
    prefix = after[0].partition(":")[0] + ":" if after else ""
    if "Prefix not found" in said:
        return f"the prefix {prefix!r} is not declared; known without declaration: {', '.join(PREFIXES)}"
    for part, meaning in _SAID.items():
        if part in said:
            return meaning
    until = time.monotonic() + _PATIENCE
    valid, mending = [], []
    for name, candidate in _CANDIDATES.items():
        if time.monotonic() > until:
            break
        if _stopped([*before, candidate])[0] > number:
            valid.append(name)
            if _is_whole([*before, candidate, *after]):
                mending.append(name)
    if mending:
        return f"{_listed(mending)} is missing there"
    if after and _is_whole([*before, *after[1:]]):
        return f"{after[0]!r} is one too many"
    return f"valid there: {_listed(valid)}" if valid else "this cannot stand there"


def _listed(names: Sequence[str]) -> str:
    *most, last = names[:_MOST]
    return f"{', '.join(most)} or {last}" if most else last


def _is_whole(words: Sequence[str]) -> bool:
    """Say whether some tokens are a query: VALUES may end one, and no full stop may follow then, as in a group."""
    return _stopped([*words, *_END])[0] == len(words) + len(_END) - 1


def _stopped(words: Sequence[str]) -> tuple[int, str]:
    """Return the number of the token at which the engine stops, their count where it is none, and what it says.

    A sign that stands nowhere follows them, so that nothing is planned or answered, which may take long.
    """
    spread = "".join(_GAP + word for word in (*words, _NOWHERE))
    try:
        ox.Store().query(spread, base_iri=BASE, prefixes=PREFIXES)
    except SyntaxError as error:
        said = str(error)
        if found := _PLACE.match(said):
            lines = spread.split("\n")[: int(found[1]) - 1]
            at = sum(len(line) + 1 for line in lines) + int(found[2]) - 1
            starts = list(accumulate((len(_GAP) + len(word) for word in words), initial=len(_GAP)))
            return max(bisect_right(starts, at) - 1, 0), said
    return len(words), ""
