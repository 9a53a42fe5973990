"""A collection is ranked as challenges are, and judged by language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from peercity.recommender.encoders.base import Encoder
from peercity.recommender.evaluation.beir import Collection, read_beir
from peercity.recommender.evaluation.judge import catalogue_of, indexed, judge, ranked, report
from peercity.recommender.evaluation.measures import Run, can_measure
from peercity.recommender.passages import MAX_PASSAGE
from peercity.recommender.rank import rank

Write = Callable[..., Path]
needs_measures = pytest.mark.skipif(not can_measure(), reason="ir-measures has no wheel for this machine")


def run_of(collection: Collection, encoder: Encoder | None, folder: Path) -> Run:
    with indexed(collection, encoder, folder / "cache") as index:
        return ranked(index, collection, encoder)


def test_the_ranking_is_that_of_the_ranker(beir: Write, tmp_path: Path, letters: Encoder) -> None:
    collection = read_beir(beir())
    with indexed(collection, letters, tmp_path / "cache") as index:
        run = ranked(index, collection, letters)
        assert list(run) == ["q1", "q2", "q3"]
        for query in collection.queries:
            vector = letters.encode_query([query.text])[0]
            found = rank(index, query.text, query.language or "en", vector)
            assert [name for name, _ in run[query.id]] == [collection.documents[number].id for number in found.top(9)]


@pytest.mark.parametrize("lexical", [False, True])
def test_the_order_of_lines_does_not_matter_to_a_run(
    beir: Write, tmp_path: Path, letters: Encoder, lexical: bool
) -> None:
    encoder = None if lexical else letters
    folder = beir()
    expected = run_of(read_beir(folder), encoder, tmp_path)
    for name in ("corpus.jsonl", "queries.jsonl"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        (folder / name).write_text("\n".join(reversed(lines)), encoding="utf-8")
    assert run_of(read_beir(folder), encoder, tmp_path) == expected


def test_equal_documents_are_ranked_by_id(beir: Write, tmp_path: Path, letters: Encoder) -> None:
    names = [f"d{number}" for number in range(8)]
    documents = [{"_id": name, "text": "Floods are told in time."} for name in reversed(names)]
    run = run_of(read_beir(beir(documents=documents, judgements=["q1\td1\t1"])), letters, tmp_path)
    assert [name for name, _ in run["q1"]] == names


def test_scores_never_rise_down_the_list_and_no_document_comes_twice(
    beir: Write, tmp_path: Path, letters: Encoder
) -> None:
    for documents in run_of(read_beir(beir()), letters, tmp_path).values():
        found = [score for _, score in documents]
        assert found == sorted(found, reverse=True)
        assert len({name for name, _ in documents}) == len(documents)


def test_a_long_document_is_cut_into_passages_of_one_item(beir: Write) -> None:
    documents = [
        {"_id": "d1", "title": "A title", "text": "A sentence of some words. " * 100},
        {"_id": "d2", "text": ""},
    ]
    catalogue = catalogue_of(read_beir(beir(documents=documents, judgements=["q1\td1\t1"])))
    assert [item["iri"] for item in catalogue.items] == ["document/d1", "document/d2"]
    first = [row for row in catalogue.passages if row["item"] == 0]
    assert len(first) > 3
    assert all(len(row["text"]) <= MAX_PASSAGE and row["encoded"].startswith("A title. ") for row in first)
    assert [row["text"] for row in catalogue.passages if row["item"] == 1] == [""]


def test_a_document_without_text_is_ranked_last_and_breaks_nothing(
    beir: Write, tmp_path: Path, letters: Encoder
) -> None:
    documents = [{"_id": "d1", "text": "Floods and people."}, {"_id": "d2", "text": ""}]
    run = run_of(read_beir(beir(documents=documents, judgements=["q1\td1\t1"])), letters, tmp_path)
    assert [name for name, _ in run["q1"]] == ["d1", "d2"]


@needs_measures
def test_figures_are_told_by_language_and_side(beir: Write, tmp_path: Path, letters: Encoder) -> None:
    collection = read_beir(beir())
    run = {"q1": [("d1", 1.0)], "q2": [("d4", 2.0), ("d2", 1.0)], "q3": [("d3", 1.0)]}
    found = judge(collection, run)
    assert [(row.language, row.relevant) for row in found.rows] == [("en", "same"), ("fr", "other"), ("fr", "both")]
    assert [row.figures["MRR@10"].value for row in found.rows] == [1.0, 0.5, 1.0]
    assert sum(row.figures["MRR@10"].count for row in found.rows) == found.figures["MRR@10"].count == 3
    assert found.figures["MRR@10"].value == pytest.approx(2.5 / 3)


@needs_measures
def test_a_report_says_what_was_judged_with_what(beir: Write, tmp_path: Path, letters: Encoder) -> None:
    collection = read_beir(beir())
    with indexed(collection, letters, tmp_path / "cache") as index:
        found, again = (
            report(collection, index, judge(collection, ranked(index, collection, letters)), letters) for _ in range(2)
        )
    assert found == again
    assert (found["collection"], found["documents"], found["queries"]) == ("small", 4, 3)
    assert found["encoder"] == "letters"
    assert found["measures"]["MRR@10"]["count"] == 3
    assert any("detected" in note and "documents" in note for note in found["notes"])


def test_vectors_are_kept_so_that_a_second_time_encodes_nothing(beir: Write, tmp_path: Path, letters: Encoder) -> None:
    asked: list[str] = []

    class Noting(type(letters)):  # type: ignore[misc]
        def encode_document(self, inputs: list[str]) -> object:
            asked.extend(inputs)
            return super().encode_document(inputs)

    collection = read_beir(beir())
    for _ in range(2):
        with indexed(collection, Noting(), tmp_path / "cache") as index:
            assert len(index.items) == 4
    assert [asked.count(row["encoded"]) for row in catalogue_of(collection).passages] == [1, 1, 1, 1]
