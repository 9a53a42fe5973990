"""The rows of cities in an index: what several sources say of one city and of its country, put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_FIELDS = {
    "language": "languages",
    "region": "section",
    "size": "population",
    "income": "income_group",
    "coast": "coast_distance",
}
"""Fields of City and Country records by the feature that they give."""
_NO_PART = ("place", "attendee", "speaker")
"""Roles that do not make the themes of an item those of a city."""


def city_rows(
    cities: Iterable[Any],
    countries: Iterable[Any],
    sections: Iterable[Any],
    items: Sequence[Mapping[str, Any]],
    document_of: Mapping[str, str],
) -> dict[str, dict[str, Any]]:
    """Return a row per city by its IRI; `items` are rows of the catalogue, `document_of` gives the document of a place.

    Of two sources that state a value the first counts. `stated` holds the documents behind each feature: those that
    state it of the country, where the city has the same value, else those that state it of the city.
    """
    by_country, by_city = _by_id(countries), _by_id(cities)
    labels = {section.id: section.label for section in sections}
    themes = _themes(items)
    found = {}
    for name, own in by_city.items():
        country = by_country.get(own[0].country, [])
        values = {feature: _first(field, [*own, *country]) for feature, field in _FIELDS.items()}
        stated = {
            feature: _documents(field, values[feature], country, document_of)
            or _documents(field, values[feature], own, document_of)
            for feature, field in _FIELDS.items()
            if values[feature] is not None
        }
        if name in themes:
            stated["themes"] = sorted(themes[name][1])
        found[name] = {
            "iri": name,
            "label": own[0].label,
            "country": country[0].label if country else {},
            "code": country[0].code if country else "",
            "section": values["region"],
            "section_label": labels.get(values["region"] or "", {}),
            "languages": list(values["language"] or ()),
            "population": values["size"],
            "income": values["income"].rpartition("/")[2] if values["income"] else None,
            "coast": values["coast"],
            "themes": sorted(themes[name][0]) if name in themes else [],
            "latitude": _first("latitude", own),
            "longitude": _first("longitude", own),
            "same_as": sorted({address for record in own for address in record.same_as}),
            "stated": stated,
            "sources": sorted(_places(own, document_of)),
        }
    return found


def _by_id(records: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for record in records:
        found[record.id].append(record)
    return found


def _first(field: str, records: Iterable[Any]) -> Any:
    values = (getattr(record, field, None) for record in records)
    return next((value for value in values if value not in (None, ())), None)


def _documents(field: str, value: Any, records: Iterable[Any], document_of: Mapping[str, str]) -> list[str]:
    return sorted(_places((one for one in records if getattr(one, field, None) == value), document_of))


def _places(records: Iterable[Any], document_of: Mapping[str, str]) -> set[str]:
    return {document_of[place] for record in records for place in record.stated_in if place in document_of}


def _themes(items: Sequence[Mapping[str, Any]]) -> dict[str, tuple[set[str], set[str]]]:
    """Return the axes and themes of what each city takes part in, and the documents that they and its part rest on."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for item in items:
        for part in item["cities"]:
            if item["subjects"] and part["role"] not in _NO_PART:
                concepts, documents = found.setdefault(part["city"], (set(), set()))
                concepts.update(subject["concept"] for subject in item["subjects"])
                documents.update(subject["source"] for subject in item["subjects"] if subject["source"])
                documents.update(part["sources"])
    return found
