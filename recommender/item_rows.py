"""The rows of items in an index: what several sources say of one item and of who takes part in it, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .conditions import conditions_of
from .documents import described, document_row, first_told
from .needs import PLANS
from .passages import merged

TYPES = {
    "Practice": "practice",
    "CollaborativeProject": "project",
    "Programme": "programme",
    "Event": "event",
    "StudyEdition": "study",
}
"""Records that can answer a challenge, and what answers call them."""

ROLE_WEIGHTS = {
    "implementer": 1.0,
    "lead": 0.9,
    "proposer": 0.8,
    "host": 0.6,
    "partner": 0.6,
    "collaborator": 0.6,
    "adopter": 0.6,
}
"""How much a city's part in an item counts as evidence; any other role counts OTHER_ROLE."""
OTHER_ROLE = 0.4
Parts = Mapping[tuple[str, str], list[tuple[str | None, Sequence[str]]]]
"""The parts of cities in one item by city and role: what each source says, the status of the part and where."""


def item_row(
    records: list[Any],
    parts: Parts,
    results: list[Any],
    cities: set[str],
    documents: dict[str, Any],
    document_of: dict[str, str],
) -> dict[str, Any]:
    """Return the row of an item, of what several sources say of it put together.

    `parts` are those of `cities` in it; `document_of` gives the document of a place, `documents` its record.
    """
    first = records[0]
    where = {part: {place for _, places in told for place in places} for part, told in parts.items()}
    stated_in = {place for record in (*records, *results) for place in record.stated_in}.union(*where.values())
    sources = {document_of[place] for place in stated_in if place in document_of}

    def told(field: str) -> dict[str, Any] | None:
        return first_told(records, field, document_of)

    evidence = told("evidence_level")
    return {
        "iri": first.id,
        "type": TYPES[first.type],
        "label": merged(record.label for record in records),
        "summary": next((record.summary for record in records if record.summary), None) or {},
        "states": _states(records, document_of),
        "start": next((record.start.value for record in records if record.start), None),
        "lead": told("lead"),
        "page": next((page for record in records for page in record.page), None),
        "evidence": last_name(evidence["value"]) if evidence else None,
        "evidence_stated_in": evidence["stated_in"] if evidence else [],
        "subjects": [
            {
                "concept": concept.removeprefix("concept:"),
                "read": read_by_us,
                "source": document_of.get(next(iter(places), "")),
                "stated_in": described(places, document_of),
            }
            for (concept, read_by_us), places in _subjects(records).items()
        ],
        "cities": [
            {
                "city": city,
                "role": role,
                "status": min((status for status, _ in parts[city, role]), key=lambda one: one in PLANS),
                "sources": sorted({document_of[place] for place in places if place in document_of}),
                "stated_in": described(places, document_of),
            }
            for (city, role), places in sorted(where.items())
            if city in cities
        ],
        "recognition": told("recognition"),
        "proposed_at": told("proposed_at"),
        "conditions": conditions_of(records, document_of),
        "results": len(results),
        "documents": [document_row(documents[name]) for name in sorted(sources)],
        "stated_in": described(stated_in, document_of),
    }


def _states(records: list[Any], document_of: dict[str, str]) -> list[dict[str, Any]]:
    """Return each source's word on the status, first the one to go by: what is done was once planned, never after.

    Among equals the later source goes first; a bare year counts as its end.
    """

    def settled(state: dict[str, Any]) -> tuple[int, str]:
        order = {"done": 2, "ongoing": 1}
        return order.get(state["status"], 0), f"{state['as_of'] or ''}-99-99"[:10]

    states = [
        {
            "status": last_name(record.status),
            "as_of": record.as_of.value if record.as_of else None,
            "source": document_of.get(record.stated_in[0]) if record.stated_in else None,
        }
        for record in records
    ]
    return sorted(states, key=settled, reverse=True)


def _subjects(records: list[Any]) -> dict[tuple[str, bool], list[str]]:
    """Return where each axis and theme is stated, or read by us where no source states it."""
    found: dict[tuple[str, bool], list[str]] = {}
    for read_by_us, name in ((False, "subject"), (True, "subject_read")):
        for record in records:
            for concept in getattr(record, name):
                is_topic = concept.startswith(("concept:axis/", "concept:theme/"))
                if is_topic and not (read_by_us and (concept, False) in found):
                    found.setdefault((concept, read_by_us), []).extend(record.stated_in)
    return found


def last_name(concept: str) -> str:
    """Return the last part of a concept reference.

    >>> last_name("concept:role/lead")
    'lead'
    """
    return concept.rpartition("/")[2]
