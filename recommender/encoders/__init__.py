"""Encoders: texts to unit vectors that can be compared across languages."""

from __future__ import annotations

from .base import Encoder, NoEncoder, encoder_name
from .choice import BUNDLED, EncoderChoice, open_encoder
from .nano import bundled_name


def default_encoder(*, threads: int | None = 1) -> Encoder | None:
    """Return the bundled encoder, or None where it cannot be installed: then answers are lexical and say so."""
    return open_encoder(EncoderChoice(), threads=threads)


__all__ = [
    "BUNDLED", "Encoder", "EncoderChoice", "NoEncoder", "bundled_name", "default_encoder", "encoder_name",
    "open_encoder",
]  # fmt: skip
