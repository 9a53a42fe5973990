"""Rankings as a TREC run: a line a document of query, Q0, document, rank, score and the name of the system."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from peercity.graph.errors import PeerCityError, Unreadable

from .beir import Collection
from .measures import Run

SYSTEM = "peercity"


def check_writable(path: Path, collection: Collection) -> None:
    """Raise, before the work is done, where a run of `collection` could not be written to `path`."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        what = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise PeerCityError(f"The run cannot be written to {path}: {what}.")
    ids = [query.id for query in collection.queries] + [document.id for document in collection.documents]
    if blank := next((name for name in ids if len(name.split()) != 1), None):
        raise PeerCityError(f"The id {blank!r} holds a blank, which a TREC run cannot; leave out --run, or rename it.")


def write_run(path: Path, run: Run) -> None:
    """Write a run. Scores fall strictly down each list, so that no reader of the file changes the order of equals."""
    lines = []
    for query, documents in run.items():
        before = np.float32(np.inf)
        for number, (document, score) in enumerate(documents, start=1):
            before = min(np.float32(score), np.nextafter(before, np.float32(-np.inf)))
            lines.append(f"{query} Q0 {document} {number} {before} {SYSTEM}\n")
    try:
        path.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise Unreadable(path, error.strerror or "the system refused") from None
