"""The public graphs of a store, copied into a release: once as lines that can be cited, once as a store to query."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from .iris import audience_of


@dataclass(frozen=True)
class Copied:
    """What was copied."""

    graphs: dict[str, str]
    """SHA-256 of the lines of each graph by its IRI."""
    digest: str
    """SHA-256 of all lines."""
    quads: int


def copy_public(source: ox.Store, file: Path, target: ox.Store, *, base: str) -> Copied:
    """Copy every public graph of `source`, and nothing else, to `file` (N-Quads) and to `target`.

    Lines are sorted, so that the same statements give the same file, whatever the order in which they came. In `target`
    the statements stand in their named graphs and, each once, in the default graph: Oxigraph's own union of graphs
    would repeat a statement once for each source that makes it, and counts with it. Loading runs beside reading.
    """
    ours, theirs = os.pipe()
    with ThreadPoolExecutor(max_workers=1) as pool:
        loading = pool.submit(_load, target, ours)
        try:
            with os.fdopen(theirs, "wb") as loader, file.open("wb") as lines:
                copied = _write(source, lines, loader, base=base)
        except BrokenPipeError:
            # The loader gave up first: its own error is the one to tell.
            loading.result()
            raise
        loading.result()
    target.flush()
    return copied


def _load(target: ox.Store, pipe: int) -> None:
    with os.fdopen(pipe, "rb") as lines:
        target.bulk_load(input=lines, format=ox.RdfFormat.N_QUADS)


def _write(source: ox.Store, file: BinaryIO, loader: BinaryIO, *, base: str) -> Copied:
    names = [graph.value for graph in source.named_graphs() if isinstance(graph, ox.NamedNode)]
    graphs: dict[str, str] = {}
    whole = hashlib.sha256()
    quads = 0
    for name in sorted(name for name in names if audience_of(name, base=base) == "public"):
        graph = ox.NamedNode(name)
        found = ox.serialize(source.quads_for_pattern(None, None, None, graph), format=ox.RdfFormat.N_QUADS) or b""
        if not found:
            continue
        lines = b"".join(sorted(found.splitlines(keepends=True)))
        graphs[name] = hashlib.sha256(lines).hexdigest()
        quads += lines.count(b"\n")
        whole.update(lines)
        file.write(lines)
        loader.write(lines)
        # A line break inside a text is escaped in N-Quads, so this is the end of a line and nothing else.
        loader.write(lines.replace(f" {graph} .\n".encode(), b" .\n"))
    return Copied(graphs, whole.hexdigest(), quads)
