"""How an encoder's vectors differ by language, and between questions and texts, whatever they are about.

It is measured on parallel texts: the names and first sentences of the starter data in French, Spanish and English. For
the bundled encoder the differences ship with the package (`python -m peercity.recommender.starter_vectors` makes them);
for another one they are measured once and kept in the cache.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from peercity.graph.folder import write_atomically
from peercity.graph.records.values import INTERFACE_LANGUAGES

from .encoders.base import Encoder, Vectors, encoder_name

SHIPPED = Path(str(files(__package__))) / "starter-voices"
"""The voices of the bundled encoder, without suffix."""
_OPENING = 220
"""Characters of a first sentence."""


def voices_of(encoder: Encoder, cache: Path) -> dict[str, Vectors]:
    """Return the voices of an encoder: by name, how far it is from the voice of an English text (dimensions,)."""
    slug = hashlib.sha256(encoder_name(encoder).encode()).hexdigest()[:16]
    kept = cache / f"voices-{slug}"
    for path in (SHIPPED, kept):
        if path.with_suffix(".json").exists():
            name, found = read_voices(path)
            if name == encoder_name(encoder):
                return found
    from .starter_vectors import parallel_texts

    found = measure(encoder, parallel_texts())
    save(kept, encoder, found)
    return found


def measure(encoder: Encoder, texts: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, Vectors]:
    """Return the voices of an encoder on parallel texts: by language, names with the text that says what they are."""
    base = encoder.encode_document([f"{name}. {text}" for name, text in texts["en"]]).mean(axis=0)
    found = {}
    for language in INTERFACE_LANGUAGES:
        names = encoder.encode_query([name for name, _ in texts[language]]).mean(axis=0)
        openings = [text[:_OPENING].rsplit(" ", 1)[0] for _, text in texts[language]]
        sentences = encoder.encode_query(openings).mean(axis=0)
        found[f"question:{language}"] = (names + sentences) / 2 - base
        found[f"name:{language}"] = names - base
        if language != "en":
            whole = encoder.encode_document([f"{name}. {text}" for name, text in texts[language]]).mean(axis=0)
            found[f"text:{language}"] = whole - base
    return {name: vector.astype(np.float32) for name, vector in found.items()}


def save(path: Path, encoder: Encoder, voices: Mapping[str, Vectors]) -> None:
    """Write voices as .npy and their names as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path.with_suffix(".npy"), np.stack(list(voices.values())))
    names = {"encoder": encoder_name(encoder), "voices": list(voices)}
    write_atomically(path.with_suffix(".json"), json.dumps(names) + "\n")


def read_voices(path: Path) -> tuple[str, dict[str, Vectors]]:
    """Return the name of the encoder whose voices are kept under `path` (without suffix), and the voices."""
    names = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return str(names["encoder"]), dict(zip(names["voices"], np.load(path.with_suffix(".npy")), strict=True))
