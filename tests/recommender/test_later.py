"""What is documented later, on a matter that nothing answered when precedents were read."""

from __future__ import annotations

from pathlib import Path

import pytest

from peercity.api.starting import open_recommender, publish_release
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.sources import read_source
from peercity.recommender.ask import Recommender

GRAVES = """
source: document/graves
records:
- {id: document/graves, type: Document, title: {en: Graves}, kind: "concept:kind/web-page", readOn: 2026-11,
   language: en, page: ["https://example.org/graves"]}
- id: practice/bilbao-graves
  type: Practice
  label:
    fr: Reprise des concessions abandonnées au cimetière
    es: Recuperación de sepulturas abandonadas en el cementerio
    en: Reuse of abandoned graves in the cemetery
  implementedBy: [city/bilbao-es]
  status: concept:status/done
  asOf: "2025"
  summary:
    fr: La ville a recensé les tombes abandonnées et repris six cents concessions, si bien que le cimetière suffit.
    es: La ciudad censó las sepulturas abandonadas y recuperó seiscientas, con lo que el cementerio basta.
    en: The city listed abandoned graves and took back six hundred plots, so that the cemetery is large enough.
  subjectRead: [concept:axis/quality-of-life]
  statedIn: [document/graves]
"""
FULL = [
    "cemetery space",
    "Our cemetery is full; where can we bury people?",
    "Le cimetière est plein, que faire ?",
    "El cementerio está lleno, ¿qué hacer?",
]


@pytest.fixture
def later(answering_copy: DataFolder, tmp_path: Path) -> Recommender:
    (tmp_path / "graves.yaml").write_text(GRAVES, encoding="utf-8")
    with Live(answering_copy) as live:
        live.load([read_source(tmp_path / "graves.yaml")], who="test", why="test")
        publish_release(live)
    return open_recommender(answering_copy)


def test_a_practice_that_comes_later_answers_what_nothing_answered(
    recommender: Recommender, later: Recommender
) -> None:
    for challenge in FULL:
        assert recommender.ask(challenge).band == "undocumented"
        assert later.ask(challenge).practices[0].iri.endswith("practice/bilbao-graves")
    for challenge in ("contested statues removal", "Where do lost umbrellas go?"):
        assert later.ask(challenge).band == "undocumented"
    challenge = "How can we warn people of floods in time?"
    found = [[item.iri for item in one.ask(challenge).practices] for one in (recommender, later)]
    assert found[0] == found[1]
