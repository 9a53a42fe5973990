"""Cities to ask: the evidence of several items with diminishing returns, and what two cities have in common.

One function scores one city for another, `score_city`; asking and teaching both go through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .answer import Reason
from .context import Spread, compare
from .index import Index
from .item_rows import OTHER_ROLE, ROLE_WEIGHTS
from .links import can_be_asked
from .needs import PLANS
from .offers import standing
from .phrases.written import written_date
from .places import AskingCity
from .reasons import Reasoner
from .terms import Term


@dataclass(frozen=True)
class CityWeights:
    """What counts how much for a city; context, link and offer are shares of its strongest item and stay below it.

    Set by hand. The history of learning networks (`benchmarks/urbact.py`) is too small to learn them from: no change of
    any of them moves its figures by more than chance could.
    """

    diminishing: float = 0.5
    """Each further item of a city counts that much of the one before."""
    planned: float = 0.5
    """How much of an item is left that is still to be done: a city that plans has not solved it."""
    transfer: float = 0.2
    """What the transfers of an item add to it at most; the first one adds half of that."""
    context: float = 0.12
    link: float = 0.05
    offered: float = 0.1


SHIPPED = CityWeights()
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
    """A city with its score and the items that make it, each with its role, the strongest first.

    A score is at least 0 and below 2.8: items add up to less than twice the strongest one. Answers show at most 1, so
    that cities above stand in their order with equal scores.
    """

    iri: str
    score: float
    parts: tuple[tuple[RankedItem, str], ...]
    standing: str = "not_stated"
    """One of `offers.STANDINGS`; only a `mentor` may be called one."""
    offer: Mapping[str, Any] | None = None


def rank_cities(
    items: Sequence[RankedItem],
    index: Index,
    *,
    asking: AskingCity | None = None,
    spoken: Sequence[str] = (),
    weights: CityWeights = SHIPPED,
) -> list[RankedCity]:
    """Return the cities to ask about `items`, the best first; a city is never sent to itself.

    A city that is only interested in an item, attended it or learned there is not among them (`links.can_be_asked`).
    `spoken` are languages in which the asking city can work beside those of its country.
    """
    theirs: dict[str, list[RankedItem]] = {}
    for item in items:
        for city in dict.fromkeys(part["city"] for part in item.row["cities"] if can_be_asked(part)):
            theirs.setdefault(city, []).append(item)
    ranked = [
        score_city(city, found, index, asking=asking, spoken=spoken, weights=weights)
        for city, found in theirs.items()
        if asking is None or city != asking.iri
    ]
    return sorted(ranked, key=lambda city: (-city.score, city.iri))


def score_city(
    iri: str,
    items: Sequence[RankedItem],
    index: Index,
    *,
    asking: AskingCity | None = None,
    spoken: Sequence[str] = (),
    weights: CityWeights = SHIPPED,
) -> RankedCity:
    """Return how good it is to ask a city that can be asked about each of `items`.

    Its items count by relevance, its part in them and their transfers, each further one half; a like setting, a link
    between the two cities and an offer to mentor add a share of the strongest one.
    """
    parts = sorted((_part(item, iri, weights) for item in items), key=lambda one: (-one[0], one[1].row["iri"]))
    row = index.cities[iri]
    subjects = [subject["concept"] for item in items for subject in item.row["subjects"]]
    languages = {*asking.languages, *spoken} if asking else set(spoken)
    stands, offer = standing(row["offers"], subjects, languages)
    added = weights.offered * (stands == "mentor")
    if asking:
        added += weights.context * _context(row, asking, index.spread)
        added += weights.link * index.links.weight(asking.iri, iri) if asking.iri else 0.0
    score = sum(weight * weights.diminishing**place for place, (weight, _, _) in enumerate(parts)) + added * parts[0][0]
    return RankedCity(iri, score, tuple((item, role) for _, item, role in parts), stands, offer)


def city_reasons(city: RankedCity, index: Index, reasoner: Reasoner, asking: AskingCity | None) -> tuple[Reason, ...]:
    """Return why a city is worth asking: its items, the context, and what links the two already."""
    row = index.cities[city.iri]
    found = list(item_reasons(city.iri, city.parts[:_SHOWN], index, reasoner))
    for item, _ in city.parts[:_SHOWN]:
        found += _taken_over(city.iri, item, index, reasoner)
    if city.offer:
        found.append(_offered(city, reasoner))
    found += reasoner.of_city(row, [])
    if asking and asking.iri:
        found += reasoner.already_linked(asking.iri, city.iri)
    return tuple(found)


def item_reasons(
    city: str, parts: Sequence[tuple[RankedItem, str]], index: Index, reasoner: Reasoner
) -> Iterator[Reason]:
    """Yield the items of a city, each with the city's part in it, as far as a source is left."""
    alone = Reasoner(index, reasoner.language, None)
    yield from alone.of_city(index.cities[city], [(item.row, role) for item, role in parts])


def _taken_over(city: str, item: RankedItem, index: Index, reasoner: Reasoner) -> Iterator[Reason]:
    for transfer in item.row["transfers"]:
        sources = reasoner.sources(item.row, transfer["sources"])
        if transfer["from"] == city and sources:
            to = reasoner.label(index.cities[transfer["to"]]["label"])
            text = reasoner.say("mentor.transfer", label=reasoner.label(item.row["label"]), to=to)
            yield Reason("transfer", text, (city, item.row["iri"], transfer["to"]), sources)


def _offered(city: RankedCity, reasoner: Reasoner) -> Reason:
    """Return what the city has offered; what the offer does not state is said to be not stated."""
    offer = city.offer or {}
    places, languages = reasoner.say("mentor.not_stated"), reasoner.say("mentor.not_stated")
    if offer["capacity"] is not None:
        free = max(0, offer["capacity"] - offer["taken"])
        places = reasoner.say("mentor.places", free=free, capacity=offer["capacity"])
    if offer["languages"]:
        languages = reasoner.listed([reasoner.tongue(code) for code in offer["languages"]])
    text = reasoner.say(
        f"mentor.offer.{city.standing}",
        date=written_date(reasoner.language, offer["as_of"]),
        places=places,
        languages=languages,
    )
    return Reason("offer", text, (city.iri, offer["iri"]), tuple(map(reasoner.source, offer["documents"])))


def _part(item: RankedItem, city: str, weights: CityWeights) -> tuple[float, RankedItem, str]:
    """Return how much an item counts for a city, with the strongest of the roles for which it can be asked."""
    roles = [part["role"] for part in item.row["cities"] if part["city"] == city and can_be_asked(part)]
    role = max(roles, key=lambda one: ROLE_WEIGHTS.get(one, OTHER_ROLE))
    transfers = sum(one["from"] == city for one in item.row["transfers"])
    taken_over = 1 + weights.transfer * (1 - 0.5**transfers)
    done = weights.planned if item.row["states"][0]["status"] in PLANS else 1.0
    return item.evidence * ROLE_WEIGHTS.get(role, OTHER_ROLE) * done * taken_over, item, role


def _context(city: Mapping[str, Any], asking: AskingCity, spread: Spread) -> float:
    """Return how alike the settings of two cities are, 0 to 1, as far as both are known."""
    return compare(asking, city, spread=spread).score or 0.0
