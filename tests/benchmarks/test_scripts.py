"""The scripts that measure and fit still run: on a few documents, or as far as takes seconds."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from peercity.graph.releases import Release
from peercity.recommender.catalogue import read_catalogue
from peercity.recommender.evaluation.measures import can_measure
from peercity.recommender.index import AXES
from peercity.recommender.themes import Themes
from peercity.recommender.vectors import VectorCache

from ..recommender.conftest import WordCounts

SCRIPTS = Path(__file__).parents[2] / "benchmarks"
TITLES = ("flood sirens", "parking by phone", "open budgets", "smart lamps", "school meals")


@pytest.fixture
def themes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module("themes")


@pytest.mark.skipif(not can_measure(), reason="ir-measures has no wheel for this machine")
def test_encoders_are_judged_by_the_vectors_that_they_give(tmp_path: Path) -> None:
    folder = tmp_path / "ten"
    (folder / "qrels").mkdir(parents=True)
    documents = [
        {"_id": f"d{number}", "title": TITLES[number % 5], "text": f"A city has {TITLES[number % 5]}, part {number}."}
        for number in range(10)
    ]
    queries = [{"_id": f"q{number}", "text": f"Who has {title}?"} for number, title in enumerate(TITLES)]
    judged = [f"q{number % 5}\td{number}\t1" for number in range(10)]
    for name, rows in (("corpus", documents), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + "\n".join(judged), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, SCRIPTS / "encoders.py", folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    heading, row = done.stdout.splitlines()[:2]
    assert heading.split()[-2:] == ["MRR@10", "ten"]
    assert "1.000 (1.000-1.000)" in row


def test_themes_are_learned_from_the_vectors_that_the_encoder_gives(
    themes: ModuleType, starter_release: Release, tmp_path: Path
) -> None:
    catalogue, encoder = read_catalogue(starter_release.store), WordCounts()
    texts = themes.read_texts(catalogue, VectorCache(tmp_path, encoder))
    assert texts.vectors.shape == (len(texts.subjects), encoder.encode_query(["one"]).shape[1])
    axes = [f"axis/{axis}" for axis in AXES]
    fitted = [themes.fitted(texts, axis, 30.0, np.arange(len(texts.subjects))) for axis in axes]
    model = Themes(encoder.name, tuple(axes), {}, np.stack([themes.linear(one) for one in fitted]), {})
    share, *_ = themes.asked(model, catalogue, encoder)["all"]
    assert share > 1 / len(AXES)
