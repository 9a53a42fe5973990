"""The page to write a query on, complete without JavaScript, and the short links by which queries are shared."""

from __future__ import annotations

from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from peercity.graph.folder import DataFolder
from peercity.graph.iris import CONCEPT, ONTOLOGY, PREFIXES
from peercity.graph.queries import TOPICS, named_queries, named_query
from peercity.graph.releases import release as one_release
from peercity.graph.shared import MAX_TITLE, SharedQueries, SharedQuery

from ..sparql.limits import LONGEST_QUERY
from ..sparql.text import require_text
from .languages import language_of
from .limits import Rate
from .pages import page

_MOST, _SECONDS = 60, 600.0
"""Queries that one client may share, and in how long."""
_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The editor sets the places of its letters by inline styles, which no other page may."""
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
        """Keep a query and return its short link. The same query on the same release has the same link."""
        require_text(wanted.query)
        current = request.app.state.site.serving.release
        number = current.number if wanted.release is None else one_release(current.folder, wanted.release).number
        rate.take(request.client.host if request.client else "")
        name = shared.add(SharedQuery(wanted.query, wanted.title, number))
        return {"id": name, "url": f"{str(request.base_url).rstrip('/')}/sparql?q={name}"}

    @router.get("/api/v1/queries/{name}")
    def get(name: str) -> dict[str, Any]:
        """Return a shared query."""
        found = shared.get(name)
        return {"id": name, "query": found.text, "title": found.title, "release": found.release}

    return router


def query_page(request: Request) -> HTMLResponse:
    """Return the page. It shows an example by name, a `draft` not yet run, or the shared query `q`. Raises NotFound."""
    asked, language = request.query_params, language_of(request)
    current = request.app.state.site.serving.release
    shared = SharedQueries(DataFolder(current.folder.path).queries).get(asked["q"]) if asked.get("q") else None
    release = one_release(current.folder, asked["release"]).number if asked.get("release") else None
    example = None if shared or asked.get("draft") else named_query(asked.get("example") or _FIRST)
    written = example.in_language(language) if example else asked.get("draft", "")
    topics = {name: list(queries) for name, queries in groupby(sorted(named_queries(), key=_topic), key=_topic)}
    found = page(
        request,
        "sparql.html",
        example=example,
        shared=shared,
        built=_BUILT.is_file(),
        text=shared.text if shared else written,
        asked_release=release,
        pinned=urlencode({"release": shared.release}) if shared and shared.release != current.number else "",
        topics=[(TOPICS[name][language], topics[name]) for name in TOPICS if name in topics],
        settings={
            "language": language,
            "prefixes": PREFIXES,
            "paths": {CONCEPT: "/concept/", ONTOLOGY: "/ontology#", current.facts["base"]: "/id/"},
        },
    )
    found.headers["Content-Security-Policy"] = _POLICY
    return found


def _topic(query: Any) -> str:
    return str(query.topic)
