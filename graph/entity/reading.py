"""One thing of the graph as a reader meets it: what is stated of it and where, and what leads to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from ..iris import ONTOLOGY, last_part
from .citations import Citations, Source
from .description import is_known
from .labels import TYPE, Labels, Text
from .mentions import PAGE, SHOWN, Group, Kind, group, held_by, leading_to
from .rows import LEADS, Row, Term, rows, term


@dataclass(frozen=True)
class Entity:
    """A thing with an IRI. Numbers in its rows and groups are those of its sources."""

    iri: str
    label: Text
    is_alone: bool
    """Whether this is a page of one of its groups."""
    types: tuple[Term, ...]
    leads: tuple[Row, ...]
    """Definitions and descriptions, with which a page begins."""
    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    """What leads to it; of a named graph, what it holds."""
    has_more: bool
    """Whether more leads to it than was read."""
    sources: tuple[Source, ...]


def entity(store: ox.Store, iri: str, *, language: str, only: Kind | None = None, page: int = 1) -> Entity | None:
    """Return what the store of a release states of an IRI, in a reader's language; None where it states nothing.

    With `only`, the name of one of its groups: that group alone, a page at a time, and no rows.
    """
    if not is_known(store, iri):
        return None
    quads: list[Any] = list(store.quads_for_pattern(ox.NamedNode(iri), None, None, None))
    is_graph = not quads
    labels = Labels(store, language)
    citations = Citations(labels)
    types = sorted({quad.object.value for quad in quads if quad.predicate == TYPE}, key=_own_first)
    found, has_more = held_by(store, iri) if is_graph else leading_to(store, iri)
    kinds = [kind for kind in found if kind == only] or list(found)
    alone = kinds == [only]
    size = PAGE if alone else SHOWN
    told = () if alone else rows(iri, quads, labels=labels, citations=citations)
    groups = [
        group(store, iri, kind, found[kind], labels=labels, citations=citations, size=size, page=page if alone else 1)
        for kind in kinds
    ]
    return Entity(
        iri=iri,
        label=Text(last_part(iri)) if is_graph else labels[iri],
        is_alone=alone,
        types=tuple(term(one, labels) for one in types),
        leads=tuple(row for row in told if row.property.iri in LEADS),
        rows=tuple(row for row in told if row.property.iri not in LEADS),
        groups=tuple(groups),
        has_more=has_more,
        sources=citations.sources(),
    )


def _own_first(iri: str) -> tuple[bool, str]:
    return not iri.startswith(ONTOLOGY), iri
