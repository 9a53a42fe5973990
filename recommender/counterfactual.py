"""What would have to be otherwise for an item to be first: exact, from the terms of the score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peercity.graph.records.values import INTERFACE_LANGUAGES

from .terms import CAP, LEVELS, Scorer, total

if TYPE_CHECKING:
    from .cities import RankedItem


@dataclass(frozen=True)
class Change:
    """What could come to be recorded: a level of evidence for an item, or a language for one of its cities."""

    kind: str
    value: str
    city: str | None = None


def order(item: RankedItem) -> tuple[float, str]:
    """Return the key by which items stand in an answer: the highest sum of terms first, equal sums by IRI."""
    return -total(item.terms), item.row["iri"]


def smallest_change(items: Sequence[RankedItem], place: int, scorer: Scorer, *, spoken: str) -> Change | None:
    """Return the single change that adds least among those by which the item at `place` would be first, or None.

    `items` are all that the answer is chosen from, in their order; `spoken` is the language of the challenge. Only what
    can come to be recorded is considered, never another region or size. Every item is scored again with the change,
    since a language that is stated for a city counts for all of its items.
    """
    item, best = items[place], 0.0
    if place == 0 or total(items[0].terms) - total(item.terms) > CAP:
        return None
    found = None
    for change in _changes(item, scorer, spoken):
        world = scorer.speaking(change.city, change.value) if change.city else scorer
        changed = [_changed(one, change, world, of=item) for one in items]
        gain = total(changed[place].terms) - total(item.terms)
        if min(changed, key=order) is changed[place] and (found is None or gain < best):
            found, best = change, gain
    return found


def _changes(item: RankedItem, scorer: Scorer, spoken: str) -> Iterator[Change]:
    if item.row["type"] == "practice":
        known = LEVELS.get(item.row["evidence"], 0.0)
        yield from (Change("evidence", level) for level, value in LEVELS.items() if value > known)
    if scorer.asking and scorer.asking.languages:
        own = scorer.asking.languages
        language = next((one for one in (spoken, *INTERFACE_LANGUAGES) if one in own), own[0])
        for city in dict.fromkeys(part["city"] for part in item.row["cities"]):
            if city != scorer.asking.iri and not set(own) & set(scorer.cities[city]["languages"]):
                yield Change("language", language, city)


def _changed(one: RankedItem, change: Change, world: Scorer, *, of: RankedItem) -> RankedItem:
    """Return an item of the answer with the terms that it would have; `world` is the scorer with the change."""
    row = one.row
    if change.city is not None:
        if change.city not in {part["city"] for part in row["cities"]}:
            return one
    elif one is of:
        row = {**row, "evidence": change.value}
    else:
        return one
    asked = tuple(term for term in one.terms if term.name in ("relevance", "theme"))
    return replace(one, terms=(*asked, *world.recorded(row)))
