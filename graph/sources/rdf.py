"""RDF files, read back into raw records."""

from __future__ import annotations

from typing import Any
from xml.sax import SAXException

import pyoxigraph as ox

from peercity import ontology

from ..iris import BASE
from ..read import read_json
from .base import SourceFile

_FORMATS = {"Turtle": ox.RdfFormat.TURTLE, "N-Triples": ox.RdfFormat.N_TRIPLES, "JSON-LD": ox.RdfFormat.JSON_LD}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {_XSD + name for name in ("decimal", "integer", "float")}


def read_rdf(text: str, syntax: str) -> SourceFile:
    """Return the records of an RDF text in `syntax`: Turtle, N-Triples, JSON-LD or RDF/XML. Raises ValueError."""
    triples = _parse_xml(text) if syntax == "RDF/XML" else _parse(text, syntax)
    if any(isinstance(term, ox.BlankNode) for triple in triples for term in (triple.subject, triple.object)):
        raise ValueError("it has nodes without an IRI (blank nodes); give every record an IRI, so that it can be cited")
    records = read_json(map(_with_doubles, triples))
    if not records:
        raise ValueError("it states nothing")
    return SourceFile(records)


def _parse(text: str, syntax: str) -> list[ox.Triple]:
    try:
        return [quad.triple for quad in ox.parse(text, _FORMATS[syntax], base_iri=BASE)]
    except SyntaxError as error:
        why = str(error.msg).partition(": ")[2] or str(error.msg)
        raise ValueError(f"it is not {syntax}: " + (f"line {error.lineno}: " if error.lineno else "") + why) from None


def _parse_xml(text: str) -> list[ox.Triple]:
    """Parse with rdflib, whose XML parser bounds what entities may grow to; pyoxigraph's takes all memory."""
    import rdflib
    from rdflib.exceptions import ParserError

    try:
        graph = rdflib.Graph().parse(data=text, format="xml", publicID=BASE)
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: None)()
        raise ValueError("it is not RDF/XML: " + (f"line {line}: " if line else "") + error.getMessage()) from None
    except ParserError as error:
        raise ValueError(f"it is not RDF/XML: {error}") from None
    return [ox.Triple(_term(subject), _term(predicate), _term(value)) for subject, predicate, value in graph]


def _term(term: Any) -> Any:
    import rdflib

    if isinstance(term, rdflib.BNode):
        return ox.BlankNode()
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)


def _with_doubles(triple: ox.Triple) -> ox.Triple:
    """Return the triple with a number as a double where the context wants one: 43.26 is a decimal in Turtle."""
    value = triple.object
    if isinstance(value, ox.Literal) and value.datatype.value in _NUMBERS and triple.predicate.value in _doubles():
        return ox.Triple(
            triple.subject, triple.predicate, ox.Literal(value.value, datatype=ox.NamedNode(_XSD + "double"))
        )
    return triple


def _doubles() -> set[str]:
    """Return the properties whose values the context types as doubles."""
    context = ontology.context()
    found = set()
    for definition in context.values():
        if isinstance(definition, dict) and definition.get("@type") == "xsd:double":
            prefix, _, name = definition["@id"].partition(":")
            found.add(context[prefix] + name)
    return found
