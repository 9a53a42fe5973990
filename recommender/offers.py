"""What cities have offered: on what, in which languages, and how many programmes at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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


def languages_offered(offers: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the languages of all offers of a city; none where there is no offer, or one that does not say.

    >>> languages_offered([{"languages": ["fr"]}, {"languages": ["es", "fr"]}]), languages_offered([{"languages": []}])
    (('es', 'fr'), ())
    """
    if not all(offer["languages"] for offer in offers):
        return ()
    return tuple(sorted({tag for offer in offers for tag in offer["languages"]}))


def is_full(offers: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a city has offered, and no offer of its has a place left.

    >>> is_full([{"capacity": 1, "taken": 1}]), is_full([{"capacity": None, "taken": 1}]), is_full([])
    (True, False, False)
    """
    return bool(offers) and all(_is_taken(offer) for offer in offers)


def _is_taken(offer: Mapping[str, Any]) -> bool:
    return offer["capacity"] is not None and offer["taken"] >= offer["capacity"]


def _standing(offer: Mapping[str, Any], spoken: set[str]) -> str:
    if _is_taken(offer):
        return "full"
    if offer["languages"] and spoken and not spoken & set(offer["languages"]):
        return "other_language"
    return "mentor"
