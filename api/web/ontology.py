"""What the words mean: the ontology as a codebook for a person, and as RDF for machines.

/ontology                  a page to a browser, RDF by negotiation; also with the endings of RDF documents
/ontology/shapes           the SHACL shapes
/ontology/context.jsonld   the JSON-LD context
/ontology.csv              the codebook as a table
"""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from peercity import ontology
from peercity.graph.codebook import Codebook, codebook
from peercity.graph.iris import last_part, short_name
from peercity.graph.releases import Release

from .diagram import diagram
from .languages import language_of, writers
from .pages import page
from .rdf import HTML, RDF, Syntax, negotiate, rdf_response

_SYNTAXES = tuple(syntax for syntax in RDF if not syntax.has_graphs)
_OPEN = {"Access-Control-Allow-Origin": "*"}
_COLUMNS = ("class", "property", "label", "definition", "takes", "required", "records", "filled", "example", "of")

router = APIRouter(include_in_schema=False)


@router.get("/ontology")
def document(request: Request) -> Response:
    chosen = negotiate(request.headers.get("accept"), (HTML, *_SYNTAXES))
    return _page(request) if chosen is HTML else _rdf(ontology.PEERCITY, chosen)


@router.get("/ontology.csv")
def table(request: Request) -> Response:
    """Return the codebook as a table: a row for each field of each class."""
    language = language_of(request)
    file = f'attachment; filename="peercity-codebook-{language}.csv"'
    headers = {**_OPEN, "Content-Disposition": file, "Content-Language": language}
    return Response(_csv(_release(request), language), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/ontology/context.jsonld")
def context() -> Response:
    return FileResponse(ontology.CONTEXT, media_type="application/ld+json", headers=_OPEN)


@router.get("/ontology/shapes")
def shapes(request: Request) -> Response:
    return _rdf(ontology.SHAPES, negotiate(request.headers.get("accept"), _SYNTAXES))


@router.get("/ontology.{ending}")
def with_ending(ending: str) -> Response:
    syntax = next((one for one in _SYNTAXES if one.ending == f".{ending}"), None)
    if syntax is None:
        valid = ", ".join(one.ending for one in _SYNTAXES)
        return Response(f"There is no /ontology.{ending}; valid endings: {valid}, .csv.", status_code=404)
    return _rdf(ontology.PEERCITY, syntax)


def _rdf(path: Path, syntax: Syntax) -> Response:
    quads = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    return rdf_response(quads, syntax, headers={**_OPEN, "Vary": "Accept"})


def _release(request: Request) -> Release:
    found: Release = request.app.state.site.serving.release
    return found


def _page(request: Request) -> Response:
    release, language = _release(request), language_of(request)
    book = _book(release, language)
    names = {one.iri: one for _, classes in book.groups for one in classes}
    response = page(
        request,
        "ontology.html",
        book=book,
        classes=names,
        drawing=diagram({iri: one.label.text for iri, one in names.items()}),
        lists={one.iri: one.label for one in book.schemes},
        last_part=last_part,
        short_name=short_name,
        syntaxes=_SYNTAXES,
        **writers(language),
    )
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


@lru_cache(maxsize=6)
def _book(release: Release, language: str) -> Codebook:
    return codebook(release, language=language)


def _csv(release: Release, language: str) -> str:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(_COLUMNS)
    for _, classes in _book(release, language).groups:
        for one in classes:
            for field in one.fields:
                example = field.example
                rows.writerow(
                    (
                        one.name,
                        field.name,
                        field.label.text,
                        field.definition.text if field.definition else "",
                        " ".join(last_part(kind) for kind in field.takes),
                        field.required,
                        one.records,
                        field.coverage.filled if field.coverage else "",
                        example.value if example else "",
                        example.record if example else "",
                    )
                )
    return out.getvalue()
