"""Ranking at 100,000 texts: median time after the encoder, and resident memory.

`python benchmarks/ranking.py [TEXTS]`. At most 2,000 real texts are encoded (those of the starter data, whose vectors
ship); their vectors are perturbed and their words shuffled to reach the size. Times are also given as ratios to one
plain matrix-vector product over the same vectors, which is what no exact search can do without.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from peercity.api.starting import ensure_release
from peercity.graph.folder import DataFolder
from peercity.recommender.catalogue import Catalogue, read_catalogue
from peercity.recommender.encoders import default_encoder
from peercity.recommender.index import Index
from peercity.recommender.indexing import write_index
from peercity.recommender.rank import rank

QUERIES = (
    ("fr", "Comment rapprocher les industries traditionnelles et le numérique ?"),
    ("es", "¿Cómo cobrar mejor los impuestos locales con poco personal?"),
    ("en", "How can we warn people of floods in time in informal settlements?"),
    ("fr", "Comment associer les habitants aux choix budgétaires de la ville ?"),
)
_ROUNDS = 25
_PASSAGES_AN_ITEM = 3


def main() -> None:
    if len(sys.argv) == 3 and sys.argv[1] == "--report":
        report(Path(sys.argv[2]))
        return
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        release = ensure_release(DataFolder(folder / "data"))
        catalogue = read_catalogue(release.store)
        grown = grow(catalogue, size, random.Random(0))
        started = time.perf_counter()
        write_index(folder / "index", grown, None, folder)
        print(f"lexical indexes of {size:,} texts fitted in {time.perf_counter() - started:.0f} s")
        real = np.load(release.path / "index" / "vectors.npy")
        vectors = real[rng.integers(0, len(real), size)] + rng.normal(0, 0.02, (size, real.shape[1])).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        np.save(folder / "index" / "vectors.npy", vectors.astype(np.float32))
        # In a process of its own, so that its memory is that of ranking and not of fitting.
        subprocess.run([sys.executable, __file__, "--report", str(folder / "index")], check=True)


def grow(catalogue: Catalogue, size: int, rng: random.Random) -> Catalogue:
    """Return a catalogue of `size` passages with the words of real ones in another order."""
    passages = []
    for number in range(size):
        row = rng.choice(catalogue.passages)
        words = (row["words"] + " " + rng.choice(catalogue.passages)["words"]).split()
        rng.shuffle(words)
        passages.append({**row, "item": number // _PASSAGES_AN_ITEM, "words": " ".join(words)[:700]})
    items = [rng.choice(catalogue.items) for _ in range(passages[-1]["item"] + 1)]
    return Catalogue(items, passages, catalogue.cities, catalogue.concepts)


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
            started = time.perf_counter()
            index.vectors @ vector  # type: ignore[operator]
            times["plain product"].append(time.perf_counter() - started)
    plain = float(np.median(times["plain product"]))
    for name, found in times.items():
        middle, p95 = np.median(found) * 1000, np.percentile(found, 95) * 1000
        print(
            f"{name:15} median {middle:7.2f} ms   p95 {p95:7.2f} ms   "
            f"ratio to the plain product {middle / plain / 1000:5.2f}"
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


if __name__ == "__main__":
    main()
