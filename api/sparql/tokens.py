"""The tokens of a query, and which bracket closes which. Linear in the length of the text, without recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_IRI = r"<[^<>\"{}|^`\\\x00-\x20]*>"
_LETTER = r"(?:[\w:-]|[^\x00-\x7F]|%[0-9A-Fa-f]{2}|\\[^\s\w])"
_NAME = rf"(?:[\w:]|[^\x00-\x7F]){_LETTER}*+(?:\.++{_LETTER}++)*+"
_TOKEN = re.compile(
    rf"""
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
    | (?P<sign> \^\^ | && | \|\| | [<>!]= | << | . )
    """,
    re.VERBOSE | re.DOTALL,
)
"""An unclosed string takes all that is left, so that no place is read twice."""
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Token(NamedTuple):
    """A token as written, and whether blanks or comments stood before it."""

    kind: str
    text: str
    spaced: bool = True

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
    """Yield the tokens of a text. Raises Uncut at one that may stand for several readings."""
    spaced = False
    for match in _TOKEN.finditer(text):
        kind, found = str(match.lastgroup), match.group()
        if found in ("\\", "<<"):
            raise Uncut
        if kind != "gap":
            yield Token(kind, found, spaced)
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
