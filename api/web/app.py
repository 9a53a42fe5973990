"""The web application. It is given its settings and builds what it needs; there are no globals."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Route

from peercity.graph.errors import PeerCityError
from peercity.graph.feedback import FeedbackStore
from peercity.graph.folder import DataFolder
from peercity.graph.shared import SharedQueries

from ..sparql.described import paths as sparql_paths
from ..sparql.protocol import Endpoint, SparqlProtocol
from . import api, cities, entities, ontology, pages
from .description import LINKS, description_router, release_described, without_query
from .feedback import feedback_router
from .languages import language_of
from .limits import TOO_LARGE, BodyLimit, HeadAsGet, SafeHeaders, client_of
from .query_page import query_page, query_router
from .reconciliation.routes import router as reconciliation
from .releases import releases_router
from .settings import Settings
from .site import Site


def create_app(settings: Settings) -> FastAPI:
    """Return the application with its data folder open; it closes the folder when it stops.

    Raises a PeerCityError where the folder cannot be served: another server has it, it is of a newer version…
    """
    site = Site(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            site.close()
            await site.ended()

    app = FastAPI(
        title="PeerCity",
        version=version("peercity"),
        description="Who has solved this? Practices and cities to ask, with evidence.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.site = site
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)
    app.add_middleware(HeadAsGet)
    app.exception_handler(PeerCityError)(_expected)
    app.exception_handler(RequestValidationError)(_wrong_request)
    app.exception_handler(HTTPException)(_http_error)
    sparql = SparqlProtocol(_endpoint(site), without_query=without_query(query_page), client_of=client_of)
    for path in ("/sparql", "/releases/{release}/sparql"):
        app.router.routes.append(Route(path, sparql))
    app.openapi = _described(app.openapi)  # type: ignore[method-assign]
    app.include_router(api.router)
    app.include_router(cities.router)
    app.include_router(pages.router)
    app.include_router(description_router(settings.sparql))
    app.include_router(query_router(SharedQueries(DataFolder(settings.data).queries)))
    app.include_router(ontology.router)
    app.include_router(entities.router)
    app.include_router(releases_router(described=release_described))
    app.include_router(reconciliation)
    app.include_router(feedback_router(FeedbackStore(DataFolder(settings.data).feedback)))
    app.mount("/static", StaticFiles(directory=str(files(__package__) / "static")), name="static")
    return app


def _described(openapi: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """Return the function that describes the API, with the SPARQL endpoint, which is no route of the framework."""

    def described() -> dict[str, Any]:
        found = openapi()
        return {**found, "paths": {**found["paths"], **sparql_paths()}}

    return described


def _endpoint(site: Site) -> Callable[[str | None], Awaitable[Endpoint]]:
    """Return a function that gives the endpoint of a release by its number, and without one of the current release."""

    software = version("peercity")

    async def endpoint(number: str | None) -> Endpoint:
        at_hand = site.is_current(number)
        release, pool = site.sparql_of(number) if at_hand else await run_in_threadpool(site.sparql_of, number)
        edition = f"{release.facts['files']['data.nq']} {software}"
        return Endpoint(pool, release.number, edition=edition, headers={"Link": LINKS})

    return endpoint


def _expected(request: Request, error: PeerCityError) -> Response:
    sentence = pages.in_words(error, language_of(request)) if _is_browser(request) else str(error)
    response = _problem(request, error.status, sentence)
    response.headers.update(getattr(error, "headers", {}))
    return response


def _http_error(request: Request, error: HTTPException) -> Response:
    sentences = {
        404: f"There is no page {request.url.path!r}.",
        405: f"{request.url.path!r} does not take {request.method}.",
        413: TOO_LARGE,
    }
    return _problem(request, error.status_code, sentences.get(error.status_code, str(error.detail)))


def _wrong_request(request: Request, error: RequestValidationError) -> Response:
    problems = [
        f"{'.'.join(str(part) for part in one['loc'][1:]) or 'body'}: {one['msg'].lower()}" for one in error.errors()
    ]
    return _problem(request, 422, f"The request is not as it should be: {'; '.join(problems)}.")


def _problem(request: Request, status: int, sentence: str) -> Response:
    """Return an error as a page to a browser and as JSON to anything else."""
    if _is_browser(request):
        return pages.error_page(request, status, sentence)
    safe = sentence.encode("utf-8", errors="replace").decode()
    return JSONResponse({"error": safe}, status_code=status)


def _is_browser(request: Request) -> bool:
    return request.method == "GET" and "text/html" in request.headers.get("accept", "")
