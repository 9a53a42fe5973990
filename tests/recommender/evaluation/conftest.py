"""A small test collection in BEIR layout, and an encoder of a few lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from peercity.recommender.encoders.base import Vectors

DOCUMENTS = (
    {"_id": "d1", "title": "Flood alerts", "text": "Sirens and text messages warn people of floods in time."},
    {"_id": "d2", "title": "", "text": "Taxes are paid by telephone. Nobody queues at the town hall any more."},
    {"_id": "d3", "title": "Boîtes à livres", "text": "Des livres d'occasion dans chaque quartier de la ville."},
    {"_id": "d4", "title": "Vélos en libre-service", "text": "Des vélos que chacun prend et rend où il veut."},
)
QUERIES = (
    {"_id": "q1", "text": "How can we warn people of floods?", "metadata": {"lang": "en"}},
    {"_id": "q2", "text": "Comment payer les taxes par téléphone ?", "metadata": {"lang": "fr"}},
    {"_id": "q3", "text": "Où trouver des livres d'occasion ?", "lang": "fr"},
    {"_id": "q4", "text": "nothing is judged for this one"},
)
JUDGEMENTS = ("query-id\tcorpus-id\tscore", "q1\td1\t2", "q1\td2\t0", "q2\td2\t1", "q3\td3\t1", "q3\td2\t1")

Write = Callable[..., Path]


class Letters:
    """An encoder: how often words of the same hash stand in a text."""

    name = "letters"

    def encode_document(self, inputs: Sequence[str]) -> Vectors:
        found = np.full((len(inputs), 64), 1e-3, dtype=np.float32)
        for row, text in zip(found, inputs, strict=True):
            for word in text.casefold().split():
                row[crc32(word[:4].encode()) % 64] += 1
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    encode_query = encode_document


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def beir(tmp_path: Path) -> Write:
    """A function that writes a collection in BEIR layout, the small one where nothing else is given."""

    def write(
        documents: Iterable[Mapping[str, Any] | str] = DOCUMENTS,
        queries: Iterable[Mapping[str, Any] | str] = QUERIES,
        judgements: Iterable[str] = JUDGEMENTS,
        *,
        name: str = "small",
        qrels: str = "test.tsv",
    ) -> Path:
        folder = tmp_path / name
        (folder / "qrels").mkdir(parents=True, exist_ok=True)
        for file, rows in (("corpus", documents), ("queries", queries)):
            lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
            (folder / f"{file}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        (folder / "qrels" / qrels).write_text("".join(f"{line}\n" for line in judgements), encoding="utf-8")
        return folder

    return write
