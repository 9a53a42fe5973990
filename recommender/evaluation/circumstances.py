"""With what figures were made, so that they can be made again."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ..encoders.base import Encoder
from ..indexing import made_with
from .measures import DRAWS, LEVEL, SEED


def circumstances(encoder: Encoder | None) -> dict[str, Any]:
    """Return the encoder, the weights with a short name for them, the version and how intervals are drawn."""
    made = made_with(encoder)
    name = hashlib.sha256(json.dumps(made["weights"], sort_keys=True).encode()).hexdigest()[:8]
    return {**made, "weights_name": name, "intervals": {"level": LEVEL, "resamples": DRAWS, "seed": SEED}}
