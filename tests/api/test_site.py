"""What a server holds open beside the current release."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from peercity.api.web.settings import Settings
from peercity.api.web.site import Site
from peercity.graph.errors import Busy, NotFound
from peercity.graph.folder import DataFolder

RELEASES = 6


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


@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/sparql/about", "/ontology", "/ontology.csv", "/reconcile", "/id/dataset", "/releases"]
)
def test_every_address_that_answers_get_answers_head(site: Any, path: str) -> None:
    get, head = site.client.get(path), site.client.head(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers.get("content-type") == get.headers.get("content-type")
    assert head.headers["content-length"] == get.headers["content-length"]
