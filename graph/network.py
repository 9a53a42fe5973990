"""Who works with whom: ties between cities, derived by rule from what the sources state.

The rule: two different cities are tied by a thing when a source states a Participation of the one in it, and a source
states one of the other. The thing is a project, programme, event or study. A tie is symmetric, it is never typed in,
and it goes when its participations go. It says no more than they do: not who learnt from whom, nor that the two ever
met. Look at roles and statuses before counting: to be interested in the same project, or to plan it, is a tie too.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from .errors import NotFound
from .iris import PREFIXES, last_part
from .records.values import INTERFACE_LANGUAGES

if TYPE_CHECKING:
    import networkx as nx

_PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
_PARTICIPATIONS = f"""{_PREFIXES}
SELECT DISTINCT ?thing ?city ?role ?status ?place ?document WHERE {{
  GRAPH ?g {{
    ?record pc:participatesIn ?thing ; pc:participant ?city ; org:role ?role ; pc:status ?status ; pc:statedIn ?place .
  }}
  FILTER EXISTS {{ GRAPH ?any {{ ?city a pc:City }} }}
  OPTIONAL {{ GRAPH ?other {{ ?place pc:document ?document }} }}
}}"""
_CITIES = f"""{_PREFIXES}
SELECT DISTINCT ?city ?country ?section WHERE {{
  GRAPH ?g {{
    ?city a pc:City .
    OPTIONAL {{ ?city schema:containedInPlace ?country }}
    OPTIONAL {{ ?city pc:section ?section }}
  }}
}}"""
_THINGS = f"""{_PREFIXES}
SELECT DISTINCT ?thing ?type ?kind WHERE {{
  GRAPH ?p {{ ?record pc:participatesIn ?thing }}
  GRAPH ?g {{ ?thing a ?type OPTIONAL {{ ?thing pc:kind ?kind }} }}
}}"""


@dataclass
class _Part:
    """What is stated of one city in one thing."""

    roles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The statuses in which each role is stated."""
    stated_in: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


def network(store: ox.Store, *, language: str = "en") -> nx.MultiGraph[str]:
    """Return the cities and their ties, as networkx's undirected graph with parallel edges.

    A node is the IRI of a city: all cities, tied or not, sorted. It has `label`, `country` and `section` (labels in
    `language`, or None). An edge is one tie, its key the IRI of the thing that ties, sorted too. It has

    - `what`: the label of the thing; `type`: its class, such as Programme; `kind`: the label of its kind, or None;
    - `roles`: for each of the two cities, the names of the roles that sources state, each with the statuses of that
      participation, such as `{"proposer": ("done",)}`: that is the proposing, not the project;
    - `statuses`: all of these statuses together, such as `("done", "planned")`;
    - `sources`: the IRIs of the documents that state it; `stated_in`: their passages, where known.

    Raises NotFound where labels are not to be had in `language`.
    """
    import networkx as nx

    if language not in INTERFACE_LANGUAGES:
        raise NotFound("language", language, valid=INTERFACE_LANGUAGES)
    labels = _Labels(store, language)
    graph: nx.MultiGraph[str] = nx.MultiGraph(name="Ties between cities")
    cities = {row["city"]: row for row in _rows(store, _CITIES)}
    for city, row in sorted(cities.items()):
        graph.add_node(city, label=labels[city], country=labels[row["country"]], section=labels[row["section"]])
    things = {row["thing"]: row for row in _rows(store, _THINGS)}
    ties = [
        (one, other, thing, parts)
        for thing, parts in _parts_by_thing(store).items()
        for one, other in combinations(sorted(parts), 2)
    ]
    for one, other, thing, parts in sorted(ties, key=lambda tie: tie[:3]):
        named = things.get(thing, {"type": None, "kind": None})
        both = (parts[one], parts[other])
        graph.add_edge(
            one,
            other,
            key=thing,
            what=labels[thing],
            type=last_part(named["type"]) if named["type"] else None,
            kind=labels[named["kind"]],
            roles={city: _roles(parts[city]) for city in (one, other)},
            statuses=tuple(sorted(set().union(*(found for part in both for found in part.roles.values())))),
            sources=tuple(sorted(set().union(*(part.sources for part in both)))),
            stated_in=tuple(sorted(set().union(*(part.stated_in for part in both)))),
        )
    return graph


def _parts_by_thing(store: ox.Store) -> dict[str, dict[str, _Part]]:
    found: dict[str, dict[str, _Part]] = defaultdict(lambda: defaultdict(_Part))
    for row in _rows(store, _PARTICIPATIONS):
        part = found[row["thing"]][row["city"]]
        part.roles[last_part(row["role"])].add(last_part(row["status"]))
        part.stated_in.add(row["place"])
        part.sources.add(row["document"] or row["place"])
    return found


def _roles(part: _Part) -> dict[str, tuple[str, ...]]:
    return {role: tuple(sorted(statuses)) for role, statuses in sorted(part.roles.items())}


def _rows(store: ox.Store, query: str) -> list[dict[str, Any]]:
    """Return the rows by variable, sorted, so that where sources differ the choice is always the same."""
    found: Any = store.query(query)
    names = [variable.value for variable in found.variables]
    rows = [{name: term.value if (term := row[name]) is not None else None for name in names} for row in found]
    return sorted(rows, key=lambda row: tuple(value or "" for value in row.values()))


class _Labels:
    """Labels in one language; where sources differ, the first in order of the alphabet."""

    def __init__(self, store: ox.Store, language: str) -> None:
        self._store, self._language = store, language
        self._label = ox.NamedNode(f"{PREFIXES['skos']}prefLabel")
        self._found: dict[str | None, str | None] = {None: None}

    def __getitem__(self, iri: str | None) -> str | None:
        if iri is not None and iri not in self._found:
            quads = self._store.quads_for_pattern(ox.NamedNode(iri), self._label, None)
            words = (quad.object for quad in quads if isinstance(quad.object, ox.Literal))
            self._found[iri] = min((word.value for word in words if word.language == self._language), default=None)
        return self._found[iri]
