"""Make the vectors that ship: `python -m peercity.recommender.starter_vectors`, after the starter data changed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyoxigraph as ox

from peercity.graph.build import build
from peercity.graph.records import Record
from peercity.graph.starter import starter_files

from .catalogue import read_catalogue
from .encoders import default_encoder
from .vectors import SHIPPED, VectorCache


def starter_texts() -> list[str]:
    """Return every text of the starter data that is encoded."""
    store = ox.Store()
    for file in starter_files():
        graph = ox.NamedNode(f"https://w3id.org/peercity/id/graph/public/{file.slug}")
        triples = build(Record.types[raw["type"]].parse(raw) for raw in file.records)
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
    return [row["encoded"] for row in read_catalogue(store).passages]


def main() -> None:
    encoder = default_encoder(threads=None)
    if encoder is None:
        raise SystemExit("The bundled encoder is not installed on this machine.")
    texts = starter_texts()
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder), encoder)
        cache.encode(texts)
        cache.save(SHIPPED, only=texts)


if __name__ == "__main__":
    main()
