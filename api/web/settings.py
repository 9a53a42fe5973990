"""What a server is given at start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Everything `create_app` needs to know."""

    data: Path
    sparql_seconds: float = 10.0
    """Time limit of a SPARQL query."""
    sparql_workers: int = 2
