"""The SPARQL 1.1 Protocol over HTTP: https://www.w3.org/TR/sparql11-protocol/"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from peercity.graph.errors import Busy, PeerCityError, TooLong

from .errors import BadQuery, NoQuery, NotAllowed, WrongBody
from .pool import LONGEST_QUERY, SparqlAnswer, SparqlPool

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_LONGEST_BODY = 10 * LONGEST_QUERY
"""Bytes of a POST that are read: a character of a query takes up to twelve in a form, and mostly one."""
_AT_ONCE = 1 << 16
"""Bytes of an answer that is sent without streaming."""


class _Route(APIRoute):
    """Answers an expected error with its status and {"error": sentence}."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except PeerCityError as error:
                if "text/html" in request.headers.get("accept", "") and PeerCityError in request.app.exception_handlers:
                    raise  # A browser: the application shows it as a page.
                headers = {"Retry-After": "5"} if isinstance(error, Busy) else {}
                return JSONResponse({"error": str(error)}, status_code=error.status, headers=headers)

        return answer


def sparql_router(
    pool_of: Callable[[Request], SparqlPool],
    *,
    headers_of: Callable[[Request], Mapping[str, str]] | None = None,
    without_query: Callable[[Request], Response] | None = None,
) -> APIRouter:
    """Return the routes of /sparql.

    `headers_of` gives headers to add to every answer, such as the release. `without_query` answers a GET that has no
    query; where it is left out that is NoQuery, status 400.
    """
    router = APIRouter(route_class=_Route, tags=["SPARQL"])

    def answer(request: Request, query: str, parameters: list[tuple[str, str]]) -> Response:
        found = pool_of(request).query(
            query,
            accept=_only("format", parameters) or ",".join(request.headers.getlist("accept")),
            default_graphs=_all("default-graph-uri", parameters),
            named_graphs=_all("named-graph-uri", parameters),
        )
        return _response(found, headers_of(request) if headers_of else {})

    @router.get("/sparql", summary="Query the current release")
    def get(request: Request) -> Response:
        parameters = _parameters(request.scope["query_string"])
        query = _only("query", parameters)
        if query is None and without_query:
            return without_query(request)
        return answer(request, _required(query), parameters)

    @router.post("/sparql", summary="Query the current release, with a form or a query as the body")
    def post(request: Request, body: Annotated[bytes, Depends(_body)]) -> Response:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if media_type == FORM:
            parameters = _parameters(body)
            return answer(request, _required(_only("query", parameters)), parameters)
        if media_type == QUERY:
            return answer(request, _text(body), _parameters(request.scope["query_string"]))
        if media_type == UPDATE:
            raise NotAllowed("This endpoint only reads: updates are refused.")
        raise WrongBody(f"A POST to /sparql is {FORM} or {QUERY}, not {media_type or 'without a Content-Type'!r}.")

    return router


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_BODY:
            raise TooLong("body of the request", len(body), _LONGEST_BODY)
    return bytes(body)


def _text(encoded: bytes) -> str:
    try:
        return encoded.decode()
    except UnicodeDecodeError as error:
        raise BadQuery(f"The query is not UTF-8 at byte {error.start + 1:,}.") from None


def _parameters(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(encoded), keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError as error:
        raise BadQuery(f"The parameters are not UTF-8: {error.reason} in {error.object[:40]!r}.") from None
    except ValueError:
        raise BadQuery("There are more than 100 parameters.") from None


def _all(name: str, parameters: list[tuple[str, str]]) -> list[str]:
    return [value for key, value in parameters if key == name]


def _only(name: str, parameters: list[tuple[str, str]]) -> str | None:
    values = _all(name, parameters)
    if len(values) > 1:
        raise BadQuery(f"The parameter {name!r} is given {len(values)} times; once is right.")
    if name == "query" and _all("update", parameters):
        raise NotAllowed("This endpoint only reads: the parameter 'update' is refused.")
    return values[0] if values else None


def _required(query: str | None) -> str:
    if query is None:
        raise NoQuery("There is no query. Send one as the parameter 'query', or POST it as application/sparql-query.")
    return query


def _response(found: SparqlAnswer, extra: Mapping[str, str]) -> Response:
    headers = {"Content-Type": found.content_type, "Vary": "Accept", **extra}
    if found.truncated:
        headers["X-PeerCity-Truncated"] = "true"
    if found.size <= _AT_ONCE:
        with found:
            return Response(found.read(), headers=headers)
    return _Spooled(found, headers={**headers, "Content-Length": str(found.size)})


class _Spooled(StreamingResponse):
    """An answer that is sent from its spool file, which goes even when the client leaves early."""

    def __init__(self, found: SparqlAnswer, *, headers: Mapping[str, str]) -> None:
        super().__init__(found.chunks(), headers=headers)
        self._found = found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._found.close()
