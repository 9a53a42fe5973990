"""Every named query has its question in three languages, runs on the starter data and returns what it should."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from peercity.graph.errors import NotFound, Unreadable
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.queries import Query, named_queries, named_query, read_query
from peercity.graph.releases import publish
from peercity.graph.starter import starter_files

REPORT_2013 = (
    "Rapport d'activités des commissions et groupes de travail 2013\u00a0: "
    "Commission des Villes Numériques et de la Connaissance"
)
BILBAO = "https://w3id.org/peercity/id/city/bilbao-es"

# Name, number of rows, and one row that must be among them.
EXPECTED: list[tuple[str, int, dict[str, str | None]]] = [
    (
        "barriers-by-axis",
        37,
        {"axis": "Mobility", "barrier": "Business model", "practices": "1",
         "which": "Optimod'Lyon, a data warehouse for urban mobility services"},
    ),
    (
        "cities-in-projects",
        788,
        {"project": "Joining traditional industries with new-technology industries", "city": "Bordeaux",
         "country": "France", "role": "proposer", "status": "done", "asOf": "2013", "source": REPORT_2013},
    ),
    ("city-ties", 3063, {"city": "Bilbao", "otherCity": "Bordeaux", "ties": "5"}),
    (
        "community-over-time",
        26,
        {"community": "Community of Practice Digital Cities (UCLG)", "what": "Lead of the Community of Practice",
         "who": "Bilbao", "person": "Juan Mari Aburto", "status": "ongoing", "asOf": "2020"},
    ),
    (
        "planned-then-done",
        7,
        {"what": "Thematic meeting on smart governance, 2014", "type": "Event", "plannedIn": REPORT_2013,
         "plannedAsOf": "2013",
         "doneIn": "La reunión de la Comisión sobre “Smart Local Governance” se celebra con éxito"},
    ),
    (
        "practices-on-an-axis",
        26,
        {"practice": "Electric bus and taxi fleets in Shenzhen", "city": "Shenzhen", "country": "China",
         "status": "done", "asOf": "2021", "evidence": "Own results", "readByPeerCity": "true"},
    ),
    ("results-by-claim", 20, {"kind": "target", "claimedBy": "the authority itself", "results": "2", "practices": "2"}),
    (
        "study-editions",
        11,
        {"edition": "Smart Cities Study, 2021 edition", "citiesMin": "35", "citiesMax": "35", "countries": "20",
         "focus": None, "source": "The Smart Cities Study 2021 is now available"},
    ),
    (
        "who-learns-with-bilbao",
        2,
        {"name": "Johannesburg", "programme": "Learning programme Bilbao–Johannesburg", "role": "not stated",
         "roleOfOther": "not stated", "status": "ongoing", "asOf": "2013", "source": REPORT_2013},
    ),
    ("who-mentors-whom", 0, {}),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    with Live(DataFolder(tmp_path_factory.mktemp("queries"))) as live:
        live.load_vocabulary()
        live.load(starter_files(), who="test", why="starter", shapes=False)
        return publish(live, finish=lambda folder, store: {}).store


def rows(store: ox.Store, text: str) -> list[dict[str, str | None]]:
    found: Any = store.query(text, use_default_graph_as_union=True)
    names = [variable.value for variable in found.variables]
    return [{name: row[name].value if row[name] else None for name in names} for row in found]


def test_every_file_is_tested_and_there_are_ten() -> None:
    assert [query.name for query in named_queries()] == [name for name, _, _ in EXPECTED]
    assert len(EXPECTED) == 10


@pytest.mark.parametrize(("name", "count", "row"), EXPECTED, ids=[name for name, _, _ in EXPECTED])
def test_query_returns_its_expected_rows(store: ox.Store, name: str, count: int, row: dict[str, str | None]) -> None:
    found = rows(store, named_query(name).text)
    assert len(found) == count
    if row:
        assert row in [{field: line[field] for field in row} for line in found]


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_query_returns_no_row_twice(store: ox.Store, query: Query) -> None:
    found = [tuple(row.values()) for row in rows(store, query.text)]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_query_has_its_words_in_three_languages(query: Query) -> None:
    assert set(query.questions) == {"fr", "es", "en"}
    assert set(query.notes) == {"fr", "es", "en"}
    assert all(question.endswith("?") for question in query.questions.values())
    assert query.questions["es"].startswith("¿")


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
@pytest.mark.parametrize("language", ["fr", "es"])
def test_query_says_as_much_in_every_language(store: ox.Store, query: Query, language: str) -> None:
    text = query.in_language(language)
    assert '"en"' not in text
    assert len(rows(store, text)) == len(rows(store, query.text))


def test_bilbao_learns_with_bordeaux_and_johannesburg_role_not_stated(store: ox.Store) -> None:
    french = rows(store, named_query("who-learns-with-bilbao").in_language("fr"))
    assert [(row["name"], row["role"], row["source"]) for row in french] == [
        ("Bordeaux", "non précisé", REPORT_2013),
        ("Johannesburg", "non précisé", REPORT_2013),
    ]


def test_a_stated_mentor_would_be_found() -> None:
    store = ox.Store()
    store.load(
        b"""
        @prefix pc: <https://w3id.org/peercity/ontology#> .
        @prefix org: <http://www.w3.org/ns/org#> .
        @prefix role: <https://w3id.org/peercity/concept/role/> .
        @prefix status: <https://w3id.org/peercity/concept/status/> .
        @prefix : <https://w3id.org/peercity/id/> .
        :source {
          :one pc:participant :pau ; pc:participatesIn :programme ; org:role role:mentor ; pc:status status:ongoing ;
            pc:statedIn :letter .
          :two pc:participant :dakar ; pc:participatesIn :programme ; org:role role:mentee .
        }
        """,
        format=ox.RdfFormat.TRIG,
    )
    assert len(rows(store, named_query("who-mentors-whom").text)) == 1


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound, match=r"There is no named query 'who-mentor-whom'. Nearest: who-mentors-whom"):
        named_query("who-mentor-whom")
    with pytest.raises(NotFound, match="Valid: barriers-by-axis, cities-in-projects"):
        named_query("?")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(NotFound, match=r"There is no language 'eu'. Valid: fr, es, en"):
        named_query("city-ties").in_language("eu")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("# fr: Qui ?\n# es: ¿Quién?\nASK {}", "question is missing in en"),
        ("# fr: Qui ?\n# es: ¿Quién?\n# en: Who?\n# note.en: Care.\nASK {}", "note is missing in fr, es"),
        ("# fr: Qui ?\n# qui: Who?\nASK {}", "line 2 is '# qui: Who"),
        ("#   continued\nASK {}", "line 1"),
        ("# fr: Qui ?\n", "no SPARQL"),
    ],
)
def test_a_file_that_is_no_named_query_is_refused_with_the_place(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "broken.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=why):
        read_query(path)
