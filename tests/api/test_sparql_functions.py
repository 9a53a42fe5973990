"""The recommender inside SPARQL: the scores of `ask`, through the endpoint."""

from __future__ import annotations

from typing import Any

import pytest

from peercity.recommender.ask import Recommender

CHALLENGE = "Comment avertir à temps les habitants des crues ?"
BILBAO = "https://w3id.org/peercity/id/city/bilbao-es"


def rows(site: Any, query: str) -> list[dict[str, str]]:
    answer = site.client.post("/sparql", data={"query": query, "format": "json"})
    assert answer.status_code == 200, answer.text
    return [{name: term["value"] for name, term in row.items()} for row in answer.json()["results"]["bindings"]]


def refusal(site: Any, query: str) -> tuple[int, str]:
    answer = site.client.post("/sparql", data={"query": query, "format": "json"})
    return answer.status_code, answer.json()["error"]


def test_the_best_practices_are_those_of_ask_with_the_same_scores(site: Any, recommender: Recommender) -> None:
    query = f"""SELECT ?item ?score {{ ?item a pc:Practice BIND(pc:relevance(?item, "{CHALLENGE}"@fr) AS ?score) }}
    ORDER BY DESC(?score) ?item LIMIT 3"""
    shown = recommender.ask(CHALLENGE, language="fr", limit=50).practices
    best = [(item.iri, item.score) for item in shown if item.type == "practice"][:3]
    assert best
    assert [(row["item"], float(row["score"])) for row in rows(site, query)][: len(best)] == best


def test_context_similarity_is_symmetric_and_within_bounds(site: Any) -> None:
    query = f"""SELECT ?city ?one ?other {{ ?city a pc:City FILTER(?city != <{BILBAO}>)
    BIND(pc:contextSimilarity(<{BILBAO}>, ?city) AS ?one) BIND(pc:contextSimilarity(?city, <{BILBAO}>) AS ?other) }}
    ORDER BY ?city LIMIT 50"""
    found = rows(site, query)
    assert len(found) == 50
    assert all(row["one"] == row["other"] and 0 <= float(row["one"]) <= 1 for row in found)


@pytest.mark.parametrize(
    "arguments", ["?item", '?item, "floods", 3', "?item, ?item", '"x", "floods"', 'pc:Nothing, "floods"']
)
def test_a_wrong_argument_gives_no_score(site: Any, arguments: str) -> None:
    found = rows(site, f"SELECT ?score {{ ?item a pc:Practice BIND(pc:relevance({arguments}) AS ?score) }} LIMIT 1")
    assert found == [{}]


def test_what_ask_refuses_is_refused_with_its_sentence(site: Any) -> None:
    status, said = refusal(site, 'SELECT * { ?i a pc:Practice BIND(pc:relevance(?i, "  ") AS ?s) }')
    assert status == 400
    assert said.startswith("The query cannot be scored: ")
    long = "word " * 500
    assert "2,000" in refusal(site, f'SELECT * {{ ?i a pc:Practice BIND(pc:relevance(?i, "{long}") AS ?s) }}')[1]


def test_the_texts_of_a_query_are_bounded(site: Any) -> None:
    texts = "SELECT * { ?i a pc:Practice ; skos:prefLabel ?name BIND(pc:relevance(?i, STR(?name)) AS ?score) }"
    assert refusal(site, texts) == (400, "The query has scores computed for more than 8 texts; ask for fewer.")
