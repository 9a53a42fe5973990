"""The files that say what the words mean, as they are shipped."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

FOLDER = Path(str(files(__name__)))
PEERCITY = FOLDER / "peercity.ttl"
CONCEPTS = FOLDER / "concepts.ttl"
SHAPES = FOLDER / "shapes.ttl"
REUSED = FOLDER / "reused.ttl"
CONTEXT = FOLDER / "context.jsonld"
QUERIES = FOLDER / "queries"


@cache
def context() -> dict[str, Any]:
    """Return the JSON-LD context, the only mapping between records and RDF.

    >>> context()["Practice"]
    'pc:Practice'
    """
    found: dict[str, Any] = json.loads(CONTEXT.read_text(encoding="utf-8"))["@context"]
    return found
