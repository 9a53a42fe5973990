"""Every named query gives through the endpoint what it states."""

from __future__ import annotations

from typing import Any

import pytest

from peercity.graph.queries import Query, named_queries


@pytest.mark.parametrize("query", named_queries(), ids=lambda query: query.name)
def test_query_gives_through_the_endpoint_what_it_states(site: Any, query: Query) -> None:
    is_graph = query.form in ("CONSTRUCT", "DESCRIBE")
    answer = site.client.post("/sparql", data={"query": query.text, "format": "ntriples" if is_graph else "json"})
    assert answer.status_code == 200, answer.text
    if is_graph:
        found: int | bool = len(answer.text.splitlines())
    elif query.form == "ASK":
        found = answer.json()["boolean"]
    else:
        found = len(answer.json()["results"]["bindings"])
    assert found == query.rows
