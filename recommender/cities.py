"""Cities to ask: the evidence of several items with diminishing returns, and what two cities have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .answer import Reason
from .catalogue import OTHER_ROLE, ROLE_WEIGHTS
from .index import Index
from .places import AskingCity, size_band
from .reasons import Reasoner
from .terms import Term

_DIMINISHING = 0.5
"""Each further item of a city counts half of the one before."""
_IN_COMMON = {"language": 0.06, "section": 0.03, "size": 0.03}
"""What a common language, section or size adds; together less than one good item."""
_SHOWN = 3
"""Items given as reasons of a city."""


@dataclass(frozen=True)
class RankedItem:
    """An item that answers, with how sure that is."""

    number: int
    row: dict[str, Any]
    score: float
    band: str
    evidence: float
    """How much it counts for its cities: its certainty, less where it is no evidence of having done something."""
    terms: tuple[Term, ...] = ()
    """What makes its score."""


@dataclass(frozen=True)
class RankedCity:
    """A city with its score (0 to about 1) and the items that make it, the strongest first."""

    iri: str
    score: float
    parts: tuple[tuple[RankedItem, str], ...]


def rank_cities(items: Sequence[RankedItem], index: Index, *, asking: AskingCity | None = None) -> list[RankedCity]:
    """Return the cities with a part in `items`, the best to ask first; a city is never sent to itself."""
    parts: dict[str, dict[int, tuple[float, RankedItem, str]]] = {}
    for item in items:
        for part in item.row["cities"]:
            weight = item.evidence * ROLE_WEIGHTS.get(part["role"], OTHER_ROLE)
            known = parts.setdefault(part["city"], {})
            if item.number not in known or known[item.number][0] < weight:
                known[item.number] = (weight, item, part["role"])
    ranked = []
    for iri, found in parts.items():
        if asking and iri == asking.iri:
            continue
        strongest = sorted(found.values(), key=lambda one: (-one[0], one[1].row["iri"]))
        score = sum(weight * _DIMINISHING**place for place, (weight, _, _) in enumerate(strongest))
        score += _context(index.cities[iri], asking) * strongest[0][0]
        ranked.append(RankedCity(iri, score, tuple((item, role) for _, item, role in strongest)))
    return sorted(ranked, key=lambda city: (-city.score, city.iri))


def city_reasons(city: RankedCity, index: Index, reasoner: Reasoner, asking: AskingCity | None) -> tuple[Reason, ...]:
    """Return why a city is worth asking: its items, the context, and what links the two already."""
    row = index.cities[city.iri]
    found = list(reasoner.of_city(row, [(item.row, role) for item, role in city.parts[:_SHOWN]]))
    if asking and asking.iri:
        found += reasoner.already_linked(asking.iri, city.iri)
    return tuple(found)


def _context(city: dict[str, Any], asking: AskingCity | None) -> float:
    if asking is None:
        return 0.0
    common = {
        "language": bool(set(asking.languages) & set(city["languages"])),
        "section": asking.section is not None and asking.section == city["section"],
        "size": size_band(asking.population) is not None
        and size_band(asking.population) == size_band(city["population"]),
    }
    return sum(_IN_COMMON[name] for name, is_so in common.items() if is_so)
