"""A test collection, asked and judged through the ranker that answers challenges."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..catalogue import Catalogue
from ..encoders.base import Encoder
from ..index import Index
from ..indexing import write_index
from ..language import detect
from ..passages import pieces
from ..rank import rank
from ..vectors import Progress
from .beir import Collection, Document, Query
from .circumstances import circumstances
from .measures import SEED, Figure, Run, Values, by_query, mean

DEPTH = 1_000
"""Documents that are ranked a query."""
_BATCH = 16
_SIDES = ("same", "other", "both")


@dataclass(frozen=True)
class Row:
    """Figures of the queries in one language whose relevant documents are in the same one, another one or both."""

    language: str
    relevant: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True)
class Judgement:
    """What a ranking is worth: each measure over all queries, and by language."""

    figures: Mapping[str, Figure]
    rows: tuple[Row, ...]

    def json(self) -> dict[str, Any]:
        return {
            "measures": {name: figure.json() for name, figure in self.figures.items()},
            "languages": [
                {
                    "language": row.language,
                    "relevant": row.relevant,
                    "measures": {name: figure.json() for name, figure in row.figures.items()},
                }
                for row in self.rows
            ],
        }


def catalogue_of(collection: Collection) -> Catalogue:
    """Return a catalogue in which each document is an item, cut into passages; items keep the order of documents."""
    items, passages = [], []
    for number, document in enumerate(collection.documents):
        language = language_of(document)
        items.append(_item(document, language))
        for part, piece in enumerate(pieces(document.text)):
            text = f"{document.title}. {piece}".strip() if document.title else piece
            passages.append(
                {
                    "item": number,
                    "part": part,
                    "language": language,
                    "text": piece,
                    "sources": [],
                    "encoded": text,
                    "words": piece if part else text,
                }
            )
    return Catalogue(items, passages, {}, {})


@contextmanager
def indexed(
    collection: Collection, encoder: Encoder | None, cache: Path, *, progress: Progress | None = None
) -> Iterator[Index]:
    """Yield the index of a collection, made in a temporary folder as a release's is made.

    Vectors are kept in `cache`, so that a second time encodes nothing.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        write_index(Path(place) / "index", catalogue_of(collection), encoder, cache, progress=progress)
        yield Index(Path(place) / "index")


def ranked(
    index: Index,
    collection: Collection,
    encoder: Encoder | None,
    *,
    weights: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Run:
    """Return the DEPTH best documents of each query, best first, each with its score.

    `weights` are those of the ranker, the shipped ones where not given.
    """
    given: dict[str, Any] = {} if weights is None else {"weights": weights}
    found: dict[str, list[tuple[str, float]]] = {}
    for start in range(0, len(collection.queries), _BATCH):
        batch = collection.queries[start : start + _BATCH]
        vectors = encoder.encode_query([query.text for query in batch]) if encoder else [None] * len(batch)
        for query, vector in zip(batch, vectors, strict=True):
            ranking = rank(index, query.text, language_of(query), vector, **given)
            found[query.id] = [
                (collection.documents[number].id, float(ranking.items[number])) for number in ranking.top(DEPTH)
            ]
        if progress:
            progress(start + len(batch), len(collection.queries))
    return found


def judge(collection: Collection, run: Run, *, seed: int = SEED) -> Judgement:
    """Return the figures of a run, over all queries and by language. `seed` draws the intervals."""
    values = by_query(collection.judgements, run)
    sides = _sides(collection)
    rows = []
    for language, relevant in sorted(set(sides), key=lambda side: (side[0], _SIDES.index(side[1]))):
        chosen = [number for number, side in enumerate(sides) if side == (language, relevant)]
        part = {name: column[chosen] for name, column in values.items()}
        rows.append(Row(language, relevant, _figures(part, seed)))
    return Judgement(_figures(values, seed), tuple(rows))


def report(collection: Collection, index: Index, judgement: Judgement, encoder: Encoder | None) -> dict[str, Any]:
    """Return what was judged, how and with which figures, as it goes out as JSON."""
    return {
        "collection": collection.name,
        "documents": len(index.items),
        "passages": len(index.passages),
        "queries": len(collection.queries),
        **circumstances(encoder),
        **judgement.json(),
        "notes": [*collection.notes, *_detected(collection)],
    }


def _detected(collection: Collection) -> list[str]:
    counts = {
        what: sum(text.language is None for text in texts)
        for what, texts in (("documents", collection.documents), ("queries", collection.queries))
    }
    return [
        f"Languages were detected where none is stated: of {count:,} {what}." for what, count in counts.items() if count
    ]


def language_of(text: Document | Query) -> str:
    """Return the language of a document or query: as stated, else as detected."""
    whole = f"{text.title} {text.text}" if isinstance(text, Document) else text.text
    return text.language or detect(whole)


def _figures(values: Mapping[str, Values], seed: int) -> dict[str, Figure]:
    return {name: mean(column, seed=seed) for name, column in values.items()}


def _sides(collection: Collection) -> list[tuple[str, str]]:
    """Return the language of each query, and whether its relevant documents are in it."""
    documents = {document.id: document for document in collection.documents}
    found = []
    for query in collection.queries:
        language = language_of(query)
        grades = collection.judgements[query.id]
        same = {language_of(documents[name]) == language for name, grade in grades.items() if grade > 0}
        found.append((language, "both" if len(same) > 1 else "same" if True in same else "other"))
    return found


def _item(document: Document, language: str) -> dict[str, Any]:
    return {
        "iri": f"document/{document.id}",
        "type": "document",
        "label": {language: document.title or document.id},
        "summary": {},
        "states": [],
        "start": None,
        "lead": None,
        "page": None,
        "evidence": "described",
        "subjects": [],
        "cities": [],
        "documents": [],
        "results": 0,
        "transfers": [],
    }
