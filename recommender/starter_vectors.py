"""Make what ships of the bundled encoder: `python -m peercity.recommender.starter_vectors`, after data changed."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox

from peercity.graph.build import build
from peercity.graph.records import Record
from peercity.graph.records.values import INTERFACE_LANGUAGES
from peercity.graph.starter import starter_files

from .catalogue import Catalogue, read_catalogue
from .encoders import default_encoder
from .encoders.base import AsQueries
from .matters import SHIPPED as SHIPPED_MATTERS
from .matters import encode as encode_matters
from .matters import save as save_matters
from .precedents import SHIPPED as SHIPPED_PRECEDENTS
from .precedents import versions as precedent_versions
from .vectors import SHIPPED, VectorCache
from .voices import SHIPPED as SHIPPED_VOICES
from .voices import measure
from .voices import save as save_voices

_EVERY = 2
"""Of the items of the starter data, every second one is enough to tell how voices differ."""


def starter_texts() -> list[str]:
    """Return every text of the starter data that is encoded."""
    return [row["encoded"] for row in _starter().passages]


def parallel_texts() -> dict[str, list[tuple[str, str]]]:
    """Return names and first texts of items by language, the same items at the same places."""
    found: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    catalogue = _starter()
    for row in (one for one in catalogue.passages if one["language"] in INTERFACE_LANGUAGES):
        name = catalogue.items[row["item"]]["label"][row["language"]]
        found[row["item"]].setdefault(row["language"], (name, row["text"]))
    whole = [texts for texts in found.values() if set(INTERFACE_LANGUAGES) <= set(texts)][::_EVERY]
    return {language: [texts[language] for texts in whole] for language in INTERFACE_LANGUAGES}


def _starter() -> Catalogue:
    store = ox.Store()
    for file in starter_files():
        graph = ox.NamedNode(f"https://w3id.org/peercity/id/graph/public/{file.slug}")
        triples = build(Record.types[raw["type"]].parse(raw) for raw in file.records)
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
    return read_catalogue(store)


def main() -> None:
    encoder = default_encoder(threads=None)
    if encoder is None:
        raise SystemExit("The bundled encoder is not installed on this machine.")
    texts = starter_texts()
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder), encoder)
        cache.encode(texts)
        cache.save(SHIPPED, only=texts)
        asked = VectorCache(Path(folder), AsQueries(encoder), shipped=SHIPPED_PRECEDENTS)
        asked.encode(precedent_versions())
        asked.save(SHIPPED_PRECEDENTS, only=precedent_versions())
    save_voices(SHIPPED_VOICES, encoder, measure(encoder, parallel_texts()))
    save_matters(SHIPPED_MATTERS, encoder, encode_matters(encoder))


if __name__ == "__main__":
    main()
