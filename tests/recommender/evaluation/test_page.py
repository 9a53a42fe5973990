"""What a release says of how good its answers are."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from peercity.graph.folder import DataFolder
from peercity.graph.releases import current
from peercity.recommender.ask import Recommender
from peercity.recommender.evaluation.circumstances import circumstances
from peercity.recommender.evaluation.exposure import FIRST, exposure
from peercity.recommender.evaluation.page import reached


def test_the_figures_that_ship_are_those_of_the_weights_that_ship() -> None:
    """Where it fails: `python benchmarks/quality.py DATA_DIR --write` measures the weights that ship now."""
    assert reached()["weights"] == circumstances(None)["weights"]


def test_what_a_collection_helped_to_learn_does_not_judge_it() -> None:
    assert all(collection["out_of_fold"] for collection in reached()["collections"].values())


def test_every_figure_that_ships_has_an_interval_around_it_and_a_baseline_beside_it() -> None:
    assert reached()["collections"]
    for collection in reached()["collections"].values():
        assert len(collection["methods"]) >= 7
        assert set(collection["ours_above"]) == set(collection["methods"]) - {"PeerCity"}
        for figures in collection["methods"].values():
            for figure in figures.values():
                assert 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1
        for method, figures in collection["ours_above"].items():
            ours, theirs = (collection["methods"][name]["MRR@10"]["value"] for name in ("PeerCity", method))
            assert figures["MRR@10"]["value"] == pytest.approx(ours - theirs, abs=2e-4)


def test_a_release_carries_its_evaluation(answering_folder: DataFolder) -> None:
    release = current(answering_folder)
    assert release is not None
    text = (release.path / "evaluation.json").read_bytes()
    assert release.facts["files"]["evaluation.json"] == hashlib.sha256(text).hexdigest()
    page = json.loads(text)
    assert page["ranking"] == reached()
    assert "dense" in page["refusals"]
    assert page["exposure"]["questions"] >= 3 * 20


def test_exposure_shares_add_up_and_name_every_region_of_the_release(recommender: Recommender, tmp_path: Path) -> None:
    found = exposure(recommender.index, recommender.encoder, tmp_path)
    assert found["first"] == FIRST
    regions = {row["name"] for row in found["regions"]}
    assert regions - {"not stated"} <= set(recommender.index.sections)
    assert {"section/africa", "section/europe"} <= regions
    for rows in (found["regions"], found["sizes"]):
        assert sum(row["share_of_items"] for row in rows) == pytest.approx(1, abs=1e-3)
        assert sum(row["share_of_shown"] for row in rows) == pytest.approx(1, abs=1e-3)
    assert exposure(recommender.index, recommender.encoder, tmp_path) == found


def test_exposure_needs_no_encoder(recommender: Recommender, tmp_path: Path) -> None:
    found = exposure(recommender.index, None, tmp_path)
    assert sum(row["share_of_shown"] for row in found["regions"]) == pytest.approx(1, abs=1e-3)
    assert not list(tmp_path.iterdir())
