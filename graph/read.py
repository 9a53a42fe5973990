"""Triples to records: the way back of `build`, through the same context."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from peercity import ontology

from .iris import BASE
from .records import Record

_RDF_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def read(triples: Iterable[ox.Triple | ox.Quad], *, base: str = BASE) -> list[Record]:
    """Return the records that `triples` state, in the order of their IRIs.

    Raises pydantic's ValidationError for a node that is no record and KeyError for an unknown type.
    """
    return [Record.types[raw["type"]].parse(raw) for raw in read_json(triples, base=base)]


def read_json(triples: Iterable[ox.Triple | ox.Quad], *, base: str = BASE) -> list[dict[str, Any]]:
    """Return one JSON-LD object per subject, compacted with the context."""
    from pyld import jsonld

    rows = [_row(triple) for triple in triples]
    expanded = jsonld.from_rdf({"@default": rows}, {"useNativeTypes": False})
    context = {**ontology.context(), "@base": base}
    found = jsonld.compact(expanded, context, {"base": base, "graph": True})
    return sorted(found.get("@graph", []), key=lambda raw: str(raw["id"]))


def _row(triple: ox.Triple | ox.Quad) -> dict[str, Any]:
    return {
        "subject": _term(triple.subject),
        "predicate": {"type": "IRI", "value": triple.predicate.value},
        "object": _term(triple.object),
    }


def _term(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "IRI", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "blank node", "value": f"_:{term.value}"}
    if term.language:
        return {"type": "literal", "value": term.value, "datatype": _RDF_LANG_STRING, "language": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
