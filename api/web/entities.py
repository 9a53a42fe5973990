"""Linked data: every IRI of the public graphs leads to a page, or to the same as RDF, whatever host this is.

/id/<name> and /concept/<name>  303 See Other, to what the request accepts
…<name>.html                    the page, in the reader's language
…<name>.ttl and others          what the graph states of it, and what leads to it
"""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from peercity.graph.citing import cite
from peercity.graph.entity import Entity, Group, Row, entity
from peercity.graph.entity.description import description, document, is_known
from peercity.graph.entity.labels import Labels
from peercity.graph.entity.near import near
from peercity.graph.entity.rows import LEADS
from peercity.graph.errors import NotFound
from peercity.graph.iris import CONCEPT, ONTOLOGY, PREFIXES, long_name, short_name
from peercity.graph.releases import Release
from peercity.recommender.phrases.written import written_date

from .addresses import path_of
from .languages import language_of
from .pages import page
from .rdf import HTML, RDF, negotiate, rdf_response
from .values import language_name, ranges, written

router = APIRouter(include_in_schema=False)
_NUMBER = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_UNLABELLED = {*LEADS, f"{ONTOLOGY}post", f"{PREFIXES['skos']}note"}
"""Properties whose texts speak for themselves."""
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, X-PeerCity-Release, X-PeerCity-Truncated",
}
_LONGEST, _SHOWN = 1_000, 200
"""Characters of an IRI that is looked up, and of one that is repeated to whoever asked for it."""


@router.get("/id/{name:path}")
def data(request: Request, name: str) -> Response:
    """Say what there is about a thing."""
    return _answer(request, request.app.state.site.serving.release.facts["base"], name)


@router.get("/concept/{name:path}")
def concept(request: Request, name: str) -> Response:
    """Say what there is about a concept or a list of them."""
    return _answer(request, CONCEPT, name)


def _answer(request: Request, start: str, name: str) -> Response:
    release: Release = request.app.state.site.serving.release
    syntax = next((one for one in (HTML, *RDF) if name.endswith(one.ending)), None)
    iri = start + (name.removesuffix(syntax.ending) if syntax else name)
    if len(iri) > _LONGEST or not is_known(release.store, iri):
        return _missing(request, release, iri)
    headers = {**_HEADERS, "X-PeerCity-Release": str(release.number)}
    own = path_of(iri, base=release.facts["base"])
    if syntax is None:
        ending = negotiate(request.headers.get("accept")).ending
        query = f"?{request.url.query}" if request.url.query else ""
        varies = {"Vary": "Accept, Accept-Language"}
        return RedirectResponse(f"{own}{ending}{query}", status_code=303, headers=headers | varies)
    if syntax is HTML:
        return _page(request, release, iri, own or "")
    quads, is_cut = description(release.store, iri)
    about = document(iri, address=iri + syntax.ending, quads=quads, release=release)
    if is_cut:
        headers["X-PeerCity-Truncated"] = "true"
    return rdf_response([*about, *quads], syntax, headers=headers)


def _page(request: Request, release: Release, iri: str, own: str) -> Response:
    language = language_of(request)
    found = entity(release.store, iri, language=language, only=_only(request), page=_number(request))
    if found is None:
        return _missing(request, release, iri)
    return page(
        request,
        "entity.html",
        entity=found,
        citation=cite(release, language=language).text,
        formats=[(one, f"{own}{one.ending}") for one in RDF],
        query="/sparql?" + urlencode({"draft": _query(found), **_asked_language(request)}),
        titles={source.number: source.title.text if source.title else source.graph for source in found.sources},
        needs_name=_needs_name,
        is_concept=lambda iri: bool(iri) and iri.startswith(CONCEPT),
        page_address=partial(_page_address, request),
        host=lambda address: urlsplit(address).netloc.removeprefix("www."),
        ranges=ranges,
        written=partial(written, language=language),
        written_date=partial(written_date, language),
        language_name=partial(language_name, language=language),
    )


def _query(found: Entity) -> str:
    """Return a query for what is on the page: the statements of a thing with their sources, or those of a graph."""
    if found.types:
        return f"SELECT ?property ?value ?source WHERE {{\n  GRAPH ?source {{ <{found.iri}> ?property ?value }}\n}}"
    return f"SELECT ?thing ?property ?value WHERE {{\n  GRAPH <{found.iri}> {{ ?thing ?property ?value }}\n}}"


def _needs_name(row: Row) -> bool:
    """Return whether values mean nothing in a line without the name of their property: a number, "not stated"."""
    value = row.values[0]
    if value.iri:
        return value.iri.endswith("/not-stated")
    return value.datatype is not None or row.property.iri not in _UNLABELLED


def _missing(request: Request, release: Release, iri: str) -> Response:
    """Return what may have been meant: as a page to a browser, as an error to anything else."""
    found = near(release.store, iri)
    if "text/html" not in request.headers.get("accept", ""):
        raise NotFound("IRI", _shorten(iri), near=found)
    labels = Labels(release.store, language_of(request))
    return page(request, "missing.html", status=404, iri=_shorten(iri), near=[(one, labels[one]) for one in found])


def _shorten(iri: str) -> str:
    """Return an IRI as it is, or its beginning where it is very long."""
    return iri if len(iri) <= _SHOWN else f"{iri[:_SHOWN]}…"


def _only(request: Request) -> tuple[str, str] | None:
    """Return the one group that is asked for, by the names of its property and class."""
    query = request.query_params
    return (long_name(query.get("through", "")), long_name(query["type"])) if "type" in query else None


def _number(request: Request) -> int:
    asked = request.query_params.get("page", "")
    return int(asked) if _NUMBER.fullmatch(asked) else 1


def _page_address(request: Request, group: Group, number: int) -> str:
    through = {"through": short_name(group.property.iri)} if group.property else {}
    type_ = short_name(group.type.iri) if group.type else ""
    return "?" + urlencode({**_asked_language(request), **through, "type": type_, "page": number})


def _asked_language(request: Request) -> dict[str, str]:
    return {"lang": request.query_params["lang"]} if "lang" in request.query_params else {}
