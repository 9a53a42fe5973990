"""What helped a practice, set against what is stated of the practices of the asking city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Conditions = Mapping[str, Mapping[str, Sequence[int]]]
"""For each city the enablers and barriers that its own practices name, each with the numbers of these practices."""
OF_A_TOOL = ("enabler/open-source", "enabler/low-cost", "enabler/simplicity")
"""Enablers that are the tool's, so that no city can lack them."""


@dataclass(frozen=True)
class Compared:
    """The enablers or barriers of an item: those that the asking city's practices name too, and the others."""

    shared: tuple[tuple[str, int], ...]
    """Each with the number of the first practice of the city that names it."""
    missing: tuple[str, ...]


def against(item: Mapping[str, Any], kind: str, city: str | None, conditions: Conditions, *, number: int) -> Compared:
    """Return the concepts of an item's `kind` of conditions (`helped` or `hindered`) against those of a city.

    The item itself (`number`) says nothing of what the city has apart from it. For a city that the release does not
    speak of nothing is stated.
    """
    concepts = [one["concept"] for one in item["conditions"].get(kind, {}).get("concepts", ()) if one["stated_in"]]
    own = conditions.get(city or "", {})
    shared, missing = [], []
    for concept in concepts:
        practices = [practice for practice in own.get(concept, ()) if practice != number]
        if practices:
            shared.append((concept, practices[0]))
        elif concept not in OF_A_TOOL:
            missing.append(concept)
    return Compared(tuple(shared), tuple(missing))
