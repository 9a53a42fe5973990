"""What a server is given at start."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..sparql.limits import Limits


@dataclass(frozen=True)
class Settings:
    """Everything `create_app` needs to know."""

    data: Path
    sparql: Limits = field(default_factory=Limits)
