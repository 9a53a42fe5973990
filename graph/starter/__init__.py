"""The data that ships: one hand-readable file per source."""

from __future__ import annotations

from pathlib import Path

from ..sources import SourceFile, read_source

FOLDER = Path(__file__).parent


def starter_files() -> list[SourceFile]:
    """Return every source file of the starter data, in the order of their names."""
    return [read_source(path) for path in sorted(FOLDER.rglob("*.yaml"))]
