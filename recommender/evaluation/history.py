"""The history of learning networks: who led which, and whom the networks before it would have named.

A network is a challenge that a city answered by leading. Only what was known before it is used: the index holds the
networks that began before a year, and links and experience are counted in them alone.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peercity.graph.errors import Unreadable
from peercity.graph.gazetteer import country_facts, find_places

from ..bands import Bands, kind_of
from ..catalogue import Catalogue
from ..cities import RankedItem
from ..encoders.base import Encoder
from ..index import Index
from ..indexing import write_index
from ..rank import Scores, rank
from ..vectors import Progress

_COUNTRIES = {"UK": "GB", "EL": "GR"}
"""Codes of the European institutions that are not those of ISO 3166."""


@dataclass(frozen=True)
class Place:
    """A city of the history."""

    iri: str
    name: str
    country: str


@dataclass(frozen=True)
class Network:
    """A learning network: its lead cities, its partners and what it is about."""

    code: str
    start: int
    title: str
    subjects: str
    """Its theme and keywords."""
    aims: str
    leads: tuple[Place, ...]
    partners: tuple[Place, ...]

    @property
    def cities(self) -> tuple[Place, ...]:
        return (*self.leads, *self.partners)


def read_history(path: Path) -> list[Network]:
    """Return the networks of a file of JSON lines, in its order.

    Names of cities and of the networks themselves are taken out of titles, which would give the answer away. Raises
    Unreadable with all lines that are no network.
    """
    rows, problems = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            rows.append(
                {**row, "start": int(row["start"])}
                | {side: [_place(one) for one in row[side]] for side in ("lead", "partners")}
                | {name: str(row[name]) for name in ("code", "title", "name")}
            )
        except (ValueError, KeyError, TypeError) as error:
            problems.append(f"line {number} is no network ({error!r})")
    if problems or not rows:
        raise Unreadable(path, "; ".join(problems) or "it holds no network")
    names = {place.name for row in rows for place in (*row["lead"], *row["partners"])} | {row["name"] for row in rows}
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    given_away = re.compile(rf"(?<!\w)({longest_first})(?!\w)", re.IGNORECASE)
    return [
        Network(
            row["code"],
            row["start"],
            " ".join(given_away.sub(" ", row["title"]).split()),
            _subjects(row),
            row.get("source_text_aims") or "",
            tuple(row["lead"]),
            tuple(row["partners"]),
        )
        for row in rows
    ]


def catalogue_of(networks: Sequence[Network], places: Sequence[Place]) -> Catalogue:
    """Return networks as projects that cities lead or are partners of, with the cities of the history."""
    items: list[dict[str, Any]] = []
    passages: list[dict[str, Any]] = []
    for number, network in enumerate(sorted(networks, key=lambda one: one.code)):
        parts = [(place.iri, "lead") for place in network.leads]
        parts += [(place.iri, "partner") for place in network.partners if place not in network.leads]
        items.append(
            {
                "iri": f"network/{network.code}",
                "type": "project",
                "label": {"en": network.title},
                "summary": {},
                "states": [{"status": "done", "as_of": None, "source": None}],
                "start": str(network.start),
                "lead": None,
                "page": None,
                "evidence": "described",
                "subjects": [],
                "cities": [{"city": iri, "role": role, "status": None, "sources": []} for iri, role in sorted(parts)],
                "documents": [],
                "results": 0,
                "transfers": [],
            }
        )
        for part, text in enumerate((f"{network.title}. {network.subjects}", network.aims)):
            if text:
                passages.append(
                    {
                        "item": number,
                        "part": part,
                        "language": "en",
                        "text": text,
                        "sources": [],
                        "encoded": text[:800],
                        "words": text,
                    }
                )
    return Catalogue(items, passages, {place.iri: _row(place) for place in places}, {})


@contextmanager
def indexed(
    networks: Sequence[Network],
    places: Sequence[Place],
    encoder: Encoder | None,
    cache: Path,
    *,
    progress: Progress | None = None,
) -> Iterator[Index]:
    """Yield the index of networks, made in a temporary folder as a release's is made."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        write_index(Path(folder) / "index", catalogue_of(networks, places), encoder, cache, progress=progress)
        yield Index(Path(folder) / "index")


def named(index: Index, network: Network, vector: Scores | None) -> list[RankedItem]:
    """Return the networks before, as sure to answer what a network is about as the items of an answer are.

    All of them, not only those that an answer would show: a list of cities to rank needs more than one to ask.
    """
    ranking = rank(index, query_of(network), "en", vector)
    bands = Bands.shipped(kind_of(ranking))
    found = [(number, bands.score(ranking, number)) for number in range(len(index.items))]
    return [RankedItem(number, index.items[number], score, "partial", score) for number, score in found]


def query_of(network: Network) -> str:
    """Return what is asked for a network: its title, theme and keywords."""
    return f"{network.title}. {network.subjects}"


def run_of(
    scores: Mapping[str, float], places: Sequence[Place], *, asking: str | None = None
) -> list[tuple[str, float]]:
    """Return all cities but the asking one, best first; equal scores, and cities not seen before, by IRI."""
    found = [(place.iri, scores.get(place.iri, 0.0)) for place in places if place.iri != asking]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def experience(index: Index) -> dict[str, float]:
    """Return in how many networks each city had a part."""
    return {city: float(len(numbers)) for city, numbers in index.city_items.items()}


def centrality(index: Index) -> dict[str, float]:
    """Return the PageRank of each city among cities and networks (Page et al. 1999), as networkx computes it."""
    import networkx as nx

    graph = nx.Graph((city, number) for city, numbers in index.city_items.items() for number in numbers)
    ranks = nx.pagerank(graph)
    return {city: float(ranks[city]) for city in index.city_items}


def by_text(items: Sequence[RankedItem]) -> dict[str, float]:
    """Return for each city how relevant the most relevant of its networks is, whatever its part in it."""
    found: dict[str, float] = {}
    for item in items:
        for part in item.row["cities"]:
            found[part["city"]] = max(found.get(part["city"], 0.0), item.score)
    return found


def _place(raw: dict[str, Any]) -> Place:
    country = str(raw["country"])
    return Place(f"city/{raw['geonames_id']}", str(raw["name"]), _COUNTRIES.get(country, country))


def _subjects(row: dict[str, Any]) -> str:
    """Return the theme and the keywords of a network, which stand between strokes."""
    keywords = [word.strip() for word in (row.get("keywords") or "").split("/")]
    return "; ".join(filter(None, (row.get("theme"), ", ".join(filter(None, keywords)))))


def _row(place: Place) -> dict[str, Any]:
    """Return the row of a city, with what the gazetteer knows of it."""
    country = country_facts(place.country)
    known = next(iter(find_places(place.name, code=place.country)), None)
    return {
        "iri": place.iri,
        "label": {"en": place.name},
        "code": place.country,
        "section": "section/europe",
        "section_label": {},
        "languages": list(country.languages),
        "official": True,
        "population": (known.population or None) if known else None,
        "income": country.income,
        "coast": known.coast if known else None,
        "themes": [],
        "same_as": [],
        "stated": {},
        "offers": [],
        "sources": [],
    }
