"""The tokens of a query, and which bracket closes which. Linear in the length of the text, without recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_IRI = r"<[^<>\"{}|^`\\\x00-\x20]*>"
_LETTER = r"(?:[\w:-]|[^\x00-\x7F]|%[0-9A-Fa-f]{2}|\\[^\s\w])"
_NAME = rf"(?:[\w:]|[^\x00-\x7F]){_LETTER}*+(?:\.++{_LETTER}++)*+"
_TOKEN = rf"""
      (?P<gap> (?: [ \t\r\n]++ | \#[^\r\n]*+ )++ )
    | (?P<literal>
        (?: \"{{3}} (?: [^"\\] | \\. | "(?!"") )*+ (?: \"{{3}} | \Z )
          | '{{3}} (?: [^'\\] | \\. | '(?!'') )*+ (?: '{{3}} | \Z )
          | " (?: [^"\\\r\n] | \\. )*+ "?+
          | ' (?: [^'\\\r\n] | \\. )*+ '?+ )
        (?: [ \t\r\n]*+ @[A-Za-z]++(?:-[A-Za-z0-9]++)*+ | [ \t\r\n]*+ \^\^ [ \t\r\n]*+ (?: {_IRI} | {_NAME} ) )?+ )
    | (?P<iri> {_IRI} )
    | (?P<variable> [?$](?:\w|[^\x00-\x7F])++ )
    | (?P<number> [+-]?+ (?: \d++(?:\.\d++)?+ | \.\d++ ) (?: [eE][+-]?\d++ )?+ )
    | (?P<name> {_NAME} )
    | (?P<sign> \^\^ | && | \|\| | [<>!]= | << | >> | . )
"""
"""An unclosed string takes all that is left, so that no place is read twice. `re` compiles it at the first use."""
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Token(NamedTuple):
    """A token as written, whether blanks or comments stood before it, and where it stands in its text."""

    kind: str
    text: str
    spaced: bool = True
    start: int = 0

    @property
    def word(self) -> str:
        """The keyword that this may be, in lower case; empty where it cannot be one."""
        return self.text.casefold() if self.kind == "name" and ":" not in self.text else ""

    @property
    def is_term(self) -> bool:
        """Whether this alone is a term of a triple."""
        return self.kind in ("literal", "iri", "variable", "number") or (
            self.kind == "name" and (":" in self.text or self.word in ("true", "false"))
        )


Tokens = tuple[Token, ...]


class Uncut(Exception):
    """A construct that is not known here."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of any text.

    >>> [token.text for token in tokens("ASK { ?s a 'A { B'@en } # all")]
    ['ASK', '{', '?s', 'a', "'A { B'@en", '}']
    """
    spaced = False
    for match in re.finditer(_TOKEN, text, re.VERBOSE | re.DOTALL):
        kind = str(match.lastgroup)
        if kind != "gap":
            yield Token(kind, match.group(), spaced, match.start())
        spaced = kind == "gap"


def pairs(read: Sequence[Token]) -> dict[int, int]:
    """Return the place of the closing bracket of each opening one. Raises Uncut where they do not pair."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(read):
        if token.text in _CLOSING:
            opened.append(at)
        elif token.kind == "sign" and token.text in _CLOSING.values():
            if not opened or _CLOSING[read[opened[-1]].text] != token.text:
                raise Uncut
            found[opened.pop()] = at
    if opened:
        raise Uncut
    return found


def written(read: Sequence[Token]) -> str:
    """Return tokens as text; what stood between two of them becomes one blank."""
    return "".join((" " if token.spaced and at else "") + token.text for at, token in enumerate(read))
