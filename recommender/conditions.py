"""What helped and what hindered a practice, as its sources name it, and which of it the practices of a city name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .documents import described

KINDS = {"helped": ("facilitated_by", "facilitation"), "hindered": ("hindered_by", "hindrance")}
"""For each kind of condition the field of its concepts and the field of its text."""


def conditions_of(records: Sequence[Any], document_of: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return by kind the concepts (with where they are stated) and the text of a practice, as far as it has any.

    A text is that of the first source that has one.
    """
    found = {}
    for kind, (concepts, text) in KINDS.items():
        stated: dict[str, set[str]] = {}
        for record in records:
            for concept in getattr(record, concepts, ()):
                stated.setdefault(concept.removeprefix("concept:"), set()).update(record.stated_in)
        told = next((record for record in records if getattr(record, text, None)), None)
        if stated or told:
            found[kind] = {
                "concepts": [
                    {"concept": name, "stated_in": described(names, document_of)}
                    for name, names in sorted(stated.items())
                ],
                "text": getattr(told, text) if told else {},
                "stated_in": described(told.stated_in if told else (), document_of),
            }
    return found


def conditions_by_city(items: Iterable[dict[str, Any]]) -> dict[str, dict[str, list[int]]]:
    """Return for each city the concepts that its own practices name, each with the numbers of these practices."""
    found: dict[str, dict[str, list[int]]] = {}
    for number, item in enumerate(items):
        concepts = [
            one["concept"] for condition in item.get("conditions", {}).values() for one in condition["concepts"]
        ]
        for city in sorted({part["city"] for part in item["cities"] if part["role"] == "implementer"}):
            for concept in concepts:
                found.setdefault(city, {}).setdefault(concept, []).append(number)
    return found
