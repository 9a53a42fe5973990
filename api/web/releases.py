"""The releases: what each holds, what differs between two, and what to take away.

/releases                            all of them, newest first
/releases/N                          one, with its figures, sources and citation
/releases/N/data.trig.gz             all its statements; also data.nq.gz, and SHA256SUMS of both
/releases/N/citation.bib             how to cite it; also citation.json (CSL)
/releases/M/N                        what makes N of M: a page, an RDF Patch, change sets in Turtle, or JSON
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse

from peercity.graph.changes import KINDS, changes
from peercity.graph.citing import Citation, cite
from peercity.graph.diff import Diff, diff
from peercity.graph.dumps import FORMATS, checksums, dump
from peercity.graph.entity.labels import Labels
from peercity.graph.errors import Busy, NotFound
from peercity.graph.iris import ONTOLOGY, last_part
from peercity.graph.releases import Release, release, releases

from .languages import language_of, writers
from .pages import page
from .rdf import HTML, RDF, Syntax, negotiate

_OPEN = {"Access-Control-Allow-Origin": "*"}
_SHOWN = 100
"""Things of a kind that a page names; the other forms have all."""
_PATIENCE = 2.0
"""Seconds that a comparison waits for the one before it."""
_FORMS = {
    "html": HTML,
    # https://afs.github.io/rdf-delta/rdf-patch
    "patch": Syntax("RDF Patch", ".rdfp", "application/rdf-patch"),
    "turtle": RDF[0],
    "json": Syntax("JSON", ".json", "application/json"),
}
"""The forms of a comparison, by the name that `?format=` takes."""


class _Comparing(Busy):
    def __init__(self) -> None:
        self.headers = {"Retry-After": "5"}
        super().__init__("Two other releases are being compared just now; please try again in a moment.")


def releases_router(*, described: Callable[[Request, Release | None], Response | None]) -> APIRouter:
    """Return the routes of /releases.

    `described` answers whoever would rather have a release, or all of them, described as RDF; it returns None for the
    others, who get the page.
    """
    router = APIRouter(include_in_schema=False)
    turn = Lock()

    @router.get("/releases")
    def all_releases(request: Request) -> Response:
        return described(request, None) or page(
            request,
            "releases.html",
            releases=releases(_current(request).folder),
            dumps=FORMATS,
            **writers(language_of(request)),
        )

    @router.get("/releases/{number}")
    def one_release(request: Request, number: str) -> Response:
        found = _release(request, number)
        return described(request, found) or _page(request, found)

    @router.get("/releases/{number}/data.trig.gz")
    def trig(request: Request, number: str) -> Response:
        return _dump(request, _release(request, number), "trig")

    @router.get("/releases/{number}/data.nq.gz")
    def quads(request: Request, number: str) -> Response:
        return _dump(request, _release(request, number), "nquads")

    @router.get("/releases/{number}/SHA256SUMS")
    def sums(request: Request, number: str) -> Response:
        return Response(checksums(_release(request, number)), media_type="text/plain", headers=_OPEN)

    @router.get("/releases/{number}/citation.bib")
    def bibtex(request: Request, number: str) -> Response:
        found = _citation(request, _release(request, number))
        return Response(found.bibtex, media_type="application/x-bibtex; charset=utf-8", headers=_OPEN)

    @router.get("/releases/{number}/citation.json")
    def csl(request: Request, number: str) -> Response:
        found = _citation(request, _release(request, number))
        return JSONResponse(found.csl, media_type="application/vnd.citationstyles.csl+json", headers=_OPEN)

    @router.get("/releases/{before}/{after}")
    def comparison(request: Request, before: str, after: str) -> Response:
        form, one, other = _form(request), _release(request, before), _release(request, after)
        with _at_most_one(turn):
            return _compared(request, form, diff(one, other))

    return router


@contextmanager
def _at_most_one(turn: Lock) -> Iterator[None]:
    """Hold a turn, so that comparing large releases leaves the server to others. Raises Busy."""
    if not turn.acquire(timeout=_PATIENCE):
        raise _Comparing
    try:
        yield
    finally:
        turn.release()


def _current(request: Request) -> Release:
    found: Release = request.app.state.site.serving.release
    return found


def _release(request: Request, number: str) -> Release:
    return release(_current(request).folder, number)


def _citation(request: Request, found: Release) -> Citation:
    url = str(request.base_url.replace(path=f"/releases/{found.number}", query=""))
    return cite(found, language=language_of(request), url=url)


def _page(request: Request, found: Release) -> Response:
    labels = Labels(found.store, language_of(request))
    counts = sorted(found.facts["counts"]["records"].items(), key=lambda one: (-one[1], one[0]))
    return page(
        request,
        "release.html",
        shown=found,
        citation=_citation(request, found),
        dumps=FORMATS,
        records=[(ONTOLOGY + name, labels[ONTOLOGY + name].text, count) for name, count in counts],
        last_part=last_part,
        **writers(language_of(request)),
    )


def _dump(request: Request, found: Release, name: str) -> Response:
    made = dump(found, format=name)
    headers = {**_OPEN, "ETag": f'"{made.sha256}"'}
    if made.sha256 in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return FileResponse(made.path, media_type="application/gzip", filename=made.path.name, headers=headers)


def _form(request: Request) -> str:
    """Return the form of a comparison that is asked for. Raises NotFound or NotAcceptable where there is none."""
    if asked := request.query_params.get("format"):
        if asked in _FORMS:
            return asked
        raise NotFound("format of differences", asked, valid=_FORMS)
    chosen = negotiate(request.headers.get("accept"), _FORMS.values())
    return next(name for name, syntax in _FORMS.items() if syntax is chosen)


def _compared(request: Request, form: str, found: Diff) -> Response:
    language = language_of(request)
    headers = {**_OPEN, "Vary": "Accept, Accept-Language"}
    if form == "patch":
        return StreamingResponse(found.patch(), media_type=_FORMS[form].media_type, headers=headers)
    if form == "turtle":
        return Response(found.turtle(), media_type=_FORMS[form].media_type, headers=headers)
    if form == "json":
        return JSONResponse(changes(found, language=language).json(), headers=headers)
    told = changes(found, language=language, limit=_SHOWN)
    return page(
        request, "changes.html", changes=told, kinds=KINDS, last_part=last_part, **writers(language_of(request))
    )
