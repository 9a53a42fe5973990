"""Vectors by encoder and text, so that only new text is encoded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from peercity.graph.errors import Refused
from peercity.graph.folder import write_atomically

from .encoders.base import Encoder, Vectors, encoder_name
from .vector_file import HalfVectors, VectorFile

SHIPPED = Path(str(files(__package__))) / "starter-vectors"
"""The vectors of the starter data, without suffix."""
_BATCH = 16
Progress = Callable[[int, int], None]
"""Told how many of how many texts are encoded."""


def text_key(text: str) -> str:
    """Return the name of a text: the first half of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def shipped_texts() -> frozenset[str]:
    """Return the names of the texts of the starter data."""
    return frozenset(json.loads(SHIPPED.with_suffix(".json").read_text(encoding="utf-8"))["texts"])


class VectorCache:
    """Vectors of one encoder in a folder, behind them those that ship with the package (`shipped`, without suffix).

    A batch is durable once it is encoded: after an interruption the next run goes on from there. Texts are encoded
    longest first: a model that pads its batches wastes less, and the time left is never more than it looks.
    """

    def __init__(self, folder: Path, encoder: Encoder, *, shipped: Path = SHIPPED) -> None:
        self._encoder = encoder
        self._name = encoder_name(encoder)
        self._batch = int(getattr(encoder, "batch_size", _BATCH))
        slug = hashlib.sha256(self._name.encode()).hexdigest()[:16]
        self._file = VectorFile(folder / f"vectors-{slug}.bin", self._name)
        self._shipped, self._rows = self._read_shipped(shipped)

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return one unit vector a text, encoding what is new. Shape (texts, dimensions), float32.

        Raises Refused where the encoder does not give one finite vector a text, always of the same dimensions.
        """
        keys = [text_key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if not self._knows(key)}
        waiting = sorted(new.items(), key=lambda pair: -len(pair[1]))
        for start in range(0, len(waiting), self._batch):
            batch = waiting[start : start + self._batch]
            self._file.append([key for key, _ in batch], self._encoded([text for _, text in batch]))
            if progress:
                progress(start + len(batch), len(waiting))
        found = self._get(keys).astype(np.float32)
        norms = np.linalg.norm(found, axis=1, keepdims=True) if len(found) else np.ones((0, 1), np.float32)
        found /= np.where(norms > 0, norms, 1).astype(np.float32)
        return found

    def save(self, path: Path, *, only: Sequence[str]) -> None:
        """Write the vectors of some texts as .npy and their keys as JSON, as they ship."""
        keys = sorted({text_key(text) for text in only})
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".new.npy")
        np.save(temporary, self._get(keys))
        temporary.replace(path.with_suffix(".npy"))
        write_atomically(path.with_suffix(".json"), json.dumps({"encoder": self._name, "texts": keys}))

    def _knows(self, key: str) -> bool:
        return key in self._file or key in self._rows

    def _encoded(self, texts: list[str]) -> HalfVectors:
        vectors = np.asarray(self._encoder.encode_document(texts))
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise Refused(f"The encoder {self._name!r} gave an array of {vectors.shape} for {len(texts)} texts.")
        if not np.isfinite(vectors).all():
            raise Refused(f"The encoder {self._name!r} gave numbers that are not finite; its model is damaged.")
        return vectors.astype(np.float16)

    def _get(self, keys: Sequence[str]) -> HalfVectors:
        kept = [place for place, key in enumerate(keys) if key in self._file]
        shipped = [place for place, key in enumerate(keys) if key not in self._file]
        parts = [self._file.get([keys[place] for place in kept])]
        parts.append(self._shipped[[self._rows[keys[place]] for place in shipped]])
        filled = [part for part in parts if len(part)]
        if not filled:
            return np.zeros((0, 0), dtype=np.float16)
        if len({part.shape[1] for part in filled}) > 1:
            raise Refused(
                f"The encoder {self._name!r} does not give vectors of the dimensions that ship under its name."
            )
        stacked = np.concatenate(filled)
        found = np.empty_like(stacked)
        found[kept + shipped] = stacked
        return found

    def _read_shipped(self, shipped: Path) -> tuple[HalfVectors, dict[str, int]]:
        nothing = np.zeros((0, 0), dtype=np.float16)
        names = json.loads(shipped.with_suffix(".json").read_text(encoding="utf-8"))
        if names["encoder"] != self._name:
            return nothing, {}
        vectors: HalfVectors = np.load(shipped.with_suffix(".npy"), mmap_mode="r")
        return vectors, {key: row for row, key in enumerate(names["texts"])}
