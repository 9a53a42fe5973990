"""No query of any form sees a graph that is not public, though the live store beside it holds all three families."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercity.api.sparql.errors import BadQuery
from peercity.graph.folder import DataFolder
from peercity.graph.iris import AUDIENCES, graph_iri
from peercity.graph.live import Live
from peercity.graph.releases import publish

NODE = "http://example.org/thing"
GRAPHS = [graph_iri(audience, "a") for audience in AUDIENCES]
ANY = ["?g", *(f"<{graph}>" for graph in GRAPHS)]
PATTERNS = [
    "?s ?p ?o", f"<{NODE}> ?p ?o", "?s ?p ?o OPTIONAL { ?o ?b ?c }", "?s (<x:a>|!<x:b>)* ?o",
    "?s ?p ?o MINUS { ?s <x:p> 1 }",
    "?s ?p ?o FILTER EXISTS { GRAPH ?h { ?s ?q ?r } }", "{ SELECT * { ?s ?p ?o } }", "{ ?s ?p ?o } UNION { ?o ?p ?s }",
]  # fmt: skip
HEADS = {
    "SELECT": "SELECT * {dataset} {{ {where} }}",
    "COUNT": "SELECT (GROUP_CONCAT(STR(?o)) AS ?all) {dataset} {{ {where} }}",
    "CONSTRUCT": "CONSTRUCT {{ ?s ?p ?o }} {dataset} WHERE {{ {where} }}",
    "DESCRIBE": "DESCRIBE ?s {dataset} WHERE {{ {where} }}",
    "DESCRIBE ONE": f"DESCRIBE <{NODE}> {{dataset}}",
    "ASK": """ASK {dataset} {{ {where} FILTER(CONTAINS(STR(?o), "secret")) }}""",
}


@st.composite
def queries(draw: Any) -> dict[str, Any]:
    """A query of any form, with datasets of its own and of the protocol, over named graphs of every family."""
    where = draw(st.sampled_from(PATTERNS))
    for graph in draw(st.lists(st.sampled_from(ANY), max_size=2)):
        where = f"GRAPH {graph} {{ {where} }}"
    clauses = st.sampled_from([f"{word} <{graph}>" for word in ("FROM", "FROM NAMED") for graph in GRAPHS])
    dataset = " ".join(draw(st.lists(clauses, max_size=3)))
    text = draw(st.sampled_from(sorted(HEADS.values()))).format(dataset=dataset, where=where)
    parts = st.lists(st.sampled_from(GRAPHS), max_size=2)
    return {"text": text, "default_graphs": draw(parts), "named_graphs": draw(parts)}


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory, open_pool: Callable[..., Any]) -> Iterator[Any]:
    with Live(DataFolder(tmp_path_factory.mktemp("audiences"))) as live:
        said = {"public": "known to all", "members": "secret of members", "proposed": "secret of nobody yet"}
        node = ox.NamedNode(NODE)
        quads = [ox.Quad(node, node, ox.Literal(said[name]), ox.NamedNode(graph_iri(name, "a"))) for name in AUDIENCES]
        live.change(who="t", why="t", removed=(), added=quads)
        release = publish(live, finish=lambda folder, store: {})
        with open_pool(release.path / "graph", workers=1) as pool:
            yield pool


def test_the_public_graph_is_seen(pool: Any) -> None:
    with pool.query(f"SELECT * {{ GRAPH <{GRAPHS[0]}> {{ ?s ?p ?o }} }}", accept="csv") as answer:
        assert b"known to all" in answer.read()


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(queries())
def test_no_query_sees_what_is_not_public(pool: Any, query: dict[str, Any]) -> None:
    try:
        with pool.query(query.pop("text"), **query) as answer:
            said, is_true = answer.read(), answer.kind == "ask" and b"true" in answer.read()
    except BadQuery as error:  # The protocol names a graph that is not in the release.
        said, is_true = str(error).encode(), "There is no graph" not in str(error)
    assert b"secret" not in said
    assert not is_true
