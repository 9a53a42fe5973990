"""The web application. It is given its settings and builds what it needs; there are no globals."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from peercity.graph.errors import PeerCityError
from peercity.graph.feedback import FeedbackStore
from peercity.graph.folder import DataFolder

from ..sparql.pool import SparqlPool
from ..sparql.routes import sparql_router
from . import api, cities, pages
from .feedback import feedback_router
from .limits import TOO_LARGE, BodyLimit, SafeHeaders
from .settings import Settings
from .site import Serving, Site


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
    app.exception_handler(PeerCityError)(_expected)
    app.exception_handler(RequestValidationError)(_wrong_request)
    app.exception_handler(HTTPException)(_http_error)
    app.include_router(api.router)
    app.include_router(cities.router)
    app.include_router(pages.router)
    app.include_router(feedback_router(FeedbackStore(DataFolder(settings.data).feedback)))
    app.include_router(sparql_router(_pool, headers_of=_sparql_headers, without_query=pages.sparql))
    app.mount("/static", StaticFiles(directory=str(files(__package__) / "static")), name="static")
    return app


def _pool(request: Request) -> SparqlPool:
    """Return the workers that answer a request, and keep what they belong to for its headers."""
    serving: Serving = request.app.state.site.serving
    request.state.serving = serving
    return serving.sparql


def _sparql_headers(request: Request) -> dict[str, str]:
    return {"X-PeerCity-Release": str(request.state.serving.release.number), "Access-Control-Allow-Origin": "*"}


def _expected(request: Request, error: PeerCityError) -> Response:
    response = _problem(request, error.status, str(error))
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
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return pages.error_page(request, status, sentence)
    safe = sentence.encode("utf-8", errors="replace").decode()
    return JSONResponse({"error": safe}, status_code=status)
