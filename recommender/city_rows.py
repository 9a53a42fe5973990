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
    state it of the country, where the city has the same value, else those that state it of the city. Each theme has its
    own: those on the item and on the part that the city has in it. `official` says whether the languages are those of
    the country: a city may state its own.
    """
    by_country, by_city = _by_id(countries), _by_id(cities)
    labels = {section.id: section.label for section in sections}
    themes = _themes(items)
    found = {}
    for name, own in by_city.items():
        country = by_country.get(own[0].country, [])
        values = {feature: _first(field, [*own, *country]) for feature, field in _FIELDS.items()}
        stated: dict[str, Any] = {
            feature: _documents(field, values[feature], country, document_of)
            or _documents(field, values[feature], own, document_of)
            for feature, field in _FIELDS.items()
            if values[feature] is not None
        }
        if name in themes:
            stated["themes"] = themes[name]
        found[name] = {
            "iri": name,
            "label": own[0].label,
            "code": country[0].code if country else "",
            "section": values["region"],
            "section_label": labels.get(values["region"] or "", {}),
            "languages": list(values["language"] or ()),
            "official": values["language"] == _first("languages", country),
            "population": values["size"],
            "income": values["income"].rpartition("/")[2] if values["income"] else None,
            "coast": values["coast"],
            "themes": sorted(themes.get(name, ())),
            "same_as": sorted({address for record in own for address in record.same_as}),
            "stated": stated,
            "sources": sorted(_places(own, document_of)),
        }
    return found


def documents_of_cities(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the documents that the rows of cities rest on, beside those of their themes, which are those of items."""
    found: set[str] = set()
    for row in rows:
        found.update(row["sources"], *(names for feature, names in row["stated"].items() if feature != "themes"))
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


def _themes(items: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, list[str]]]:
    """Return the axes and themes of what each city takes part in, each with its documents."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for item in items:
        for part in item["cities"]:
            if part["role"] not in _NO_PART:
                for subject in item["subjects"]:
                    documents = (subject["source"], *part["sources"])
                    found[part["city"]][subject["concept"]].update(name for name in documents if name)
    return {
        city: {concept: sorted(documents) for concept, documents in concepts.items()}
        for city, concepts in found.items()
    }
