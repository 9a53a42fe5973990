"""Ranking at 100,000 texts: median time after the encoder, memory, lexical indexes on disk, four askers at once.

`python benchmarks/ranking.py [TEXTS]`. At most 2,000 real texts are encoded (those of the starter data, whose vectors
ship); their vectors are perturbed and their words shuffled to reach the size. Times are also given as ratios to one
plain matrix-vector product over the same vectors, which is what no exact search can do without. Then one text is
changed and the index is made again from the one before, which is what publishing does.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from peercity.api.starting import ensure_release
from peercity.graph.folder import DataFolder
from peercity.recommender.catalogue import Catalogue, read_catalogue
from peercity.recommender.encoders import default_encoder
from peercity.recommender.encoders.base import Encoder, Vectors, encoder_name
from peercity.recommender.index import Index
from peercity.recommender.indexing import write_index
from peercity.recommender.rank import rank
from peercity.recommender.vectors import VectorCache

QUERIES = (
    ("fr", "Comment rapprocher les industries traditionnelles et le numérique ?"),
    ("es", "¿Cómo cobrar mejor los impuestos locales con poco personal?"),
    ("en", "How can we warn people of floods in time in informal settlements?"),
    ("fr", "Comment associer les habitants aux choix budgétaires de la ville ?"),
)
_ROUNDS = 25
_ASKERS = 4


class Perturbed:
    """Gives texts the vectors of real ones with some noise, and counts them; questions are really encoded."""

    def __init__(self, encoder: Encoder, real: Vectors, rng: np.random.Generator) -> None:
        self.name = encoder_name(encoder)
        self.encode_query = encoder.encode_query
        self.encoded = 0
        self._real, self._rng = real, rng

    def encode_document(self, inputs: Sequence[str]) -> Vectors:
        self.encoded += len(inputs)
        chosen = self._real[self._rng.integers(0, len(self._real), len(inputs))]
        vectors = chosen + self._rng.normal(0, 0.02, chosen.shape)
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def main() -> None:
    if len(sys.argv) == 3 and sys.argv[1] == "--report":
        report(Path(sys.argv[2]))
        return
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    bundled = default_encoder(threads=1)
    if bundled is None:
        raise SystemExit("The bundled encoder is not installed on this machine.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        release = ensure_release(DataFolder(folder / "data"))
        catalogue = read_catalogue(release.store)
        texts = [row["encoded"] for row in catalogue.passages]
        encoder = Perturbed(bundled, VectorCache(folder, bundled).encode(texts), np.random.default_rng(0))
        grown = grow(catalogue, size, random.Random(0))
        started = time.perf_counter()
        write_index(folder / "index", grown, encoder, folder / "cache")
        whole = time.perf_counter() - started
        print(f"index of {size:,} texts made in {whole:.0f} s")
        grown.passages[size // 2] |= {"words": "one other text", "encoded": "one other text"}
        encoder.encoded, started = 0, time.perf_counter()
        write_index(folder / "next", grown, encoder, folder / "cache", previous=folder / "index")
        again = time.perf_counter() - started
        print(f"after a change of one text: {encoder.encoded} encoded, {again:.1f} s, {again / whole:.3f} of the whole")
        # In a process of its own, so that its memory is that of ranking and not of fitting.
        subprocess.run([sys.executable, __file__, "--report", str(folder / "index")], check=True)


def grow(catalogue: Catalogue, size: int, rng: random.Random) -> Catalogue:
    """Return a catalogue of `size` items of one passage, with the words of real ones in another order."""
    passages = []
    for number in range(size):
        row = rng.choice(catalogue.passages)
        words = (row["words"] + " " + rng.choice(catalogue.passages)["words"]).split()
        rng.shuffle(words)
        text = " ".join(words)[:700]
        passages.append({**row, "item": number, "words": text, "encoded": text})
    items = [rng.choice(catalogue.items) for _ in range(passages[-1]["item"] + 1)]
    return replace(catalogue, items=items, passages=passages, needs=[])


def report(folder: Path) -> None:
    """Print the median of each part over all queries and rounds, and the memory that it took."""
    encoder = default_encoder(threads=1)
    if encoder is None:
        raise SystemExit("The bundled encoder is not installed on this machine.")
    index = Index(folder)
    times: dict[str, list[float]] = {"encode": [], "rank": [], "rank, filtered": [], "plain product": []}
    mask = index.mask(axes=1)
    for _ in range(_ROUNDS):
        for language, text in QUERIES:
            started = time.perf_counter()
            vector = encoder.encode_query([text])[0]
            times["encode"].append(time.perf_counter() - started)
            for name, chosen in (("rank", None), ("rank, filtered", mask)):
                started = time.perf_counter()
                rank(index, text, language, vector, mask=chosen).top(100)
                times[name].append(time.perf_counter() - started)
            turned = index.space.question(vector, language)
            started = time.perf_counter()
            index.vectors @ turned
            times["plain product"].append(time.perf_counter() - started)
    plain = float(np.median(times["plain product"]))
    for name, found in times.items():
        middle, p95 = np.median(found) * 1000, np.percentile(found, 95) * 1000
        print(
            f"{name:15} median {middle:7.2f} ms   p95 {p95:7.2f} ms   "
            f"ratio to the plain product {middle / plain / 1000:5.2f}"
        )
    alone, together = asked_by(1, index, encoder), asked_by(_ASKERS, index, encoder)
    slow, middle, one = np.percentile(together, 95), np.median(together), np.median(alone)
    print(
        f"one asker: median {one * 1000:.1f} ms; {_ASKERS} at once: p95 {slow * 1000:.1f} ms, "
        f"{slow / middle:.2f} × their median, {slow / one:.2f} × the median of one"
    )
    disk = {
        name: sum(path.stat().st_size for path in (folder / name).rglob("*") if path.is_file())
        for name in ("words", "characters")
    }
    print("on disk " + ", ".join(f"{name} {size / 1e6:.0f} MB" for name, size in disk.items()))
    status = Path("/proc/self/status")
    if status.exists():
        highest = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        print(f"highest resident memory {int(highest.split()[1]) / 1000:.0f} MB")


def asked_by(askers: int, index: Index, encoder: Encoder) -> list[float]:
    """Return how long each question took, encoding and ranking, with so many askers at once."""

    def ask(number: int) -> float:
        language, text = QUERIES[number % len(QUERIES)]
        started = time.perf_counter()
        rank(index, text, language, encoder.encode_query([text])[0]).top(100)
        return time.perf_counter() - started

    with ThreadPoolExecutor(askers) as pool:
        return list(pool.map(ask, range(_ROUNDS * len(QUERIES))))


if __name__ == "__main__":
    main()
