"""The index of a release: passages with vectors, words and n-grams, and what filters need to know of items."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from peercity.graph.errors import Unreadable

from .bands import fitted
from .catalogue import Catalogue, read_catalogue
from .conditions import conditions_by_city
from .encoders.base import Encoder, encoder_name
from .lexical.characters import Characters
from .lexical.words import Words
from .links import Links
from .needs import Needs
from .rank import WEIGHTS
from .table import Table
from .vectors import Progress, VectorCache

FORMAT = 2
"""Version of the layout of an index."""
_TYING = ("project", "programme")
"""Items that tie two cities, as meetings do not."""
AXES = ("economy", "mobility", "environment", "citizenship", "quality-of-life", "governance")


def build_index(
    encoder: Encoder | None, cache: Path, *, base: str, progress: Progress | None = None
) -> Callable[[Path, ox.Store], dict[str, Any]]:
    """Return the step of `publish` that adds the index to a release."""

    def finish(folder: Path, store: ox.Store) -> dict[str, Any]:
        catalogue = read_catalogue(store, base=base)
        write_index(folder / "index", catalogue, encoder, cache, progress=progress)
        return {
            **made_with(encoder),
            "evaluation": {kind: model["measured"] for kind, model in fitted().items()},
            "index": {
                "items": len(catalogue.items),
                "passages": len(catalogue.passages),
                "cities": len(catalogue.cities),
            },
        }

    return finish


def made_with(encoder: Encoder | None) -> dict[str, Any]:
    """Return what a release notes of how its index was made: the encoder, the weights and the version of PeerCity."""
    return {"encoder": encoder_name(encoder), "weights": WEIGHTS, "peercity": version("peercity")}


def write_index(
    folder: Path, catalogue: Catalogue, encoder: Encoder | None, cache: Path, *, progress: Progress | None = None
) -> None:
    """Write the index of a catalogue into `folder`."""
    folder.mkdir()
    Table.write(folder / "items.jsonl", catalogue.items)
    passages = catalogue.passages
    Table.write(
        folder / "passages.jsonl",
        ({key: row[key] for key in ("part", "text", "language", "sources")} for row in passages),
    )
    languages = sorted({row["language"] for row in passages})
    np.save(folder / "passage-item.npy", np.array([row["item"] for row in passages], dtype=np.int32))
    np.save(
        folder / "passage-language.npy",
        np.array([languages.index(row["language"]) for row in passages], dtype=np.int16),
    )
    sections = sorted({city["section"] for city in catalogue.cities.values() if city["section"]})
    np.save(folder / "item-axes.npy", np.array([_axes(item) for item in catalogue.items], dtype=np.uint8))
    np.save(
        folder / "item-sections.npy",
        np.array([_sections(item, catalogue.cities, sections) for item in catalogue.items], dtype=np.uint32),
    )
    np.save(folder / "item-proven.npy", np.array([is_proven(item) for item in catalogue.items], dtype=np.bool_))
    (folder / "city-items.json").write_text(json.dumps(_city_items(catalogue.items, _TYING)), encoding="utf-8")
    (folder / "city-parts.json").write_text(json.dumps(_city_items(catalogue.items)), encoding="utf-8")
    (folder / "explaining.json").write_text(json.dumps(_explaining(catalogue), ensure_ascii=False), encoding="utf-8")
    names = {
        "format": FORMAT,
        "languages": languages,
        "sections": sections,
        "encoder": encoder_name(encoder),
        "concepts": catalogue.concepts,
    }
    (folder / "names.json").write_text(json.dumps(names), encoding="utf-8")
    (folder / "cities.json").write_text(json.dumps(catalogue.cities, ensure_ascii=False), encoding="utf-8")
    vectors = own = None
    if encoder is not None:
        texts = [row["encoded"] for row in passages]
        needs = [row["encoded"] for row in catalogue.needs if row["item"] is None]
        found = VectorCache(cache, encoder).encode([*texts, *needs], progress=progress)
        vectors, own = found[: len(texts)], found[len(texts) :]
        np.save(folder / "vectors.npy", vectors)
    Needs.write(folder, catalogue.needs, np.array([row["item"] for row in passages]), vectors, own)
    Words.fit([row["words"] for row in passages], [row["language"] for row in passages]).save(folder / "words")
    Characters.fit([row["words"] for row in passages]).save(folder / "characters")


def is_proven(item: dict[str, Any]) -> bool:
    """Return whether an item is evidence of having done something: no meeting, no plan, no mere intention.

    A project that has ended proves nothing by that: a network may end with what it set out to do still to be done.
    """
    statuses = {state["status"] for state in item["states"]}
    if item["type"] == "practice":
        return bool(statuses & {"done", "ongoing"})
    return item["type"] == "project" and ("ongoing" in statuses or item["results"] > 0)


def _axes(item: dict[str, Any]) -> int:
    names = {subject["concept"] for subject in item["subjects"]}
    return sum(1 << number for number, axis in enumerate(AXES) if f"axis/{axis}" in names)


def _sections(item: dict[str, Any], cities: dict[str, dict[str, Any]], sections: list[str]) -> int:
    held = {cities[part["city"]]["section"] for part in item["cities"]}
    return sum(1 << number for number, section in enumerate(sections) if section in held)


def _explaining(catalogue: Catalogue) -> dict[str, Any]:
    """Return what only reasons need."""
    return {
        "documents": catalogue.documents,
        "conditions": conditions_by_city(catalogue.items),
        "barrier_names": catalogue.barrier_names,
    }


def _city_items(items: list[dict[str, Any]], types: Sequence[str] = ()) -> dict[str, list[int]]:
    """Return the items in which each city has a part, of some types or of all."""
    found: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        if types and item["type"] not in types:
            continue
        for city in sorted({part["city"] for part in item["cities"]}):
            found.setdefault(city, []).append(number)
    return found


class Index:
    """An opened index. Everything large is memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        if names.get("format") != FORMAT:
            raise Unreadable(folder, "it was made by another version of PeerCity; run `peercity publish`")
        self.languages: list[str] = names["languages"]
        self.sections: list[str] = names["sections"]
        self.encoder_name: str = names["encoder"]
        self.concepts: dict[str, dict[str, str]] = names["concepts"]
        self.items = Table(folder / "items.jsonl")
        self.passages = Table(folder / "passages.jsonl")
        self.passage_item = self._array("passage-item")
        self.passage_language = self._array("passage-language")
        self.item_axes = self._array("item-axes")
        self.item_sections = self._array("item-sections")
        self.item_proven = self._array("item-proven")
        self.words = Words.load(folder / "words")
        self.characters = Characters.load(folder / "characters")
        self.vectors: NDArray[np.float32] | None = None
        if (folder / "vectors.npy").exists():
            self.vectors = np.load(folder / "vectors.npy", mmap_mode="r")

    @cached_property
    def cities(self) -> dict[str, dict[str, Any]]:
        """The cities of the release by relative IRI."""
        found: dict[str, dict[str, Any]] = json.loads((self.folder / "cities.json").read_text(encoding="utf-8"))
        return found

    @cached_property
    def city_items(self) -> dict[str, list[int]]:
        """The numbers of the projects and programmes in which each city has a part."""
        return self._numbers("city-items")

    @cached_property
    def city_parts(self) -> dict[str, list[int]]:
        """The numbers of all items in which each city has a part."""
        return self._numbers("city-parts")

    @cached_property
    def links(self) -> Links:
        """What links two cities already."""
        return Links(self.city_items)

    @cached_property
    def needs(self) -> Needs:
        """What cities lack, as sources state it."""
        return Needs(self.folder)

    @cached_property
    def explaining(self) -> dict[str, Any]:
        """What only reasons need: documents that cities rest on, conditions by city, and names of barriers."""
        found: dict[str, Any] = json.loads((self.folder / "explaining.json").read_text(encoding="utf-8"))
        return found

    @cached_property
    def item_start(self) -> NDArray[np.intp]:
        """The first passage of each item."""
        return np.searchsorted(self.passage_item, np.arange(len(self.items)))

    def mask(self, *, axes: int = 0, sections: int = 0) -> NDArray[np.bool_] | None:
        """Return which items have one of the axes and one of the sections (bits); None where all do."""
        if not axes and not sections:
            return None
        found = np.ones(len(self.item_axes), dtype=np.bool_)
        if axes:
            found &= (self.item_axes & axes) > 0
        if sections:
            found &= (self.item_sections & sections) > 0
        return found

    def _numbers(self, name: str) -> dict[str, list[int]]:
        found: dict[str, list[int]] = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        return found

    def _array(self, name: str) -> NDArray[Any]:
        array: NDArray[Any] = np.load(self.folder / f"{name}.npy", mmap_mode="r")
        return array
