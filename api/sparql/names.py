"""How a query writes terms: IRIs by their prefixes, literals with and without tag or type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peercity.graph.iris import PREFIXES

from .tokens import Token

_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE)
_LOCAL = re.compile(r"\w(?:[\w.-]*\w)?")
_LITERAL = re.compile(r"(\"{3}|'{3}|[\"'])(.*)\1\s*((?:@[\w-]+)|(?:\^\^.+))?", re.DOTALL)
_DAY = re.compile(r"((\d{4})-\d\d)(?:-\d\d.*)?")
_TAGS = ("en", "fr", "es", "eu", "ca", "gl", "pt", "it", "de", "ar", "zh")
_DATATYPES = ("gYear", "gYearMonth", "date", "dateTime", "integer", "decimal", "double")


class Names:
    """The prefixes of a query: its own, and those that need no declaration."""

    def __init__(self, prologue: str) -> None:
        self._prefixes = PREFIXES | dict(_DECLARED.findall(prologue))

    def iri(self, token: Token) -> str | None:
        """Return the IRI that a token means; None where it means none, or a relative one."""
        if token.kind == "iri":
            return token.text[1:-1] if ":" in token.text else None
        prefix, colon, local = token.text.partition(":")
        if token.kind != "name" or not colon or prefix not in self._prefixes:
            return None
        return self._prefixes[prefix] + local.replace("\\", "")

    def short(self, iri: str) -> str:
        """Return an IRI as a query may write it.

        >>> Names("").short("https://w3id.org/peercity/concept/axis/mobility")
        'axis:mobility'
        """
        for prefix, start in self._prefixes.items():
            if start and iri.startswith(start) and _LOCAL.fullmatch(iri, len(start)):
                return f"{prefix}:{iri[len(start) :]}"
        return f"<{iri}>"


def value_of(literal: str) -> tuple[str, str]:
    """Return the text of a literal or a number, and its tag or type as written.

    >>> value_of("'Pau'@fr"), value_of("2013")
    (('Pau', '@fr'), ('2013', ''))
    """
    match = _LITERAL.fullmatch(literal)
    return (match[2], match[3] or "") if match else (literal, "")


def dressed(value: str) -> Iterator[str]:
    """Yield the literals of a text: plain, tagged, typed; of a day also its month and its year.

    >>> list(dressed("2013"))[:3]
    ['"2013"', '"2013"^^xsd:gYear', '"2013"^^xsd:gYearMonth']
    """
    yield f'"{value}"'
    if any(letter.isalpha() for letter in value):
        yield from (f'"{value}"@{tag}' for tag in _TAGS)
    if "://" in value:
        yield f'"{value}"^^xsd:anyURI'
    elif value.lstrip("+-")[:1].isdigit():
        yield from (f'"{value}"^^xsd:{name}' for name in _DATATYPES)
    if day := _DAY.fullmatch(value):
        yield from (f'"{day[1]}"^^xsd:gYearMonth', f'"{day[2]}"^^xsd:gYear')
