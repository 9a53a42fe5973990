"""The Reconciliation Service API, by which OpenRefine and others match lists of names with what a release tells of.

Version 0.2: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
JSONP, which that version leaves to a service, is not offered: every answer may be read from any site.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute

from peercity.graph.errors import NotFound, PeerCityError
from peercity.graph.named import CLASSES

from ...sparql.request import FORM, typed
from ..pages import page
from .queries import MAX_LIMIT, WrongQueries
from .service import Service

_CORS = {"Access-Control-Allow-Origin": "*", "Vary": "Accept-Language"}
_PREFLIGHT = _CORS | {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "86400",
}


class _OpenRoute(APIRoute):
    """Answers that any site may read, expected errors among them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                response = await handle(request)
            except PeerCityError as error:
                safe = str(error).encode("utf-8", errors="replace").decode()
                response = JSONResponse({"error": safe}, status_code=error.status)
            response.headers.update(_CORS)
            return response

        return answer


router = APIRouter(prefix="/reconcile", route_class=_OpenRoute, tags=["Reconciliation"])


async def _form(request: Request) -> Mapping[str, str]:
    """Return the fields of a form. Raises WrongQueries."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media_type != FORM:
        raise WrongQueries(f"A POST to /reconcile is {FORM}, and {typed(media_type)}.")
    try:
        return dict(
            parse_qsl((await request.body()).decode(), keep_blank_values=True, errors="strict", max_num_fields=10)
        )
    except ValueError:
        raise WrongQueries("The form is not UTF-8, or has more than 10 fields.") from None


@router.get("", summary="The manifest of the service; with `queries` or `extend`, their answer")
def get(request: Request) -> JSONResponse:
    return _answer(request, request.query_params)


@router.post("", summary="Match names (`queries`) or fetch properties (`extend`)")
def post(request: Request, form: Annotated[Mapping[str, str], Depends(_form)]) -> JSONResponse:
    if not form.keys() & {"queries", "extend"}:
        raise WrongQueries("The form has neither 'queries' nor 'extend'.")
    return _answer(request, form)


@router.options("{rest:path}", include_in_schema=False)
def preflight(rest: str) -> Response:  # noqa: ARG001
    return Response(status_code=204, headers=_PREFLIGHT)


def _answer(request: Request, fields: Mapping[str, str]) -> JSONResponse:
    if "callback" in fields:
        raise WrongQueries("JSONP is not offered: leave 'callback' out and use CORS, which every answer allows.")
    service = Service(request)
    try:
        if "queries" in fields:
            return JSONResponse(service.matched(fields["queries"]))
        if "extend" in fields:
            return JSONResponse(service.extended(fields["extend"]))
    except NotFound as error:  # A type or a property in the request, not what its address names.
        raise WrongQueries(str(error)) from None
    return JSONResponse(service.manifest(str(request.base_url).rstrip("/")))


@router.get("/suggest/entity", summary="Entities whose name begins so")
def suggest_entity(
    request: Request,
    prefix: Annotated[str, Query(max_length=200)] = "",
    cursor: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> JSONResponse:
    return JSONResponse({"result": Service(request).suggested(prefix, skip=cursor)})


@router.get("/suggest/{kind}", summary="Types or properties whose name begins so")
def suggest_term(
    request: Request,
    kind: Literal["type", "property"],
    prefix: Annotated[str, Query(max_length=200)] = "",
    cursor: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> JSONResponse:
    return JSONResponse({"result": Service(request).suggested_terms(kind, prefix, skip=cursor)})


@router.get("/properties", summary="The properties that can be fetched for a type")
def proposed(
    request: Request,
    type: Annotated[str, Query(max_length=1_000)] = CLASSES[0],  # noqa: A002
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = MAX_LIMIT,
) -> JSONResponse:
    service = Service(request)
    found = service.register.properties_of(service.register.type(type))[:limit]
    terms = [service.term(iri, service.register.properties) for iri in found]
    return JSONResponse({"type": type, "limit": limit, "properties": terms})


@router.get("/preview", include_in_schema=False)
def preview(request: Request, id: Annotated[str, Query(max_length=1_000)]) -> Response:  # noqa: A002
    """A few lines on an entity, to be shown in a frame of another site."""
    service = Service(request)
    thing = service.register.thing(id)
    shown = page(
        request,
        "reconcile-preview.html",
        name=thing.name(service.language),
        types=[one["name"] for one in service.types_of(thing)],
        description=service.register.describe(thing, service.language),
        iri=thing.iri,
    )
    shown.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; frame-ancestors *"
    return shown
