"""The index of a release, opened: passages with vectors, words and n-grams, and what filters need to know of items."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peercity.graph.errors import Unreadable

from .context import Spread, spread_of
from .encoders.base import Vectors
from .lexical.characters import Characters
from .lexical.glossary import Glossary
from .lexical.words import Words
from .links import Links
from .matters import Matters
from .needs import Needs
from .precedents import Precedents
from .space import Space
from .table import Table

FORMAT = 4
"""Version of the layout of an index."""
AXES = ("economy", "mobility", "environment", "citizenship", "quality-of-life", "governance")


class Index:
    """An opened index. Everything large is memory-mapped.

    An item has passages, each with a vector, and texts: all that is said of it in one language, with its words and
    n-grams. Passages, texts and what is known of items stand in the order of the items, which is that of their IRIs.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = _names(folder)
        self.languages: list[str] = self.names["languages"]
        self.sections: list[str] = self.names["sections"]
        self.encoder_name: str = self.names["encoder"]
        self.concepts: dict[str, dict[str, str]] = self.names["concepts"]
        self.items = Table(folder / "items.jsonl")
        self.passages = Table(folder / "passages.jsonl")
        self.passage_item = self._array("passage-item")
        self.passage_language = self._array("passage-language")
        self.text_item = self._array("text-item")
        self.text_language = self._array("text-language")
        self.item_axes = self._array("item-axes")
        self.item_sections = self._array("item-sections")
        self.item_proven = self._array("item-proven")
        self.words = Words.load(folder / "words")
        self.glossary = Glossary.load(folder / "glossary.json")
        self.characters = Characters.load(folder / "characters")
        self.space: Space | None = None
        self.matters: Matters | None = None
        self.precedents: Precedents | None = None
        self.vectors = self.item_scale = self.item_crowding = np.zeros(0, np.float32)
        if (folder / "space").exists():
            self.space = Space.load(folder / "space")
            self.matters = Matters.load(folder / "matters") if (folder / "matters").exists() else None
            self.precedents = Precedents.load(folder / "precedents") if (folder / "precedents").exists() else None
            self.vectors = self._array("vectors")
            self.item_scale = self._array("item-scale")
            self.item_crowding = self._array("item-crowding")

    @cached_property
    def cities(self) -> dict[str, dict[str, Any]]:
        """The cities of the release by relative IRI."""
        found: dict[str, dict[str, Any]] = json.loads((self.folder / "cities.json").read_text(encoding="utf-8"))
        return found

    @cached_property
    def spread(self) -> Spread:
        """The standard deviations by which cities are compared, wherever they are."""
        return spread_of(self.cities.values())

    @cached_property
    def city_items(self) -> dict[str, list[int]]:
        """The numbers of the projects and programmes in which each city takes part; see `links.takes_part`."""
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

    @cached_property
    def text_start(self) -> NDArray[np.intp]:
        """The first text of each item."""
        return np.searchsorted(self.text_item, np.arange(len(self.items)))

    @cached_property
    def has_precedents(self) -> NDArray[np.bool_]:
        """Which items answer something that was asked before."""
        found = np.zeros(len(self.items), dtype=np.bool_)
        if self.precedents:
            found[self.precedents.item] = True
        return found

    def item_vectors(self, numbers: Sequence[int]) -> Vectors:
        """Return the unit vector of all passages of each item together. Shape (items, dimensions)."""
        starts = [*self.item_start, len(self.passage_item)]
        sums = [self.vectors[starts[number] : starts[number + 1]].sum(axis=0) for number in numbers]
        return np.array(sums, dtype=np.float32) * self.item_scale[list(numbers), None]

    def has_language(self, language: str) -> NDArray[np.bool_]:
        """Return which items have a text in a language."""
        if language not in self.languages:
            return np.zeros(len(self.items), dtype=np.bool_)
        spoken = np.asarray(self.text_language == self.languages.index(language))
        if len(spoken) == len(self.items):
            return spoken
        return np.logical_or.reduceat(spoken, self.text_start)

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


def _names(folder: Path) -> dict[str, Any]:
    try:
        names: dict[str, Any] = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Unreadable(folder, "the release has no index; run `peercity publish`") from None
    if names.get("format") != FORMAT:
        raise Unreadable(folder, "it was made by another version of PeerCity; run `peercity publish`")
    return names
