"""The formats of answers, and the one that a request accepts."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ..negotiation import choose
from .errors import NotAcceptable

Kind = Literal["table", "graph"]
"""A table answers SELECT and ASK; a graph answers CONSTRUCT and DESCRIBE."""


class Format(NamedTuple):
    """A format of answers, with what is needed to cut one between two rows.

    `boundary` is a sequence of bytes that, outside quotation marks, stands only where a row or a subject ends. A cut
    keeps its first `kept` bytes and adds `closing`, which tells the reader of the cut where the format has a place for
    that. `quotes` says whether the boundary may also stand inside quotation marks, and how a quotation mark is written
    there. `marked` is what ends the head, and what stands in its place in a cut answer.
    """

    name: str
    kind: Kind
    media_type: str
    also: tuple[str, ...]
    boundary: bytes
    kept: int
    closing: bytes
    quotes: Literal["never", "doubled", "escaped"] = "never"
    marked: tuple[bytes, bytes] = (b"", b"")

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type

    def cut(self, written: bytes) -> bytes | None:
        """Return the whole rows at the start of a broken off answer, closed; None when there is not one.

        It takes time linear in the length: each byte is looked at twice at most, from the end on.

        >>> by_name("csv", "table").cut(b'city\\r\\nPau\\r\\n"Bil')
        b'city\\r\\nPau\\r\\n'
        """
        end, quoted = len(written), self._crosses_quotes(written)
        while (start := written.rfind(self.boundary, 0, end)) >= 0:
            quoted ^= self._crosses_quotes(written[start:end])
            if not quoted:
                return written[: start + self.kept].replace(*self.marked, 1) + self.closing
            end = start
        return None

    def is_empty(self, written: bytes) -> bool:
        """Say whether a whole table has no row.

        >>> by_name("csv", "table").is_empty(b"city\\r\\n")
        True
        """
        if self.name in ("csv", "tsv"):
            return not written.partition(self.boundary)[2]
        return written.endswith((b'"bindings":[]}}', b"<results></results></sparql>"))

    def is_false(self, written: bytes) -> bool:
        """Say whether the answer to an ASK is false.

        >>> by_name("csv", "table").is_false(b"false")
        True
        """
        return b"true" not in written[-40:]

    def _crosses_quotes(self, piece: bytes) -> bool:
        """Say whether a piece leads into or out of quotation marks; it does not begin behind a backslash."""
        if self.quotes == "never":
            return False
        if self.quotes == "escaped":
            piece = piece.replace(b"\\\\", b"").replace(b'\\"', b"")
        return piece.count(b'"') % 2 == 1


_WORDS = b" The answer was cut here at the limit of this endpoint; add ORDER BY, LIMIT and OFFSET to read on. "
_NOTICE = b"#" + _WORDS.rstrip() + b"\n"
_XML_NOTICE = b"<!--" + _WORDS + b"-->\n"

FORMATS = (
    # https://www.w3.org/TR/sparql11-results-json/
    Format(
        "json",
        "table",
        "application/sparql-results+json",
        ("application/json",),
        b"},{",
        1,
        b"]}}",
        "escaped",
        (b"]}", b'],"link":["/sparql/about#limits"]}'),
    ),
    # https://www.w3.org/TR/rdf-sparql-XMLres/
    Format(
        "xml",
        "table",
        "application/sparql-results+xml",
        ("application/xml", "text/xml"),
        b"</result>",
        9,
        b"</results></sparql>" + _XML_NOTICE,
    ),
    # https://www.w3.org/TR/sparql11-results-csv-tsv/
    Format("csv", "table", "text/csv", (), b"\r\n", 2, b"", "doubled"),
    Format("tsv", "table", "text/tab-separated-values", ("text/tsv",), b"\n", 1, b""),
    # https://www.w3.org/TR/turtle/
    Format("turtle", "graph", "text/turtle", ("application/x-turtle",), b" .\n", 3, _NOTICE),
    # https://www.w3.org/TR/n-triples/
    Format("ntriples", "graph", "application/n-triples", ("text/plain",), b" .\n", 3, _NOTICE),
    # https://www.w3.org/TR/trig/
    Format("trig", "graph", "application/trig", ("application/x-trig",), b" .\n", 3, _NOTICE),
    # https://www.w3.org/TR/n-quads/
    Format("nquads", "graph", "application/n-quads", ("text/x-nquads",), b" .\n", 3, _NOTICE),
    # https://www.w3.org/TR/rdf-syntax-grammar/
    Format(
        "rdfxml",
        "graph",
        "application/rdf+xml",
        ("application/xml", "text/xml"),
        b"</rdf:Description>",
        18,
        b"\n</rdf:RDF>" + _XML_NOTICE,
    ),
    # https://www.w3.org/TR/json-ld/
    Format("jsonld", "graph", "application/ld+json", ("application/json",), b"]},{", 2, b"]", "escaped"),
)
"""The first of each kind is the one given to whoever accepts everything."""

_SHORT = {"json": "jsonld", "xml": "rdfxml", "ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "nq": "nquads"}
"""Other short names of the formats of graphs."""


def formats(kind: Kind) -> list[Format]:
    """Return the formats of a kind of answer, the usual one first.

    >>> [format.name for format in formats("table")]
    ['json', 'xml', 'csv', 'tsv']
    """
    return [known for known in FORMATS if known.kind == kind]


def by_name(name: str, kind: Kind) -> Format:
    """Return the format of a short name; `json` and `xml` are valid for both kinds. Raises NotAcceptable.

    >>> by_name("json", "graph").media_type
    'application/ld+json'
    """
    wanted = name.casefold()
    if kind == "graph":
        wanted = _SHORT.get(wanted, wanted)
    for known in formats(kind):
        if known.name == wanted:
            return known
    raise _not_acceptable(name, kind)


def by_media_type(media_type: str) -> Format:
    """Return the format of a media type that `negotiate` gave.

    >>> by_media_type("text/csv").name
    'csv'
    """
    return next(known for known in FORMATS if known.media_type == media_type)


def negotiate(accept: str | None, kind: Kind) -> Format:
    """Return the format that an Accept header, or a short name, asks for. Raises NotAcceptable.

    >>> negotiate("text/html, text/csv;q=0.8, */*;q=0.1", "table").name
    'csv'
    >>> negotiate("*/*", "graph").name
    'turtle'
    """
    if accept and accept.strip() and "/" not in accept:
        return by_name(accept.strip(), kind)
    chosen = choose(accept, formats(kind))
    if chosen is None:
        raise _not_acceptable(accept or "", kind)
    return chosen


def _not_acceptable(accept: str, kind: Kind) -> NotAcceptable:
    asked = {"table": "SELECT and ASK", "graph": "CONSTRUCT and DESCRIBE"}[kind]
    valid = ", ".join(f"{known.name} ({known.media_type})" for known in formats(kind))
    return NotAcceptable(f"The answer to {asked} is a {kind}, which cannot be given as {accept!r}; valid: {valid}.")
