"""Making the index of a release, as little of it anew as what changed asks for."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from .catalogue import Catalogue, read_catalogue
from .conditions import conditions_by_city
from .encoders.base import Encoder, encoder_name
from .fitted import weights_name
from .index import AXES, FORMAT, Index
from .lexical.characters import Characters
from .lexical.glossary import Glossary
from .lexical.words import Words
from .links import takes_part
from .meaning import write_vectors
from .needs import Needs
from .rank import WEIGHTS
from .table import Table
from .vectors import Progress

_NEW_AT_MOST = 0.2
"""Share of texts that may come after words, n-grams and space were fitted; past that they are fitted again."""
_TYING = ("project", "programme")
"""Types of items that tie two cities, as meetings do not."""
_FEW = 50
"""Texts of a collection so small that fitting costs nothing."""


def build_index(
    encoder: Encoder | None, cache: Path, *, base: str, previous: Path | None = None, progress: Progress | None = None
) -> Callable[[Path, ox.Store], dict[str, Any]]:
    """Return the step of `publish` that adds the index and evaluation.json to a release.

    `previous` is the folder of the one before.
    """
    from .evaluation.page import write_page

    def finish(folder: Path, store: ox.Store) -> dict[str, Any]:
        catalogue = read_catalogue(store, base=base)
        before = previous / "index" if previous else None
        write_index(folder / "index", catalogue, encoder, cache, previous=before, progress=progress)
        write_page(folder, encoder, cache)
        return {
            **made_with(encoder),
            "index": {
                "items": len(catalogue.items),
                "passages": len(catalogue.passages),
                "cities": len(catalogue.cities),
            },
        }

    return finish


def made_with(encoder: Encoder | None) -> dict[str, Any]:
    """Return what a release notes of how its index was made."""
    return {
        "encoder": encoder_name(encoder),
        "weights": WEIGHTS,
        "weights_name": weights_name(),
        "index_format": FORMAT,
        "peercity": version("peercity"),
    }


def write_index(
    folder: Path,
    catalogue: Catalogue,
    encoder: Encoder | None,
    cache: Path,
    *,
    previous: Path | None = None,
    progress: Progress | None = None,
) -> None:
    """Write the index of a catalogue into `folder`; `previous` is an index from which what stays the same is taken."""
    folder.mkdir()
    passages = catalogue.passages
    languages = sorted({row["language"] for row in passages})
    texts = _texts(passages)
    keys = np.array([_key(*text[1:]) for text in texts], dtype=np.uint64)
    before = _opened(previous, encoder)
    numbers, new = _matched(np.load(before.folder / "text-key.npy") if before else np.zeros(0, np.uint64), keys)
    fitted_on, added = (before.names["fitted_on"], before.names["added"] + len(new)) if before else (0, 0)
    if before is None or added > _NEW_AT_MOST * fitted_on or fitted_on < _FEW:
        before, fitted_on, added = None, len(texts), 0
    _write_rows(folder, catalogue, languages)
    _save(folder, "text-key", keys)
    _save(folder, "text-item", np.array([item for item, _, _ in texts], dtype=np.int32))
    _save(folder, "text-language", np.array([languages.index(text[1]) for text in texts], dtype=np.int16))
    own, stated = (None, None)
    if encoder is not None:
        own, stated = write_vectors(folder, catalogue, encoder, cache, before, progress)
    Needs.write(folder, catalogue.needs, own, stated)
    if before:
        words = before.words.updated(numbers, {place: (texts[place][2], texts[place][1]) for place in new}, len(texts))
        characters = before.characters.updated(numbers, {place: texts[place][2] for place in new}, len(texts))
    else:
        words = Words.fit([text for _, _, text in texts], [language for _, language, _ in texts])
        characters = Characters.fit([text for _, _, text in texts])
    words.save(folder / "words")
    characters.save(folder / "characters")
    (before.glossary if before else Glossary.fit()).save(folder / "glossary.json")
    sections = _write_items(folder, catalogue)
    names = {
        "format": FORMAT,
        "languages": languages,
        "sections": sections,
        "encoder": encoder_name(encoder),
        "concepts": catalogue.concepts,
        "fitted_on": fitted_on,
        "added": added,
    }
    (folder / "names.json").write_text(json.dumps(names), encoding="utf-8")


def is_proven(item: dict[str, Any]) -> bool:
    """Return whether an item is evidence of having done something: no meeting, no plan, no mere intention.

    A project that has ended proves nothing by that: a network may end with what it set out to do still to be done.
    """
    statuses = {state["status"] for state in item["states"]}
    if item["type"] == "practice":
        return bool(statuses & {"done", "ongoing"})
    return item["type"] == "project" and ("ongoing" in statuses or item["results"] > 0)


def _opened(previous: Path | None, encoder: Encoder | None) -> Index | None:
    """Return the index before, where there is one of this layout and encoder."""
    if previous is None or not (previous / "names.json").exists():
        return None
    names = json.loads((previous / "names.json").read_text(encoding="utf-8"))
    if names.get("format") != FORMAT or names["encoder"] != encoder_name(encoder):
        return None
    return Index(previous)


def _texts(passages: Sequence[dict[str, Any]]) -> list[tuple[int, str, str]]:
    """Return what is said of each item in each language: item, language, words."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in passages:
        found[row["item"], row["language"]].append(row["words"])
    return [(item, language, " ".join(parts)) for (item, language), parts in sorted(found.items())]


