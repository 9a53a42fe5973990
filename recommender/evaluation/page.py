"""What a release says of how good its answers are: the figures that ship with the weights, and whom it shows."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..bands import fitted
from ..encoders.base import Encoder
from ..index import Index
from .exposure import exposure


def write_page(folder: Path, encoder: Encoder | None, cache: Path) -> None:
    """Write evaluation.json into the folder of a release whose index is there.

    `ranking` are the figures of our ranker and of plain methods on test collections, with the weights they were reached
    with (see `reached`); `refusals` those of the bands on labelled questions; `exposure` is measured on this release.
    """
    page = {
        "ranking": reached(),
        "refusals": {kind: model["measured"] for kind, model in fitted().items() if kind != "encoder"},
        "exposure": exposure(Index(folder / "index"), encoder, cache / "questions"),
    }
    text = json.dumps(page, indent=1, ensure_ascii=False) + "\n"
    (folder / "evaluation.json").write_text(text, encoding="utf-8")


def reached() -> dict[str, Any]:
    """Return the figures that `benchmarks/quality.py --write` measured and the package ships."""
    found: dict[str, Any] = json.loads((files(__package__) / "reached.json").read_text(encoding="utf-8"))
    return found
