"""The documents that describe the endpoint and the data, for machines and for people.

/sparql             without a query: the page to ask on, or the service description to whoever asks for RDF
/sparql/about       about this endpoint, for a person
/.well-known/void   the current release in VoID
/catalogue          all releases in DCAT
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import rdflib
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from peercity.graph.catalogue.dcat import catalogue, described
from peercity.graph.catalogue.quality import quality
from peercity.graph.catalogue.service import FUNCTIONS, NOTES, service
from peercity.graph.catalogue.sources import sources
from peercity.graph.catalogue.void import void
from peercity.graph.citing import cite
from peercity.graph.errors import NotFound, PeerCityError
from peercity.graph.iris import PREFIXES
from peercity.graph.queries import named_queries
from peercity.graph.releases import Release, releases

from ..sparql.formats import FORMATS
from ..sparql.limits import LONGEST_QUERY, Limits
from .languages import language_of, writers
from .pages import page
from .rdf import HTML, RDF, Syntax, negotiate

_SYNTAXES = tuple(syntax for syntax in RDF if not syntax.has_graphs)
_RDFLIB = {"Turtle": "turtle", "JSON-LD": "json-ld", "RDF/XML": "xml", "N-Triples": "nt"}
_SOMEWHERE = "http://root.invalid"
_ADDRESS = re.compile(r"https?://[\w.:\[\]-]+", re.ASCII)
_HEADERS = {"Access-Control-Allow-Origin": "*", "Vary": "Accept"}
LINKS = ", ".join(
    (
        '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
        '</sparql>; rel="service-desc"; type="text/turtle"',
        '</.well-known/void>; rel="describedby"; type="text/turtle"',
        '</sparql/about>; rel="service-doc"; type="text/html"',
        '<https://w3id.org/peercity/ontology>; rel="profile"',
    )
)
"""What an answer of the endpoint says of where its description is (RFC 8288, RFC 8631)."""


def description_router(limits: Limits) -> APIRouter:
    """Return the routes; `limits` are those of the endpoint."""
    router = APIRouter(include_in_schema=False)

    @router.get("/.well-known/void")
    def well_known(request: Request) -> Response:
        return _document(request, _syntax(request), "void")

    @router.get("/catalogue")
    def all_releases(request: Request) -> Response:
        return _document(request, _syntax(request), "catalogue")

    @router.get("/id/dataset")
    def dataset() -> Response:
        return RedirectResponse("/catalogue", status_code=303)

    @router.get("/sparql/about")
    def about(request: Request) -> Response:
        release = request.app.state.site.serving.release
        language = language_of(request)
        return page(
            request,
            "about-endpoint.html",
            endpoint=f"{_root(request)}/sparql",
            sources=sources(release),
            limits=limits,
            longest_query=LONGEST_QUERY,
            formats=FORMATS,
            functions={call: texts[language] for call, texts in FUNCTIONS.items()},
            graphs=NOTES[language],
            prefixes=PREFIXES,
            examples=len(named_queries()),
            citation=cite(release, language=language, url=f"{_root(request)}/releases/{release.number}").text,
            syntaxes=_SYNTAXES,
            **writers(language),
        )

    return router


def without_query(page_of_query: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Return what answers /sparql where nothing is asked: the service description, or the page to a browser."""

    def answer(request: Request) -> Response:
        chosen = _syntax(request, (HTML, *_SYNTAXES))
        return page_of_query(request) if chosen is HTML else _document(request, chosen, "service")

    return answer


def release_described(request: Request, release: Release | None) -> Response | None:
    """Return a release as RDF, or without one the catalogue, to whoever would rather have that than a page."""
    chosen = _syntax(request, (HTML, *_SYNTAXES))
    if chosen is HTML:
        return None
    return _document(request, chosen, "catalogue" if release is None else str(release.number))


def _root(request: Request) -> str:
    """Return where the server is, by the request. Raises PeerCityError for a Host header that names no host."""
    root = str(request.base_url).rstrip("/")
    if not _ADDRESS.fullmatch(root):
        raise PeerCityError(f"The Host header of the request, {request.headers.get('host', '')!r}, names no host.")
    return root


def _syntax(request: Request, offered: tuple[Syntax, ...] = _SYNTAXES) -> Syntax:
    """Return the syntax that `?format=`, a file ending or a media type, or the Accept header asks for."""
    if asked := request.query_params.get("format"):
        for syntax in _SYNTAXES:
            if asked in (syntax.ending.removeprefix("."), syntax.media_type, syntax.name.casefold()):
                return syntax
        raise NotFound("format of descriptions", asked, valid=[one.ending.removeprefix(".") for one in _SYNTAXES])
    return negotiate(request.headers.get("accept"), offered)


def _document(request: Request, syntax: Syntax, name: str) -> Response:
    current = request.app.state.site.serving.release
    body = _written(name, current, syntax).replace(_SOMEWHERE.encode(), _root(request).encode())
    return Response(body, media_type=syntax.media_type, headers={**_HEADERS, "Link": LINKS})


@lru_cache(maxsize=32)
def _written(name: str, current: Release, syntax: Syntax) -> bytes:
    """Return a document of a server at _SOMEWHERE by its name: `service`, `void`, `catalogue`, or that of a release.

    It is kept whatever a client calls this server, so that no Host header makes it work anew.
    """
    return _graph(name, current, _SOMEWHERE).serialize(format=_RDFLIB[syntax.name], encoding="utf-8")


def _graph(name: str, current: Release, root: str) -> rdflib.Graph:
    if name == "service":
        return service(current, root=root)
    if name == "void":
        return void(current, root=root) + quality(current, root=root)
    published = releases(current.folder)
    if name == "catalogue":
        return catalogue(published, current=current, root=root)
    place = next(place for place, release in enumerate(published) if str(release.number) == name)
    before = published[place + 1] if place + 1 < len(published) else None
    return described(published[place], before=before, root=root)
