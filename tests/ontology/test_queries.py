"""Every named query has its question in three languages, runs on the starter data and returns what it should."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
import yaml
from rdflib.plugins.sparql import prepareQuery

from peercity.graph.errors import NotFound, Unreadable
from peercity.graph.network import network
from peercity.graph.queries import TOPICS, Query, named_queries, named_query, read_query
from peercity.graph.releases import Release

REPORT_2013 = (
    "Rapport d'activités des commissions et groupes de travail 2013\u00a0: "
    "Commission des Villes Numériques et de la Connaissance"
)
BILBAO = "https://w3id.org/peercity/id/city/bilbao-es"
A_ROW: dict[str, dict[str, str | None]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "query-rows.yaml").read_text(encoding="utf-8")
)
EACH = pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)


def of_the_recommender(query: Query) -> bool:
    """Whether only a worker of the server can answer: it calls functions that the recommender lends to SPARQL."""
    return "pc:relevance(" in query.text or "pc:contextSimilarity(" in query.text


# The same for queries that the graph alone answers.
IN_PROCESS = pytest.mark.parametrize(
    "query", [query for query in named_queries() if not of_the_recommender(query)], ids=lambda query: query.name
)


@pytest.fixture
def store(starter_release: Release) -> ox.Store:
    return starter_release.store


@pytest.fixture(scope="module")
def answer(starter_release: Release) -> Callable[[str], list[Any] | bool]:
    """A function that answers a query on the starter data, once."""
    return cache(partial(answered, starter_release.store))


def answered(store: ox.Store, text: str) -> list[Any] | bool:
    """Return rows by variable, triples, or what ASK says."""
    found: Any = store.query(text)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return list(found)
    names = [variable.value for variable in found.variables]
    return [{name: row[name].value if row[name] else None for name in names} for row in found]


def rows(store: ox.Store, text: str) -> list[dict[str, str | None]]:
    found = answered(store, text)
    assert isinstance(found, list)
    return found


def counted(found: list[Any] | bool) -> int | bool:
    return found if isinstance(found, bool) else len(found)


def test_there_are_enough_on_each_topic() -> None:
    topics = Counter(query.topic for query in named_queries())
    assert len(named_queries()) >= 30
    assert set(topics) == set(TOPICS)
    assert all(count >= 3 for count in topics.values())
    assert {query.form for query in named_queries()} == {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


def test_topics_have_a_label_in_three_languages() -> None:
    assert all(set(labels) == {"fr", "es", "en"} and all(labels.values()) for labels in TOPICS.values())


@IN_PROCESS
def test_query_gives_the_rows_that_it_states(answer: Callable[[str], Any], query: Query) -> None:
    found = counted(answer(query.text))
    assert (found, type(found)) == (query.rows, type(query.rows))


@IN_PROCESS
def test_query_gives_a_row_that_is_known_and_none_twice(answer: Callable[[str], Any], query: Query) -> None:
    if query.form != "SELECT" or not query.rows:
        assert query.name not in A_ROW
        return
    found = answer(query.text)
    known = A_ROW[query.name]
    assert known in [{field: row[field] for field in known} for row in found]
    assert len({tuple(row.values()) for row in found}) == len(found)


@EACH
def test_other_tools_can_read_the_query(query: Query) -> None:
    assert prepareQuery(query.text).algebra.name == f"{query.form.title()}Query"


@EACH
def test_query_declares_the_prefixes_that_it_uses_and_no_other(query: Query) -> None:
    declared = re.findall(r"^PREFIX ([\w-]+): <", query.text, re.MULTILINE)
    body = re.sub(r"^PREFIX .*$|<[^<> ]*>|\"[^\"]*\"|# .*$", "", query.text, flags=re.MULTILINE)
    assert sorted(set(re.findall(r"(?<![\w?])([a-z]+):", body))) == sorted(declared)


@EACH
def test_query_has_its_words_in_three_languages(query: Query) -> None:
    assert set(query.questions) == {"fr", "es", "en"}
    assert set(query.notes) in ({"fr", "es", "en"}, set())
    assert all(question.endswith("?") for question in query.questions.values())
    assert "¿" in query.questions["es"]
    french = f"{query.questions['fr']} {query.notes.get('fr', '')}"
    assert not re.search(r"[^\u00a0][?;:»](?!\w)|«[^\u00a0]", french)


@IN_PROCESS
@pytest.mark.parametrize("language", ["fr", "es"])
def test_query_says_as_much_in_every_language(store: ox.Store, query: Query, language: str) -> None:
    text = query.in_language(language)
    assert '= "en"' not in text
    assert counted(answered(store, text)) == query.rows


def test_degrees_are_those_of_the_network(store: ox.Store) -> None:
    ties = nx.Graph(network(store))
    found = Counter(int(row["degree"] or 0) for row in rows(store, named_query("cities-by-degree").text))
    assert found == Counter(degree for _, degree in ties.degree if degree)


def test_two_steps_are_those_of_the_network(store: ox.Store) -> None:
    ties = nx.Graph(network(store))
    steps = nx.single_source_shortest_path_length(ties, BILBAO, cutoff=2)
    far = sorted(ties.nodes[city]["label"] for city, count in steps.items() if count == 2)
    assert sorted(str(row["city"]) for row in rows(store, named_query("two-steps-from-a-city").text)) == far


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
    with pytest.raises(NotFound, match="Valid: activities-by-priority, axes-and-themes"):
        named_query("?")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(NotFound, match=r"There is no language 'eu'. Valid: fr, es, en"):
        named_query("city-ties").in_language("eu")


HEAD = "# topic: time\n# rows: true\n# fr: Qui\u00a0?\n# es: ¿Quién?\n# en: Who?\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{HEAD}ASK {{}}".replace("# en: Who?\n", ""), "question is missing in en"),
        (f"{HEAD}# note.en: Care.\nASK {{}}", "note is missing in fr, es"),
        (f"{HEAD}# qui: Who?\nASK {{}}", "line 6 is '# qui: Who"),
        ("#   continued\nASK {}", "line 1"),
        (HEAD, "no SPARQL"),
        (f"{HEAD}ASK {{}}".replace("time", "space"), "topic is 'space'.* one of network, practices"),
        (f"{HEAD}ASK {{}}".replace("true", "many"), "rows are 'many'"),
        (f"{HEAD}INSERT DATA {{}}", "no line of it begins with SELECT, ASK"),
    ],
)
def test_a_file_that_is_no_named_query_is_refused_with_the_place(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "broken.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=why):
        read_query(path)
