"""With what figures were made, so that they can be made again."""

from __future__ import annotations

from typing import Any

from ..encoders.base import Encoder
from ..indexing import made_with
from .measures import DRAWS, LEVEL, SEED


def circumstances(encoder: Encoder | None) -> dict[str, Any]:
    """Return the encoder, the weights, the name of all that was fitted, the version and how intervals are drawn."""
    return {**made_with(encoder), "intervals": {"level": LEVEL, "resamples": DRAWS, "seed": SEED}}
