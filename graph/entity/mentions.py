"""What leads to a thing: the statements in which it is the value, by property and by the class of their subject."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyoxigraph as ox

from ..iris import CONCEPT, ONTOLOGY, PREFIXES
from .citations import Citation, Citations
from .labels import STATED_IN, TYPE, Labels
from .rows import AS_OF, LEADS, STATUS, Row, Term, Value, cited, position, records, rows, term

SHOWN, PAGE = 8, 50
"""Mentions of a group on the page of a thing, and on a page of the group."""
MOST = 2_000
"""Statements that are read of those that lead to one thing; a query gives all."""
_IN_SHORT = (STATUS, AS_OF, STATED_IN.value, TYPE.value)
"""What is told of a thing that has a name of its own."""
_LOCATORS = {ONTOLOGY + name for name in ("document", "heading", "paragraph", "sentenceHash")}
"""Where a passage stands, which its citation says already."""
_NOTE = f"{PREFIXES['skos']}note"
_NUMBER = re.compile(r"(\d+)", re.ASCII)

Kind = tuple[str, str]
"""A property and the class of the subjects; the property is empty for what a named graph holds."""


@dataclass(frozen=True)
class Mention:
    """A thing whose value is ours; with what it says, where it has no name of its own, else with its status."""

    thing: Value
    is_named: bool
    """Whether it is told by its name; of what a named graph holds, everything is."""
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Group:
    """Mentions through one property by things of one class, in the order of their IRIs."""

    property: Term | None
    type: Term | None
    count: int
    page: int
    pages: int
    mentions: tuple[Mention, ...]


def leading_to(store: ox.Store, iri: str) -> tuple[dict[Kind, list[str]], bool]:
    """Return what leads to a thing, sorted, and whether there is more than is read."""
    quads: Iterable[Any] = store.quads_for_pattern(None, None, ox.NamedNode(iri), ox.DefaultGraph())
    pairs = [(quad.predicate.value, quad.subject) for quad in islice(quads, MOST + 1)]
    return _by_kind(store, pairs[:MOST]), len(pairs) > MOST


def held_by(store: ox.Store, graph: str) -> tuple[dict[Kind, list[str]], bool]:
    """Return what a named graph states something of, sorted, and whether there is more than is read."""
    quads: Iterable[Any] = store.quads_for_pattern(None, TYPE, None, ox.NamedNode(graph))
    found = [quad.subject for quad in islice(quads, MOST + 1)]
    return _by_kind(store, [("", subject) for subject in found[:MOST]]), len(found) > MOST


def group(
    store: ox.Store,
    iri: str,
    kind: Kind,
    subjects: Sequence[str],
    *,
    labels: Labels,
    citations: Citations,
    size: int,
    page: int,
) -> Group:
    """Return one page of a group; the last one where there are fewer pages."""
    name, type_ = kind
    pages = max(1, -(-len(subjects) // size))
    page = min(page, pages)
    return Group(
        property=term(name, labels) if name else None,
        type=term(type_, labels) if type_ else None,
        count=len(subjects),
        page=page,
        pages=pages,
        mentions=tuple(
            _mention(store, subject, name, iri, labels=labels, citations=citations)
            for subject in subjects[(page - 1) * size : page * size]
        ),
    )


def _by_kind(store: ox.Store, pairs: Iterable[tuple[str, ox.NamedNode]]) -> dict[Kind, list[str]]:
    found: dict[Kind, set[str]] = defaultdict(set)
    for name, subject in pairs:
        found[name, _type(store, subject)].add(subject.value)
    return {
        kind: sorted(found[kind], key=_counted) for kind in sorted(found, key=lambda kind: (position(kind[0]), kind[1]))
    }


def _counted(iri: str) -> list[str | int]:
    """Return what sorts IRIs by the numbers in them: a second paragraph before a tenth."""
    return [int(part) if part.isdecimal() else part for part in _NUMBER.split(iri)]


def _type(store: ox.Store, subject: ox.NamedNode) -> str:
    """Return the class of a thing, our own one where it has several."""
    quads: Iterable[Any] = store.quads_for_pattern(subject, TYPE, None, ox.DefaultGraph())
    return min((quad.object.value for quad in quads), key=lambda one: (not one.startswith(ONTOLOGY), one), default="")


def _mention(store: ox.Store, subject: str, name: str, iri: str, *, labels: Labels, citations: Citations) -> Mention:
    node, label, is_named = ox.NamedNode(subject), labels[subject], not name or labels.named(subject) is not None
    wanted = map(ox.NamedNode, {*_IN_SHORT, name or TYPE.value}) if is_named else [None]
    quads = [quad for one in wanted for quad in store.quads_for_pattern(node, one, None, None)]
    sources = set[Citation]()
    for graph, record in sorted(records(quads).items()):
        if any(isinstance(value, ox.NamedNode) and value.value == iri for value in record.get(name, ())):
            sources |= cited(subject, graph, record, citations)
    told = rows(subject, quads, labels=labels, citations=citations)
    return Mention(
        Value(label.text, label.language, iri=subject, sources=tuple(sorted(sources))),
        is_named,
        tuple(sorted((row for row in told if row.property.iri not in (name, *_LOCATORS)), key=_rank)),
    )


def _rank(row: Row) -> int:
    """Return where a row stands when a thing is told in one line: texts, things, words, concepts, dates, status."""
    value = row.values[0]
    if row.property.iri in (STATUS, _NOTE):
        return 5 + (row.property.iri == _NOTE)
    if row.property.iri in LEADS:
        return 0
    if value.iri:
        return 3 if value.iri.startswith(CONCEPT) else 1
    return 4 if value.datatype else 2