def _key(language: str, text: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{language}\0{text}".encode()).digest()[:8])


def _matched(before: NDArray[np.uint64], after: NDArray[np.uint64]) -> tuple[NDArray[np.int32], list[int]]:
    """Return the new number of each text from before (below 0 where it is gone), and the numbers of new texts."""
    numbers = np.full(len(before), -1, dtype=np.int32)
    known: dict[int, list[int]] = defaultdict(list)
    for number, key in enumerate(before.tolist()):
        known[key].append(number)
    new = []
    for number, key in enumerate(after.tolist()):
        if known[key]:
            numbers[known[key].pop()] = number
        else:
            new.append(number)
    return numbers, new


def _write_rows(folder: Path, catalogue: Catalogue, languages: list[str]) -> None:
    passages = catalogue.passages
    shown = ("part", "text", "language", "sources")
    Table.write(folder / "items.jsonl", catalogue.items)
    Table.write(folder / "passages.jsonl", ({key: row[key] for key in shown} for row in passages))
    _save(folder, "passage-item", np.array([row["item"] for row in passages], dtype=np.int32))
    _save(
        folder,
        "passage-language",
        np.array([languages.index(row["language"]) for row in passages], dtype=np.int16),
    )


def _write_items(folder: Path, catalogue: Catalogue) -> list[str]:
    """Write what filters and city ranking need to know; return the UCLG sections, whose places are the bits."""
    items, cities = catalogue.items, catalogue.cities
    sections = sorted({city["section"] for city in cities.values() if city["section"]})
    _save(folder, "item-axes", np.array([_axes(item) for item in items], dtype=np.uint8))
    _save(folder, "item-sections", np.array([_sections(item, cities, sections) for item in items], dtype=np.uint32))
    _save(folder, "item-proven", np.array([is_proven(item) for item in items], dtype=np.bool_))
    (folder / "city-items.json").write_text(json.dumps(_city_items(items, tying=True)), encoding="utf-8")
    (folder / "city-parts.json").write_text(json.dumps(_city_items(items)), encoding="utf-8")
    (folder / "explaining.json").write_text(json.dumps(_explaining(catalogue), ensure_ascii=False), encoding="utf-8")
    (folder / "cities.json").write_text(json.dumps(cities, ensure_ascii=False), encoding="utf-8")
    return sections


def _save(folder: Path, name: str, array: NDArray[Any]) -> None:
    np.save(folder / f"{name}.npy", array)


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


def _city_items(items: list[dict[str, Any]], *, tying: bool = False) -> dict[str, list[int]]:
    """Return the items in which each city has a part: all of them, or those that tie it to others."""
    found: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        if tying and item["type"] not in _TYING:
            continue
        for city in sorted({part["city"] for part in item["cities"] if not tying or takes_part(part)}):
            found.setdefault(city, []).append(number)
    return found
