"""How far the fields of a release are filled in, class by class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib import SH

from peercity import ontology

from .iris import CONCEPT

SILENT = ("status/not-stated", "role/not-stated", "kind/claim-not-stated")
"""The concepts that say that a source does not state something."""
_RECORDS = "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class } GROUP BY ?class"
_HAVING = "SELECT ?class ?p (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class ; ?p ?o } GROUP BY ?class ?p"
_SILENT = [f"<{CONCEPT}{name}>" for name in SILENT]
_SAID = f"""SELECT ?class ?p (COUNT(DISTINCT ?s) AS ?n) {{
  VALUES ?o {{ {" ".join(_SILENT)} }} ?s ?p ?o ; a ?class
  FILTER NOT EXISTS {{ ?s ?p ?value FILTER(?value NOT IN ({", ".join(_SILENT)})) }}
}} GROUP BY ?class ?p"""


@dataclass(frozen=True)
class Coverage:
    """One field of one class: each record of the class is filled in, said not to be stated, or without a value."""

    cls: str
    """IRI of the class."""
    path: str
    """IRI of the property."""
    required: bool
    """Whether every record must have it."""
    records: int
    filled: int
    """Records with a value."""
    said: int
    """Records for which it is said that the source does not state it, by a concept such as status/not-stated."""

    @property
    def missing(self) -> int:
        """Records without a word on it: no source was found to state it, or nobody has looked."""
        return self.records - self.filled - self.said

    @property
    def not_stated(self) -> int:
        return self.said + self.missing


@dataclass(frozen=True)
class PropertyCoverage:
    """A property over all records of the classes that have shapes."""

    path: str
    filled: int
    not_stated: int
    not_applicable: int
    """Records of classes that have no such field."""


def coverage(store: ox.Store) -> list[Coverage]:
    """Return the coverage of each field that the shapes give a class, over the default graph of a release.

    Classes of which there is no record are left out. It counts over the whole store: whoever needs
    it often keeps it.
    """
    records = {row["class"].value: int(row["n"].value) for row in _rows(store, _RECORDS)}
    having, said = (_counts(store, text) for text in (_HAVING, _SAID))
    found = []
    for (cls, name), required in fields().items():
        if cls in records:
            silent = said[cls, name]
            found.append(Coverage(cls, name, required, records[cls], having[cls, name] - silent, silent))
    return found


def by_property(found: Iterable[Coverage]) -> list[PropertyCoverage]:
    """Return the coverage of each property; records to which it does not apply are those of classes without it."""
    rows: dict[str, list[Coverage]] = defaultdict(list)
    classes: dict[str, int] = {}
    for one in found:
        rows[one.path].append(one)
        classes[one.cls] = one.records
    everything = sum(classes.values())
    return [
        PropertyCoverage(
            name,
            sum(one.filled for one in those),
            sum(one.not_stated for one in those),
            everything - sum(one.records for one in those),
        )
        for name, those in sorted(rows.items())
    ]


@cache
def fields() -> Mapping[tuple[str, str], bool]:
    """Return whether a field is required, by class and property, as the shapes have them, in their order."""
    shapes = rdflib.Graph().parse(ontology.SHAPES)
    found: dict[tuple[str, str], bool] = {}
    for shape, cls in shapes.subject_objects(SH.targetClass):
        for field in shapes.objects(shape, SH.property):
            path = shapes.value(field, SH.path)
            if isinstance(path, rdflib.URIRef):
                least = shapes.value(field, SH.minCount)
                key = str(cls), str(path)
                found[key] = found.get(key, False) or bool(least is not None and int(str(least)) > 0)
    return dict(sorted(found.items()))


def _counts(store: ox.Store, text: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = defaultdict(int)
    for row in _rows(store, text):
        found[row["class"].value, row["p"].value] = int(row["n"].value)
    return found


def _rows(store: ox.Store, text: str) -> Any:
    return store.query(text)
