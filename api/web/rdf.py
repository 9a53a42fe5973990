"""RDF documents: their syntaxes, the one that a request accepts, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from fastapi.responses import Response

from peercity.graph.iris import PREFIXES

from ..negotiation import choose
from ..sparql.errors import NotAcceptable
from ..sparql.formats import by_media_type


@dataclass(frozen=True)
class Syntax:
    """A way to write down a document."""

    name: str
    ending: str
    """Of its address."""
    media_type: str
    also: tuple[str, ...] = ()
    """Other media types that ask for it."""
    rdf: ox.RdfFormat | None = None
    """None for HTML."""

    @property
    def has_graphs(self) -> bool:
        """Whether it says which named graph each statement is in."""
        return self.rdf in (ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS)


def _syntax(rdf: ox.RdfFormat) -> Syntax:
    """Return a syntax of RDF; the endpoint gives it by the same media types."""
    known = by_media_type(rdf.media_type)
    return Syntax(rdf.name, f".{rdf.file_extension}", known.media_type, known.also, rdf)


HTML = Syntax("HTML", ".html", "text/html", ("application/xhtml+xml",))
RDF = tuple(
    map(
        _syntax,
        (
            ox.RdfFormat.TURTLE,
            ox.RdfFormat.JSON_LD,
            ox.RdfFormat.RDF_XML,
            ox.RdfFormat.N_TRIPLES,
            ox.RdfFormat.TRIG,
            ox.RdfFormat.N_QUADS,
        ),
    )
)
"""The first one is given to whoever accepts any RDF."""


def negotiate(accept: str | None, syntaxes: Iterable[Syntax] = (HTML, *RDF)) -> Syntax:
    """Return the syntax that an Accept header asks for. Raises NotAcceptable.

    >>> negotiate("text/turtle;q=0.5, application/ld+json").name, negotiate(None).name
    ('JSON-LD', 'HTML')
    """
    offered = tuple(syntaxes)
    chosen = choose(accept, offered)
    if chosen is None:
        valid = ", ".join(f"{one.media_type} ({one.name})" for one in offered)
        raise NotAcceptable(f"There is no document here as {accept!r}; valid: {valid}.")
    return chosen


def rdf_response(quads: Iterable[ox.Quad], syntax: Syntax, *, headers: dict[str, str]) -> Response:
    """Return quads as a document; in a syntax without named graphs, each statement once."""
    if syntax.rdf is None:
        raise ValueError(f"{syntax.name} is not a syntax of RDF")
    statements: Any = quads if syntax.has_graphs else {quad.triple: None for quad in quads}
    written = ox.serialize(statements, format=syntax.rdf, prefixes=PREFIXES) or b""
    return Response(written, media_type=syntax.media_type, headers=headers)
