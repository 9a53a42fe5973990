"""Which cities of a release are most like a city, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from peercity.graph.errors import NotFound, PeerCityError
from peercity.graph.records.values import INTERFACE_LANGUAGES
from peercity.graph.releases import Release

from ..answer import Source
from ..index import Index
from ..places import AskingCity, find_city
from .comparison import Comparison, Feature, Spread, Value, compare, scaled
from .words import Words

MAX_LIMIT = 50
KINDS = ("alike", "in_part", "differs", "not_stated")
_ALIKE, _IN_PART = 0.7, 0.1
"""Similarities from which on a feature is said to be alike, and alike in part."""


@dataclass(frozen=True)
class Peer:
    """A city like the one that asks, as its row in the index. `score` is `Comparison.shared`, 0 to 1."""

    row: Mapping[str, Any]
    score: float
    comparison: Comparison


@dataclass(frozen=True)
class Told:
    """A feature of a peer in words."""

    name: str
    kind: str
    """One of KINDS."""
    text: str
    one: Value
    other: Value
    similarity: float | None
    apart: float | None
    """Standard deviations between the two, for size and coast."""
    sources: tuple[str, ...]


@dataclass(frozen=True)
class SimilarCity:
    """A peer with its features in words: what makes the two alike first, by how much it adds."""

    iri: str
    label: str
    country: str
    score: float
    features: tuple[Told, ...]


@dataclass(frozen=True)
class SimilarCities:
    """The cities most like one, the most alike first, with the documents that the comparison rests on."""

    release: int
    language: str
    city: str
    country: str
    iri: str | None
    known: tuple[str, ...]
    """What is known of the city itself, in words."""
    cities: tuple[SimilarCity, ...]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]

    def json(self) -> dict[str, Any]:
        """Return it as it goes over the wire."""
        return asdict(self)


def rank_peers(city: AskingCity, cities: Iterable[Mapping[str, Any]], *, spread: Spread) -> list[Peer]:
    """Return every other city by what it shares with `city`, the most first; equal ones by IRI."""
    compared = ((row, compare(city, row, spread=spread)) for row in cities if row["iri"] != city.iri)
    peers = (Peer(row, comparison.shared, comparison) for row, comparison in compared)
    return sorted(peers, key=lambda peer: (-peer.score, peer.row["iri"]))


def similar_cities(
    release: Release, index: Index, name: str, *, limit: int = 10, language: str = "en"
) -> SimilarCities:
    """Return the cities of a release that are most like the one that `name` means, told in `language`.

    The city itself is never among them; it need not be in the release, if GeoNames has it. Raises NotFound for an
    unknown city (with the nearest names) or language, and PeerCityError for a limit outside of 1 to MAX_LIMIT.
    """
    if language not in INTERFACE_LANGUAGES:
        raise NotFound("language of answers", language, valid=INTERFACE_LANGUAGES)
    if not 1 <= limit <= MAX_LIMIT:
        raise PeerCityError(f"The limit {limit} is not between 1 and {MAX_LIMIT}.")
    words = Words(language, concepts=index.concepts, cities=index.cities)
    city = find_city(name, index.cities, spoken=language, reader=language)
    peers = rank_peers(city, index.cities.values(), spread=index.spread)[:limit]
    stated = {document for peer in peers for feature in peer.comparison.features for document in feature.sources}
    base = release.facts["base"]
    return SimilarCities(
        release=release.number,
        language=language,
        city=city.name,
        country=city.country,
        iri=base + city.iri if city.iri else None,
        known=tuple(words.own(name, value) for name, value in _known(city)),
        cities=tuple(_similar(peer, city, words, index.spread, base) for peer in peers),
        notes=tuple(words.notes(city)),
        sources=tuple(_sources(release, stated)),
    )


def _known(city: AskingCity) -> list[tuple[str, Value]]:
    return [(feature.name, feature.one) for feature in compare(city, city).features]


def _similar(peer: Peer, city: AskingCity, words: Words, spread: Spread, base: str) -> SimilarCity:
    label = words.label(peer.row["label"])
    told = [
        Told(
            name=feature.name,
            kind=_kind(feature),
            text=words.feature(feature, city.name, label),
            one=feature.one,
            other=feature.other,
            similarity=None if feature.similarity is None else round(feature.similarity, 4),
            apart=_apart(feature, spread),
            sources=tuple(base + document for document in feature.sources),
        )
        for feature in peer.comparison.strongest
    ]
    return SimilarCity(
        iri=base + peer.row["iri"],
        label=label,
        country=words.country(peer.row["code"]),
        score=round(peer.score, 4),
        features=tuple(sorted(told, key=lambda one: KINDS.index(one.kind))),
    )


def _kind(feature: Feature) -> str:
    if feature.similarity is None:
        return "not_stated"
    if feature.similarity >= _ALIKE:
        return "alike"
    return "in_part" if feature.similarity >= _IN_PART else "differs"


def _apart(feature: Feature, spread: Spread) -> float | None:
    scales = {"size": spread.size, "coast": spread.coast}
    if feature.name not in scales or not isinstance(feature.one, int) or not isinstance(feature.other, int):
        return None
    apart = scaled(feature.name, feature.one) - scaled(feature.name, feature.other)
    return round(abs(apart) / scales[feature.name], 4)


def _sources(release: Release, documents: Iterable[str]) -> Iterable[Source]:
    """Yield the documents as the release describes them, the data sets of all cities first."""
    import pyoxigraph as ox

    from peercity.graph.read import read

    base = release.facts["base"]
    quads = [
        quad
        for name in sorted(documents)
        for quad in release.store.quads_for_pattern(ox.NamedNode(base + name), None, None, ox.DefaultGraph())
    ]
    records: list[Any] = [record for record in read(quads, base=base) if record.type == "Document"]
    for record in sorted(records, key=lambda one: one.kind != "concept:kind/data-set"):
        date = record.issued or record.read_on
        title = next(iter(record.title.values()))
        yield Source(base + record.id, title, record.page[0] if record.page else None, date.value if date else None)
