"""The pages. Complete without JavaScript."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from peercity.graph.errors import NotFound, PeerCityError, TooLong
from peercity.graph.feedback import MAX_REASON
from peercity.recommender.index import AXES
from peercity.recommender.phrases import phrases, say
from peercity.recommender.phrases.written import listed
from peercity.recommender.text import MAX_CHALLENGE, Unaskable

from .addresses import page_of
from .languages import NAMES, language_of, translations

router = APIRouter(include_in_schema=False)
_SHOWN = 6
"""Practices and cities on the page."""


@router.get("/", response_class=HTMLResponse)
def home(
    request: Request, challenge: str = "", city: str = "", axis: str = "", region: str = "", said: str = ""
) -> HTMLResponse:
    """Ask a challenge and read the answer."""
    recommender = request.app.state.site.serving.recommender
    language = language_of(request)
    answer, problem, status = None, "", 200
    if "challenge" in request.query_params:
        try:
            answer = recommender.ask(
                challenge,
                city=city or None,
                axes=[axis] if axis else (),
                regions=[region] if region else (),
                limit=_SHOWN,
                reader=language,
            )
        except PeerCityError as error:
            problem, status = in_words(error, language), error.status
    index = recommender.index
    sections = {one["section"]: one["section_label"] for one in index.cities.values() if one["section"]}
    return page(
        request,
        "ask.html",
        status=status,
        challenge=challenge,
        city=city,
        axis=axis,
        region=region,
        answer=answer,
        said=said,
        max_reason=MAX_REASON,
        problem=problem,
        max_challenge=MAX_CHALLENGE,
        axes=[(name, index.concepts[f"axis/{name}"][language]) for name in AXES],
        regions=sorted((iri.rpartition("/")[2], labels[language]) for iri, labels in sections.items()),
        counts=recommender.release.facts["counts"]["records"],
        words=phrases(language),
    )


def in_words(error: PeerCityError, language: str) -> str:
    """Return what a reader of the page can meet, in the reader's language."""
    if isinstance(error, NotFound) and error.kind == "city":
        near = say(language, "problem.nearest", names=", ".join(error.near)) if error.near else ""
        return f"{say(language, 'problem.city', name=error.name)} {near}".strip()
    if isinstance(error, NotFound) and error.kind == "release":
        return say(language, "problem.release", name=error.name, valid=listed(language, error.valid))
    if isinstance(error, TooLong):
        return say(language, "problem.too_long", limit=MAX_CHALLENGE)
    if isinstance(error, Unaskable):
        return say(language, "problem.no_words")
    return str(error)


def error_page(request: Request, status: int, sentence: str) -> HTMLResponse:
    """Return an error as a page."""
    return page(request, "error.html", status=status, sentence=sentence)


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page of a template in the reader's language."""
    language, asked = language_of(request), request.query_params.get("lang", "")
    release = request.app.state.site.serving.release
    html = (
        _environment(language)
        .get_template(template)
        .render(
            language=language,
            languages=[
                (tag, name, "?" + request.url.include_query_params(lang=tag).query) for tag, name in NAMES.items()
            ],
            asked_language=asked,
            path=request.url.path,
            release=release,
            address=partial(page_of, base=release.facts["base"], language=language if asked else ""),
            **values,
        )
    )
    safe = html.encode("utf-8", errors="replace").decode()
    headers = {"Content-Language": language, "Vary": "Accept, Accept-Language"}
    return HTMLResponse(safe, status_code=status, headers=headers)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(files(__package__) / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return environment
