"""What cities lack, as far as a source states it: what the other direction of a recommendation starts from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .table import Table

Vectors = NDArray[np.float32]

WEIGHTS = {"need": 1.0, "challenge": 1.0, "plan": 1.0, "interest": 1.0, "problem": 0.8}
"""How open a need is: a city that states a problem beside what it did about it has begun already.

What hindered a practice is no need here: things are compared by what they are about, and two practices on one matter
say nothing of whether the one overcame what hindered the other.
"""
PLANS = ("planned", "proposed", "wished", "aim", "applied")
"""Statuses of what is still to be done."""


def needs_of_items(
    items: Sequence[dict[str, Any]], told: Mapping[str, Sequence[Any]], document_of: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield what the sources of items say that cities lack.

    That is the problem behind a practice, of the cities that carry it out; a practice that is only planned; and the
    interest of a city in a project. `told` holds the records of each item.
    """
    for number, item in enumerate(items):
        doers = [part["city"] for part in item["cities"] if part["role"] == "implementer"]
        for record, text in [(one, one.problem) for one in told[item["iri"]] if getattr(one, "problem", None)][:1]:
            sources = {document_of[place] for place in record.stated_in if place in document_of}
            yield from _rows("problem", doers, item, number, text, sources)
        if item["states"][0]["status"] in PLANS and item["states"][0]["source"]:
            yield from _rows("plan", doers, item, number, item["summary"], {item["states"][0]["source"]})
        proposers = {part["city"] for part in item["cities"] if part["role"] in ("proposer", "lead")}
        for part in item["cities"]:
            if part["role"] == "interested" and item["type"] == "project" and part["city"] not in proposers:
                yield from _rows("interest", [part["city"]], item, number, item["summary"], part["sources"])


def stated_needs(
    needs: Iterable[Any],
    challenges: Iterable[Any],
    cities_of: Callable[[str], Iterable[str]],
    document_of: Mapping[str, str],
    documents: Mapping[str, dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    """Yield the needs and challenges that cities state themselves; a need without words takes its challenge's."""
    by_id = {record.id: record for record in challenges}
    for record in (*needs, *by_id.values()):
        challenge = by_id.get(getattr(record, "challenge", None) or "")
        text = record.text or (challenge.text if challenge else None)
        sources = sorted({document_of[place] for place in record.stated_in if place in document_of})
        stated_by = [record.needed_by] if record.type == "Need" else record.stated_by
        for city in dict.fromkeys(city for name in stated_by for city in cities_of(name)):
            if text and sources:
                yield {
                    "city": city,
                    "kind": record.type.lower(),
                    "iri": record.id,
                    "item": None,
                    "text": text,
                    "subjects": [
                        name.removeprefix("concept:")
                        for name in (*record.subject, *getattr(record, "subject_read", ()))
                    ],
                    "as_of": record.as_of.value if record.as_of else None,
                    "documents": [documents[name] for name in sources],
                    "encoded": next(iter(text.values())),
                }


def _rows(
    kind: str, cities: Iterable[str], item: dict[str, Any], number: int, text: Any, sources: Iterable[str]
) -> Iterator[dict[str, Any]]:
    documents = [one for one in item["documents"] if one["iri"] in sources]
    for city in dict.fromkeys(cities):
        if documents:
            yield {
                "city": city,
                "kind": kind,
                "iri": item["iri"],
                "item": number,
                "text": text,
                "subjects": [subject["concept"] for subject in item["subjects"]],
                "as_of": item["states"][0]["as_of"],
                "documents": documents,
            }


class Needs:
    """The needs of an index, and how near items are to them.

    A need is compared as the thing it stands in: the vector of an item is the middle of those of its passages, in all
    languages, so that neither the language nor a terse sentence decides. No text is encoded for it.
    """

    def __init__(self, folder: Path) -> None:
        self.rows = Table(folder / "needs.jsonl")
        self._vectors: Vectors | None = None
        if (folder / "need-vectors.npy").exists():
            self._vectors = np.load(folder / "need-vectors.npy", mmap_mode="r")

    @staticmethod
    def write(folder: Path, rows: Sequence[dict[str, Any]], items: Vectors | None, stated: Vectors | None) -> None:
        """Write needs with their vectors; `items` are those of items, `stated` those of needs without an item."""
        Table.write(folder / "needs.jsonl", rows)
        if items is None or stated is None:
            return
        own = iter(stated)
        found = [items[row["item"]] if row["item"] is not None else next(own) for row in rows]
        vectors = np.array(found, dtype=np.float32).reshape(len(rows), items.shape[1])
        np.save(folder / "need-vectors.npy", vectors)

    def nearness(self, items: Vectors) -> NDArray[np.float32] | None:
        """Return the cosine of items with each need, in the space of the collection.

        Shape (items, dimensions) → (needs, items); None where no encoder was at hand when the index was made.
        """
        if self._vectors is None:
            return None
        found: NDArray[np.float32] = self._vectors @ items.T
        return found
