"""A run that is written is the run that is read."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.graph.errors import PeerCityError
from peercity.recommender.evaluation.beir import read_beir
from peercity.recommender.evaluation.measures import MEASURES, can_measure
from peercity.recommender.evaluation.trec import check_writable, write_run

Write = Callable[..., Path]
scores = st.lists(st.floats(-5, 5, width=32), min_size=1, max_size=30).map(lambda found: sorted(found, reverse=True))


@given(scores)
@settings(max_examples=40, deadline=None)
def test_scores_fall_strictly_so_that_every_reader_keeps_the_order(
    tmp_path_factory: pytest.TempPathFactory, found: list[float]
) -> None:
    path = tmp_path_factory.mktemp("run") / "run.trec"
    write_run(path, {"q": [(f"d{number}", score) for number, score in enumerate(found)]})
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row[:4] for row in rows] == [["q", "Q0", f"d{number}", str(number + 1)] for number in range(len(found))]
    written = [float(row[4]) for row in rows]
    assert all(before > after for before, after in pairwise(written))


@pytest.mark.skipif(not can_measure(), reason="ir-measures has no wheel for this machine")
def test_a_run_reads_back_with_the_figures_it_had(beir: Write, tmp_path: Path) -> None:
    import ir_measures

    from peercity.recommender.evaluation.measures import by_query

    judgements = read_beir(beir()).judgements
    run = {"q1": [("d2", 1.0), ("d1", 1.0)], "q2": [("d4", 1.0), ("d2", 1.0), ("d1", 0.5)], "q3": [("d1", 0.0)]}
    write_run(tmp_path / "run.trec", run)
    read = list(ir_measures.read_trec_run(str(tmp_path / "run.trec")))
    qrels = {query: dict(grades) for query, grades in judgements.items()}
    wanted = [ir_measures.parse_measure(name) for name in MEASURES.values()]
    again = {str(measure): value for measure, value in ir_measures.calc_aggregate(wanted, qrels, read).items()}
    for ours, theirs in MEASURES.items():
        assert again[theirs] == pytest.approx(by_query(judgements, run)[ours].mean())


def test_an_id_that_a_run_cannot_hold_is_refused_before_the_work(beir: Write, tmp_path: Path) -> None:
    collection = read_beir(beir(queries=[{"_id": "q 1", "text": "What of floods?"}], judgements=["q 1\td1\t1"]))
    with pytest.raises(PeerCityError, match="'q 1' holds a blank"):
        check_writable(tmp_path / "run.trec", collection)


@pytest.mark.parametrize("place", ["", "nowhere/run.trec"])
def test_a_place_that_cannot_be_written_is_refused_before_the_work(beir: Write, tmp_path: Path, place: str) -> None:
    with pytest.raises(PeerCityError, match="cannot be written"):
        check_writable(tmp_path / place, read_beir(beir()))
