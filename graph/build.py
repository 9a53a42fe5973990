"""Records to triples. The JSON-LD context does the mapping; nothing here knows a property."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from peercity import ontology

from .iris import BASE
from .records import Record

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def build(records: Iterable[Record], *, base: str = BASE) -> list[ox.Triple]:
    """Return the triples of `records`, data IRIs resolved against `base`."""
    from pyld import jsonld

    document = {
        "@context": {**ontology.context(), "@base": base},
        "@graph": [record.json_ld() for record in records],
    }
    dataset = jsonld.to_rdf(document, {"base": base, "documentLoader": _no_fetch})
    return list(_triples(dataset.get("@default", [])))


def _no_fetch(url: str, *_: Any) -> Any:
    raise ValueError(f"{url!r} is not fetched: contexts come from the package")


def _triples(rows: Iterable[dict[str, Any]]) -> Iterator[ox.Triple]:
    for row in rows:
        yield ox.Triple(
            ox.NamedNode(row["subject"]["value"]), ox.NamedNode(row["predicate"]["value"]), _object(row["object"])
        )


def _object(term: dict[str, Any]) -> ox.NamedNode | ox.Literal:
    if term["type"] == "IRI":
        return ox.NamedNode(term["value"])
    if "language" in term:
        return ox.Literal(term["value"], language=term["language"])
    if term["datatype"] == _XSD_STRING:
        return ox.Literal(term["value"])
    return ox.Literal(term["value"], datatype=ox.NamedNode(term["datatype"]))
