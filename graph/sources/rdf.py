"""RDF files, parsed by rdflib and read back into raw records."""

from __future__ import annotations

from xml.sax import SAXException

import pyoxigraph as ox
import rdflib
from rdflib.exceptions import ParserError

from ..iris import BASE
from ..read import read_json
from .base import SourceFile


def read_rdf(text: str, syntax: str) -> SourceFile:
    """Return the records of an RDF text in `syntax` (rdflib's name). Raises ValueError."""
    graph = rdflib.Graph()
    try:
        graph.parse(data=text, format=syntax, publicID=BASE)
    except (SyntaxError, ParserError, SAXException, ValueError) as error:
        raise ValueError(f"it is not {syntax}: {_first_line(error)}") from None
    triples = [
        triple
        for triple in ox.parse(graph.serialize(format="nt"), ox.RdfFormat.N_TRIPLES)
        if not isinstance(triple.subject, ox.BlankNode)
    ]
    if len(triples) < len(graph):
        raise ValueError("it has blank nodes; give every record an IRI, so that it can be named and changed")
    records = read_json(triples)
    if not records:
        raise ValueError("it states nothing")
    return SourceFile([{**record, "type": record.get("type", "")} for record in records])


def _first_line(error: Exception) -> str:
    text = getattr(error, "getMessage", lambda: str(error))()
    return " ".join(str(text).split())[:200]
