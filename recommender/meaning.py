"""What an encoder tells of a collection: vectors of passages in a space of their own, and what follows from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .catalogue import Catalogue
from .crowding import crowding, references
from .encoders.base import Encoder, Vectors
from .index import Index
from .matters import Matters, matters_of
from .precedents import Precedents, precedents, vectors_of
from .space import Space
from .vectors import Progress, VectorCache, shipped_texts, text_key
from .voices import voices_of


def write_vectors(
    folder: Path,
    catalogue: Catalogue,
    encoder: Encoder,
    cache: Path,
    before: Index | None,
    progress: Progress | None,
) -> tuple[Vectors, Vectors]:
    """Write the vectors of passages in the space of the collection, and what follows from them for items.

    The space is that of the index `before`, where there is one. Returns the unit vectors of items (items, dimensions),
    and those of the needs that are no item's (needs, dimensions).
    """
    texts = [row["encoded"] for row in catalogue.passages]
    needs = [row["encoded"] for row in catalogue.needs if row["item"] is None]
    encoded = VectorCache(cache, encoder).encode([*texts, *needs], progress=progress)
    raw = encoded[: len(texts)]
    space = before.space if before and before.space else Space.fit(raw, voices_of(encoder, cache))
    vectors = space.texts(raw)
    start = np.searchsorted([row["item"] for row in catalogue.passages], np.arange(len(catalogue.items)))
    sums: Vectors = np.add.reduceat(vectors, start, axis=0) if len(start) else vectors
    norms = np.linalg.norm(sums, axis=1)
    scale = (1 / np.where(norms > 0, norms, 1)).astype(np.float32)
    items = sums * scale[:, None]
    others = np.load(before.folder / "references.npy") if before else references(items)
    space.save(folder / "space")
    if len(vectors):
        matters = matters_of(encoder, cache, progress=progress)
        Matters.fit(matters, space, vectors, start).save(folder / "matters")
        numbers = {item["iri"]: number for number, item in enumerate(catalogue.items)}
        starter = shipped_texts()
        later = vectors[[text_key(text) not in starter for text in texts]]
        known = precedents()
        if any(iri in numbers for one in known for iri in one.answers):
            asked = vectors_of(encoder, cache, progress=progress)
            if found := Precedents.fit(known, asked, space, numbers, later):
                found.save(folder / "precedents")
    np.save(folder / "vectors.npy", vectors)
    np.save(folder / "references.npy", others)
    np.save(folder / "item-scale.npy", scale)
    np.save(folder / "item-crowding.npy", crowding(items, others))
    return items, space.texts(encoded[len(texts) :])
