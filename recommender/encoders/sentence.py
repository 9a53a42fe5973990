"""Any sentence-transformers model as an encoder, from its name or its folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from .base import Vectors
from .models import load_model

_BATCH = 16


class SentenceEncoder:
    """A sentence-transformers model, with the prompts that come with it. Thread-safe."""

    def __init__(self, model: str, *, device: str | None = None, batch_size: int | None = None) -> None:
        """Load the model of a name or folder. Raises NoEncoder where it, its library or its device cannot be had."""
        self.model, fingerprint = load_model(model, device=device)
        folder = Path(model).expanduser()
        label = folder.resolve().name if folder.is_dir() else model
        self.name = f"{label} (sentence-transformers, {fingerprint})"
        self.batch_size = batch_size or _BATCH
        self._dimensions = self.model.get_embedding_dimension() or -1
        # Its tokenizer cannot be borrowed by two threads.
        self._turn = Lock()

    def encode_query(self, inputs: Sequence[str]) -> Vectors:
        return self._encode(self.model.encode_query, inputs)

    def encode_document(self, inputs: Sequence[str]) -> Vectors:
        return self._encode(self.model.encode_document, inputs)

    def _encode(self, method: Callable[..., Any], inputs: Sequence[str]) -> Vectors:
        with self._turn:
            found = method(list(inputs), batch_size=self.batch_size, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32).reshape(len(inputs), self._dimensions)
