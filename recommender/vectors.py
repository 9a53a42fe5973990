"""Vectors by encoder and text, so that only new text is encoded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from peercity.graph.folder import write_atomically

from .encoders.base import Encoder, Vectors, encoder_name

SHIPPED = Path(str(files(__package__))) / "starter-vectors"
"""The vectors of the starter data, without suffix."""
_BATCH = 16
Progress = Callable[[int, int], None]
"""Told how many of how many texts are encoded."""


def text_key(text: str) -> str:
    """Return the name of a text: the first half of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class VectorCache:
    """Vectors of one encoder in a folder, with those that ship with the package behind them."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._encoder = encoder
        slug = hashlib.sha256(encoder_name(encoder).encode()).hexdigest()[:16]
        self._path = folder / f"vectors-{slug}"
        self._known: dict[str, Vectors] = {}
        for path in (SHIPPED, self._path):
            self._read(path)

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return one unit vector a text, encoding what is new. Shape (texts, dimensions), float32."""
        keys = [text_key(text) for text in texts]
        new = list({key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}.items())
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            vectors = self._encoder.encode_document([text for _, text in batch]).astype(np.float16)
            self._known.update({key: vector for (key, _), vector in zip(batch, vectors, strict=True)})
            if progress:
                progress(min(start + _BATCH, len(new)), len(new))
        if new:
            self.save(self._path)
        if not keys:
            return np.zeros((0, 0), dtype=np.float32)
        found: Vectors = np.stack([self._known[key] for key in keys]).astype(np.float32)
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        found /= np.where(norms > 0, norms, 1).astype(np.float32)
        return found

    def save(self, path: Path, *, only: Sequence[str] | None = None) -> None:
        """Write the vectors as .npy and their keys as JSON."""
        keys = sorted(self._known if only is None else {text_key(text) for text in only})
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".new.npy")
        np.save(temporary, np.stack([self._known[key] for key in keys]))
        temporary.replace(path.with_suffix(".npy"))
        names = {"encoder": encoder_name(self._encoder), "texts": keys}
        write_atomically(path.with_suffix(".json"), json.dumps(names))

    def _read(self, path: Path) -> None:
        if not path.with_suffix(".json").exists():
            return
        try:
            names = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            vectors = np.load(path.with_suffix(".npy"))
            encoder, keys = names["encoder"], names["texts"]
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            # A crash left half of it: a cache is made again, not repaired.
            return
        if encoder == encoder_name(self._encoder) and len(keys) == len(vectors):
            self._known.update(zip(keys, vectors, strict=True))
