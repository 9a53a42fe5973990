"""The page to write a query on, complete without JavaScript, and the short links by which queries are shared."""

from __future__ import annotations

import logging
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from peercity.graph.errors import NoRoom, NotFound, Unreadable
from peercity.graph.iris import CONCEPT, ONTOLOGY, PREFIXES
from peercity.graph.queries import TOPICS, named_queries, named_query
from peercity.graph.releases import Release, releases
from peercity.graph.releases import release as one_release
from peercity.graph.shared import MAX_TITLE, SharedQueries, SharedQuery

from ..sparql.limits import LONGEST_QUERY
from ..sparql.text import require_text
from .feedback import NotKept
from .languages import language_of, writers
from .limits import Rate
from .pages import page

_LOG = logging.getLogger(__name__)
_MOST, _SECONDS = 60, 600.0
"""Queries that one client may share, and in how long."""
_BUILT = Path(str(files(__package__))) / "static" / "built" / "query.js"
"""The editor, which an installation without npm has not."""
_FIRST = "who-learns-with-bilbao"


class ToShare(BaseModel):
    """A query to be shared, and the release on which it was written, else the current one."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(max_length=LONGEST_QUERY)
    title: str = Field(default="", max_length=MAX_TITLE, description="Please name no person.")
    release: int | None = Field(default=None, ge=1, le=10**9)


def query_router(shared: SharedQueries) -> APIRouter:
    """Return the routes that keep and give shared queries."""
    router = APIRouter()
    rate = Rate(most=_MOST, seconds=_SECONDS)

    @router.post("/api/v1/queries", status_code=201)
    def share(wanted: ToShare, request: Request) -> dict[str, Any]:
        """Keep a query and return its short link. The same query has the same link."""
        require_text(wanted.query)
        current = request.app.state.site.serving.release
        number = current.number if wanted.release is None else one_release(current.folder, wanted.release).number
        rate.take(request.client.host if request.client else "")
        try:
            name = shared.add(SharedQuery(wanted.query, wanted.title.strip(), number))
        except (Unreadable, NoRoom) as error:
            _LOG.error("A query could not be kept: %s", error)
            raise NotKept(error.status if isinstance(error, NoRoom) else 500) from None
        return {"id": name, "url": f"{str(request.base_url).rstrip('/')}/sparql?q={name}"}

    @router.get("/api/v1/queries/{name}")
    def get(name: str) -> dict[str, Any]:
        """Return a shared query."""
        found = shared.get(name)
        return {"id": name, "query": found.text, "title": found.title, "release": found.release}

    return router


def query_page(request: Request) -> HTMLResponse:
    """Return the page. It shows an example by name, a `draft` not yet run, or the shared query `q`. Raises NotFound.

    A link that leads to no query gives an example with status 404: it was perhaps cut when it was copied.
    """
    asked, language = request.query_params, language_of(request)
    current = request.app.state.site.serving.release
    shared, lost = _shared(current, asked.get("q"))
    example = None if shared or asked.get("draft") else named_query(asked.get("example") or _FIRST)
    written = example.in_language(language) if example else asked.get("draft", "")
    topics = {name: list(queries) for name, queries in groupby(sorted(named_queries(), key=_topic), key=_topic)}
    published = releases(current.folder)
    return page(
        request,
        "sparql.html",
        status=404 if lost else 200,
        example=example,
        shared=shared,
        lost=lost,
        built=_BUILT.is_file(),
        text=shared.text if shared else written,
        releases=published,
        chosen=_chosen(current, asked.get("release"), shared, published),
        topics=[(TOPICS[name][language], topics[name]) for name in TOPICS if name in topics],
        longest_title=MAX_TITLE,
        settings={
            "language": language,
            "languageAsked": "lang" in asked,
            "release": current.number,
            "prefixes": PREFIXES,
            "bases": {"id": current.facts["base"], "concept": CONCEPT, "ontology": ONTOLOGY},
        },
        **writers(language),
    )


def _shared(current: Release, name: str | None) -> tuple[SharedQuery | None, bool]:
    """Return a shared query where a name is given, and whether there is none of that name."""
    if not name:
        return None, False
    try:
        return SharedQueries(current.folder.queries).get(name), False
    except NotFound:
        return None, True


def _chosen(current: Release, asked: str | None, shared: SharedQuery | None, published: list[Release]) -> int:
    """Return the release to query at first: the one asked for, else that of the shared query, else the current one.

    Raises NotFound where the one asked for is not published.
    """
    if asked:
        return one_release(current.folder, asked).number
    numbers = [one.number for one in published]
    return shared.release if shared and shared.release in numbers else current.number


def _topic(query: Any) -> str:
    return str(query.topic)
