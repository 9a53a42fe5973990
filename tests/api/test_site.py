"""What a server holds open beside the current release."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from peercity.api.web.app import create_app
from peercity.api.web.settings import Settings
from peercity.api.web.site import Site
from peercity.graph.errors import Busy, NotFound
from peercity.graph.folder import DataFolder

RELEASES = 6
PARTS = {
    "release": "1",
    "number": "1",
    "before": "1",
    "after": "1",
    "ending": "ttl",
    "name": "city/bilbao-es.html",
    "kind": "type",
    "path": "site.css",
}
"""What stands for the parameters of an address."""


@pytest.fixture
def held(answering_copy: DataFolder) -> Iterator[Site]:
    """A site with six releases, of which the last is the current one."""
    first = answering_copy.releases / "0001"
    facts = json.loads((first / "release.json").read_text(encoding="utf-8"))
    for number in range(2, RELEASES + 1):
        folder = first.with_name(f"{number:04}")
        shutil.copytree(first, folder)
        (folder / "release.json").write_text(json.dumps({**facts, "release": number}), encoding="utf-8")
    (answering_copy.releases / "current").write_text(f"{RELEASES:04}\n", encoding="utf-8")
    site = Site(Settings(data=answering_copy.path))
    yield site
    site.close()
    asyncio.run(site.ended())


def test_older_releases_are_opened_up_to_a_bound(held: Site) -> None:
    assert held.sparql_of(None)[0].number == held.sparql_of("6")[0].number == RELEASES
    pools = [held.sparql_of(str(number))[1] for number in range(1, RELEASES)]
    assert [pool._closed for pool in pools] == [True, True, True, False, False]
    assert held.sparql_of("5")[1] is pools[-1]
    with pytest.raises(NotFound, match="no release '9'"):
        held.sparql_of("9")


def test_an_older_release_with_a_query_at_work_is_not_closed_for_another(held: Site) -> None:
    with ExitStack() as at_work:
        for number in ("1", "2", "3", "4"):
            at_work.enter_context(held.sparql_of(number)[1]._places.taken("somebody"))
        with pytest.raises(Busy, match="Too many older releases"):
            held.sparql_of("5")
        assert not held.sparql_of("4")[1]._closed


def test_every_address_that_answers_get_answers_head(site: Any, answering_copy: DataFolder) -> None:
    app = create_app(Settings(data=answering_copy.path))
    app.state.site.close()
    asyncio.run(app.state.site.ended())
    routes = iter_route_contexts(app.routes)
    paths = [str(route.path) for route in routes if "GET" in (route.methods or {"GET"})]
    assert len(paths) > 30
    for path in (re.sub(r"\{(\w+).*?\}", lambda name: PARTS[name[1]], path) for path in paths):
        get, head = site.client.get(path), site.client.head(path)
        assert (head.status_code, head.content) == (get.status_code, b""), path
        assert head.headers.keys() == get.headers.keys(), path
        # Blank nodes are named anew each time, so that the same shapes may be some bytes longer.
        varying = {"date": "", "content-length": ""}
        assert {**head.headers, **varying} == {**get.headers, **varying}, path
