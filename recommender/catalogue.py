"""What the graph of a release says of the things that can answer, laid out for ranking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from peercity.graph.iris import BASE, CONCEPT, ONTOLOGY
from peercity.graph.read import read
from peercity.graph.records import Record

from .barriers import barrier_names
from .city_rows import city_rows, documents_of_cities
from .documents import document_row, place_rows
from .item_rows import TYPES, Parts, item_row, last_name
from .needs import needs_of_items, stated_needs
from .offers import offers_of
from .passages import passages_of
from .transfers import transfers_of

_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True)
class Catalogue:
    """Items, their passages and the cities, as plain rows."""

    items: list[dict[str, Any]]
    passages: list[dict[str, Any]]
    cities: dict[str, dict[str, Any]]
    concepts: dict[str, dict[str, str]]
    """Labels of axes, themes, barriers and enablers by language, by `axis/economy`."""
    documents: list[dict[str, Any]] = field(default_factory=list)
    """The documents that cities rest on."""
    barrier_names: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """By which words each barrier is known, by language."""
    needs: Sequence[dict[str, Any]] = ()
    """What cities lack, as sources state it."""


class _Records:
    """The records of a store by type; what several sources say of one thing are several records, in their order."""

    def __init__(self, store: ox.Store, base: str) -> None:
        self._by_type: dict[str, list[Record]] = defaultdict(list)
        for layer in _layers(store):
            for record in read(layer, base=base):
                self._by_type[record.type].append(record)

    def of(self, kind: str) -> Iterator[Any]:
        return iter(self._by_type[kind])


def _layers(store: ox.Store) -> list[list[ox.Quad]]:
    """Return the statements on the wanted records so that no layer holds two sources' words on one thing.

    Reading a layer at a time instead of a source at a time saves setting up the context for each of many sources.
    """
    wanted = {ONTOLOGY + name for name in (*TYPES, *_SUPPORTING)}
    found: Iterable[Any] = store.quads_for_pattern(None, _RDF_TYPE, None)
    told = {
        (quad.graph_name.value, quad.subject)
        for quad in found
        if quad.object.value in wanted and quad.graph_name != ox.DefaultGraph()
    }
    layers: list[list[ox.Quad]] = []
    times: dict[ox.NamedNode, int] = defaultdict(int)
    for graph, name in sorted(told, key=lambda one: (one[0], one[1].value)):
        if times[name] == len(layers):
            layers.append([])
        layers[times[name]] += store.quads_for_pattern(name, None, None, ox.NamedNode(graph))
        times[name] += 1
    return layers


_SUPPORTING = (
    *("City", "Country", "Section", "LocalGovernment", "Document", "Passage", "Participation", "Result"),
    *("Transfer", "Challenge", "Need", "Offer"),
)


def read_catalogue(store: ox.Store, *, base: str = BASE) -> Catalogue:
    """Return what `store` says of items and cities, several sources on one thing merged."""
    records = _Records(store, base)
    documents = {record.id: record for record in records.of("Document")}
    places = {record.id: record for record in records.of("Passage") if record.document in documents}
    document_of = {name: record.document for name, record in places.items()} | {name: name for name in documents}
    governed = {record.id: record.governs for record in records.of("LocalGovernment")}
    cities = {record.id for record in records.of("City")}
    results: dict[str, list[Any]] = defaultdict(list)
    for record in records.of("Result"):
        results[record.result_of].append(record)
    parts: dict[str, Parts] = defaultdict(lambda: defaultdict(list))
    for record in records.of("Participation"):
        for city in (record.participant, *governed.get(record.participant, ())):
            if city in cities:
                parts[record.participates_in][city, last_name(record.role)].append(
                    (last_name(record.status), record.stated_in)
                )
    transfers = transfers_of(records.of("Transfer"), document_of)
    for name, made in transfers.items():
        for one in made:
            parts[name][one["to"], "adopter"].append((None, one["stated_in"]))
    told: dict[str, list[Any]] = defaultdict(list)
    for kind in TYPES:
        for record in records.of(kind):
            told[record.id].append(record)
            for city in getattr(record, "implemented_by", ()):
                parts[record.id][city, "implementer"].append((None, record.stated_in))
            if (place := getattr(record, "place", "")) and place in cities:
                parts[record.id][place, "place"].append((None, record.stated_in))
    items: list[dict[str, Any]] = []
    passages: list[dict[str, Any]] = []
    for name in sorted(told):
        item = item_row(told[name], parts[name], results[name], cities, documents, document_of)
        passages += passages_of(len(items), told[name], results[name], document_of)
        items.append({**item, "passages": place_rows(item["stated_in"], places), "transfers": transfers.get(name, [])})
    _name_meetings(items)
    rows = city_rows(records.of("City"), records.of("Country"), records.of("Section"), items, document_of)
    shown = {name: document_row(record) for name, record in documents.items()}

    def cities_of(name: str) -> tuple[str, ...]:
        return tuple(city for city in (name, *governed.get(name, ())) if city in cities)

    offered, programmes, taking_part = (records.of(kind) for kind in ("Offer", "Programme", "Participation"))
    offers = offers_of(offered, programmes, taking_part, cities_of, document_of, shown)
    for city, row in rows.items():
        row["offers"] = offers.get(city, [])
    stated = stated_needs(records.of("Need"), records.of("Challenge"), cities_of, document_of, shown)
    return Catalogue(
        items,
        passages,
        rows,
        _concepts(store),
        [shown[name] for name in sorted(documents_of_cities(rows.values()))],
        barrier_names(store),
        [*needs_of_items(items, told, document_of), *stated],
    )


def _name_meetings(items: list[dict[str, Any]]) -> None:
    """Add to each item what reasons say of the meeting at which it was proposed; nothing of one that is not told of."""
    named = {item["iri"]: {key: item[key] for key in ("type", "label", "states", "documents")} for item in items}
    for item in items:
        meeting = item["proposed_at"]
        item["proposed_at"] = {**meeting, **named[meeting["value"]]} if meeting and meeting["value"] in named else None


def _concepts(store: ox.Store) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    quads: Iterable[Any] = store.quads_for_pattern(None, label, None)
    for quad in quads:
        name = quad.subject.value.removeprefix(CONCEPT)
        if name.startswith(("axis/", "theme/", "barrier/", "enabler/")):
            found[name][quad.object.language] = quad.object.value
    return dict(sorted(found.items()))
