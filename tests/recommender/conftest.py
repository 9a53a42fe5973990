"""An index of a few records, for what the starter data does not have."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyoxigraph as ox
import pytest
from numpy.typing import NDArray

from peercity.graph.build import build
from peercity.graph.records import Record
from peercity.recommender.catalogue import read_catalogue
from peercity.recommender.encoders import Encoder
from peercity.recommender.index import Index
from peercity.recommender.indexing import write_index


class WordCounts:
    """An encoder whose vectors count words: what has no word in common is at right angles, nearly always."""

    name = "word counts"

    def encode_query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in zip(found, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.encode()) % 64] += 1
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    encode_document = encode_query


@pytest.fixture
def index_of(tmp_path: Path) -> Callable[..., Index]:
    """A function that makes the index of records, given as they stand in a source file."""
    return making(tmp_path, WordCounts())


@pytest.fixture
def lexical_index_of(tmp_path: Path) -> Callable[..., Index]:
    """The same without an encoder, which takes a hundredth of the time."""
    return making(tmp_path, None)


def making(tmp_path: Path, usual: Encoder | None) -> Callable[..., Index]:
    def make(records: Sequence[dict[str, Any]], encoder: Encoder | None = usual) -> Index:
        store = ox.Store()
        graph = ox.NamedNode("https://w3id.org/peercity/id/graph/public/small")
        triples = build(Record.types[raw["type"]].parse(raw) for raw in records)
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
        folder = tmp_path / f"index-{len(list(tmp_path.glob('index-*')))}"
        write_index(folder, read_catalogue(store), encoder, tmp_path / "cache")
        return Index(folder)

    return make


def in_three(text: str) -> dict[str, str]:
    return {"fr": text, "es": text, "en": text}


@pytest.fixture
def three_cities() -> list[dict[str, Any]]:
    """Records of three cities. Ahome has a practice with a problem, Belem one on the same matter, Cork a plan on it."""
    cities = [
        {"type": "City", "id": f"city/{name}", "label": in_three(name), "country": "country/xx", "languages": languages}
        for name, languages in (("ahome", ["es"]), ("belem", ["pt"]), ("cork", ["en"]))
    ]
    documents = [
        {
            "type": "Document",
            "id": f"document/{name}",
            "title": {"en": f"Page on {name}"},
            "kind": "concept:kind/web-page",
        }
        for name in ("ahome", "belem", "cork", "members")
    ]
    practices = [
        {
            "type": "Practice",
            "id": f"practice/{name}",
            "label": in_three(f"{name} flood sirens"),
            "implementedBy": [f"city/{name}"],
            "status": f"concept:status/{status}",
            "asOf": "2020",
            "summary": in_three("river flood warning sirens for people near the water"),
            "subjectRead": ["concept:axis/environment", "concept:theme/participation"],
            "statedIn": [f"document/{name}"],
        }
        for name, status in (("ahome", "ongoing"), ("belem", "done"), ("cork", "planned"))
    ]
    practices[0]["problem"] = in_three("the river flood came without warning")
    others = [
        {
            "type": "Practice",
            "id": f"practice/other-{number}",
            "label": in_three(f"bread market stall {number}"),
            "implementedBy": ["city/belem"],
            "status": "concept:status/done",
            "summary": in_three("bakers rent stalls on a market square by phone"),
            "subjectRead": ["concept:axis/economy"],
            "statedIn": ["document/belem"],
        }
        for number in range(4)
    ]
    return [*cities, *documents, *practices, *others]
