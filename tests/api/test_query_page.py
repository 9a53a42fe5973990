"""The query page as it comes from the server, and short links."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import peercity.api.web
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.queries import TOPICS, named_queries
from peercity.graph.releases import current, publish
from peercity.graph.shared import SharedQueries, SharedQuery

HTML = {"Accept": "text/html"}
QUERY = 'SELECT ?c { ?c a pc:City ; skos:prefLabel "</textarea><script>"@en }'


def share(site: Any, **fields: Any) -> Any:
    return site.client.post("/api/v1/queries", json=fields)


def test_every_example_stands_under_its_topic_in_the_language_of_the_reader(site: Any) -> None:
    page = site.client.get("/sparql", params={"lang": "es"}, headers=HTML).text
    places = [page.index(labels["es"]) for labels in TOPICS.values()]
    assert places == sorted(places)
    for query in named_queries():
        assert f'href="/sparql?example={query.name}&lang=es"' in page.replace("&amp;", "&"), query.name


def test_a_shared_query_opens_by_its_short_link_on_its_release(site: Any) -> None:
    answer = share(site, query=QUERY, title="<b>Títulos</b>")
    assert answer.status_code == 201
    found = answer.json()
    assert found["url"] == f"{site.url}/sparql?q={found['id']}"
    assert len(found["url"]) < 60
    page = site.client.get(found["url"], headers=HTML).text
    assert "&lt;/textarea&gt;&lt;script&gt;" in page
    assert "&lt;b&gt;Títulos&lt;/b&gt;" in page
    kept = site.client.get(f"/api/v1/queries/{found['id']}").json()
    assert kept == {"id": found["id"], "query": QUERY, "title": "<b>Títulos</b>", "release": 1}
    assert share(site, query=QUERY, title="<b>Títulos</b>", release=1).json() == found
    assert share(site, query=QUERY, title="Other").json()["id"] != found["id"]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"query": " "}, 400, "There is no query"),
        ({"query": "ASK {}", "release": 99}, 404, "no release '99'"),
        ({"query": "x" * 100_001}, 422, "query"),
        ({"query": "ASK {}", "title": "x" * 201}, 422, "title"),
        ({"title": "x"}, 422, "query"),
    ],
)
def test_what_cannot_be_shared_is_told(site: Any, fields: dict[str, Any], status: int, words: str) -> None:
    answer = share(site, **fields)
    assert answer.status_code == status
    assert words in answer.json()["error"]


@pytest.mark.parametrize("parameters", [{"q": "none"}, {"example": "none"}, {"release": "99"}])
def test_what_is_not_there_is_a_page_that_says_so(site: Any, parameters: dict[str, str]) -> None:
    answer = site.client.get("/sparql", params=parameters, headers=HTML)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


def test_an_older_link_offers_the_release_of_then_and_the_current_one(
    answering_copy: DataFolder, serve: Callable[[Path], Any]
) -> None:
    first = current(answering_copy)
    assert first

    def finish(path: Path, _: Any) -> dict[str, Any]:
        shutil.copytree(first.path / "index", path / "index")
        return {name: first.facts[name] for name in ("encoder", "weights", "weights_name", "index_format")}

    name = SharedQueries(answering_copy.queries).add(SharedQuery("ASK {}", "", first.number))
    with Live(answering_copy) as live:
        publish(live, finish=finish)
    client = serve(answering_copy.path).client
    for parameters, then, now in (({}, ' aria-current="true"', ""), ({"release": "2"}, "", ' aria-current="true"')):
        page = client.get("/sparql", params={"q": name, "lang": "en", **parameters}, headers=HTML).text
        link = f'<a href="/sparql?q={name}&amp;release='
        assert f'{link}1&lang=en"{then}>the release of then, 1</a>' in page.replace("&amp;lang", "&lang")
        assert f'{link}2&lang=en"{now}>the current release, 2</a>' in page.replace("&amp;lang", "&lang")


@pytest.mark.skipif(not os.environ.get("CI"), reason="an installation without npm has the plain page")
def test_the_editor_is_built_where_it_must_be() -> None:
    built = Path(str(files(peercity.api.web))) / "static" / "built"
    assert (built / "query.js").stat().st_size > 100_000
    assert (built / "query.css").is_file()
