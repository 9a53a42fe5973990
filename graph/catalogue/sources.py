"""The sources of a release: their documents, who issued them, and the licence that each announces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..iris import PREFIXES
from ..releases import Release
from .statistics import statistics

_DOCUMENTS = """SELECT ?graph ?document ?title ?issuer ?issued ?licence ?page {
  { SELECT DISTINCT ?graph ?document {
      GRAPH ?graph { ?thing pc:statedIn/pc:document? ?document }
      ?document a pc:Document
  } }
  OPTIONAL { ?document dcterms:title ?title }
  OPTIONAL { ?document pc:issuer ?issuer }
  OPTIONAL { ?document dcterms:issued ?issued }
  OPTIONAL { ?document dcterms:rights ?licence }
  OPTIONAL { ?document foaf:page ?page }
} ORDER BY ?graph ?document ?page"""


@dataclass(frozen=True)
class Source:
    """A document that a named graph rests on."""

    graph: str
    document: str
    title: Mapping[str, str]
    """By language."""
    issuer: str | None
    issued: str | None
    licence: str | None
    """As the document announces it; None where it announces none."""
    pages: tuple[str, ...]
    statements: int
    """Of the whole graph."""


def sources(release: Release) -> list[Source]:
    """Return the sources of a release, by graph and document."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    rows: Any = release.store.query(_DOCUMENTS, prefixes=PREFIXES)
    for row in rows:
        key = row["graph"].value, row["document"].value
        source = found.setdefault(key, {"title": {}, "issuer": None, "issued": None, "licence": None, "pages": {}})
        if title := row["title"]:
            source["title"][title.language or "en"] = title.value
        if page := row["page"]:
            source["pages"][page.value] = None
        source |= {name: row[name].value for name in ("issuer", "issued", "licence") if row[name]}
    graphs = statistics(release).graphs
    return [
        Source(graph, document, **source | {"pages": tuple(source["pages"])}, statements=graphs[graph])
        for (graph, document), source in found.items()
    ]
