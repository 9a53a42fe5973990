"""What cities have offered: on what, in which languages, and how many programmes at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

STANDINGS = ("mentor", "other_language", "full", "not_stated")
"""Where an offer leaves a city, the best first: it may be called a mentor; it has offered, in other languages only; it
has offered and has no place left; no offer on this is recorded, which says nothing of whether it would help."""


def offers_of(
    records: Iterable[Any],
    programmes: Iterable[Any],
    participations: Iterable[Any],
    cities_of: Callable[[str], Iterable[str]],
    document_of: Mapping[str, str],
    documents: Mapping[str, dict[str, Any]],
) -> dict[str, list[dict[str, Any]]]:
    """Return the offers of each city, each with the places that are taken: the programmes under way that it mentors."""
    under_way = {record.id for record in programmes if record.status == "concept:status/ongoing"}
    mentored = {
        (city, record.participates_in)
        for record in participations
        if record.role == "concept:role/mentor" and record.participates_in in under_way
        for city in cities_of(record.participant)
    }
    taken = Counter(city for city, _ in mentored)
    found: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        sources = sorted({document_of[place] for place in record.stated_in if place in document_of})
        for city in cities_of(record.offered_by):
            if sources:
                found.setdefault(city, []).append(
                    {
                        "iri": record.id,
                        "subjects": [name.removeprefix("concept:") for name in record.subject],
                        "languages": list(record.languages),
                        "capacity": record.capacity,
                        "taken": taken[city],
                        "as_of": record.as_of.value,
                        "documents": [documents[name] for name in sources],
                    }
                )
    return found


def standing(
    offers: Iterable[Mapping[str, Any]], subjects: Iterable[str], languages: Iterable[str]
) -> tuple[str, Mapping[str, Any] | None]:
    """Return where the best of a city's offers on one of `subjects` leaves it, and that offer.

    `languages` are those in which the asking city can work; where they or the offer's are not known, nothing is in
    the way. The words are those of STANDINGS.
    """
    wanted, spoken = set(subjects), set(languages)
    found = [(_standing(offer, spoken), offer) for offer in offers if wanted & set(offer["subjects"])]
    return min(found, key=lambda one: STANDINGS.index(one[0]), default=("not_stated", None))


def _standing(offer: Mapping[str, Any], spoken: set[str]) -> str:
    if offer["capacity"] is not None and offer["taken"] >= offer["capacity"]:
        return "full"
    if offer["languages"] and spoken and not spoken & set(offer["languages"]):
        return "other_language"
    return "mentor"
