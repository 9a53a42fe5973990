"""Feedback on a result: kept with the answer that it was part of, never live in a ranking."""

from __future__ import annotations

import logging
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field, ValidationError

from peercity.graph.errors import NoRoom, NotFound, PeerCityError, Refused, TooLong, Unreadable
from peercity.graph.feedback import MAX_REASON, Feedback, FeedbackStore
from peercity.graph.folder import DataFolder
from peercity.graph.releases import release as one_release
from peercity.recommender.answer import Answer
from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.phrases import say
from peercity.recommender.text import challenge_text

from .api import Stated
from .languages import language_of
from .limits import Rate, TooMany
from .pages import error_page, in_words

_LOG = logging.getLogger(__name__)
_MOST, _SECONDS = 60, 600.0
"""Times that one client may say something, and in how long."""
_LONGEST_FORM = 40_000
"""Bytes of a form: a challenge and a reason take up to twelve a character."""
_ASKED = ("challenge", "city", "axis", "region", "lang")
"""Fields of the form that lead back to the answer."""
_SAID = ("challenge", "city", "release", "item", "verdict")
"""Fields of the form that go over as they are."""


class CrossSite(Refused):
    """A form on another site that a reader was made to send."""

    status = 403


class NotKept(PeerCityError):
    """Feedback that the server could not keep. Why is for those who run it: the error names places on its disk."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__("Nothing was kept: the server met a fault of its own; its log says more.")


class Said(Stated):
    """What a reader says of one result, and the question to which it was a result."""

    release: int = Field(ge=1, le=10**9)
    item: str = Field(max_length=500, description="The `iri` of the result.")
    verdict: Literal["useful", "not_for_us"]
    reason: str = Field(default="", max_length=MAX_REASON, description="Please name no person.")


def feedback_router(store: FeedbackStore) -> APIRouter:
    """Return the routes that keep feedback in `store`."""
    router = APIRouter()
    rate = Rate(most=_MOST, seconds=_SECONDS)

    def keep(request: Request, said: Said) -> int:
        _require_same_site(request)
        rate.take(request.client.host if request.client else "")
        try:
            return store.add(_feedback(_recommender(request, said.release), said))
        except (Unreadable, NoRoom) as error:
            _LOG.error("Feedback could not be kept: %s", error)
            raise NotKept(error.status if isinstance(error, NoRoom) else 500) from None

    @router.post("/api/v1/feedback", status_code=201)
    def post(said: Said, request: Request) -> dict[str, Any]:
        """Keep what a reader says of a result. It changes no ranking by itself and is part of no release."""
        return {"feedback": keep(request, said)}

    @router.post("/feedback", include_in_schema=False)
    def form(request: Request, body: Annotated[bytes, Depends(_body)]) -> Response:
        """Keep what a reader says on the page, and lead back to the answer."""
        try:
            fields = _fields(body)
            keep(request, _said(fields))
        except PeerCityError as error:
            response: Response = error_page(request, error.status, _sentence(error, language_of(request)))
            response.headers.update(getattr(error, "headers", {}))
            return response
        back = urlencode({name: fields[name] for name in _ASKED if fields.get(name)} | {"said": fields["item"]})
        place = fields.get("place", "")
        return RedirectResponse(f"/?{back}#result-{place}" if place.isdecimal() else f"/?{back}", status_code=303)

    return router


async def _body(request: Request) -> bytes:
    return await request.body()


def _fields(body: bytes) -> dict[str, str]:
    """Return the fields of a form. Raises TooLong."""
    if len(body) > _LONGEST_FORM:
        raise TooLong("form", len(body), _LONGEST_FORM)
    return dict(parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True))


def _said(fields: dict[str, str]) -> Said:
    """Return a form as what the API takes. Raises TooLong for a reason that is, and Refused naming all other fields."""
    reason = fields.get("reason", "").replace("\r\n", "\n")
    if len(reason) > MAX_REASON:
        raise TooLong("reason", len(reason), MAX_REASON)
    given: dict[str, Any] = {name: fields[name] for name in _SAID if fields.get(name)}
    lists = {name: [fields[one]] for name, one in (("axes", "axis"), ("regions", "region")) if fields.get(one)}
    try:
        return Said.model_validate({**given, **lists, "reason": reason})
    except ValidationError as error:
        wrong = ", ".join(dict.fromkeys(str(one["loc"][0]) for one in error.errors()))
        raise Refused(f"The form is not as it was sent to you: {wrong}. Please go back and try again.") from None


def _recommender(request: Request, number: int) -> Recommender:
    """Return the recommender of the release that the answer came from, with the encoder at hand."""
    serving: Recommender = request.app.state.site.serving.recommender
    if number == serving.release.number:
        return serving
    return Recommender(one_release(DataFolder(serving.release.path.parents[1]), number), serving.encoder)


def _feedback(recommender: Recommender, said: Said) -> Feedback:
    """Return feedback with the answer that it was about: the challenge is asked again, nothing is taken on trust.

    Raises NotFound where the result was not in it.
    """
    answer: Answer = recommender.ask(
        said.challenge,
        language=said.language,
        city=said.city,
        axes=said.axes,
        regions=said.regions,
        limit=MAX_LIMIT,
    )
    found = next((item for item in (*answer.practices, *answer.cities) if item.iri == said.item), None)
    if found is None:
        raise NotFound("result", said.item, valid=[item.iri for item in answer.practices[:3]])
    return Feedback(
        challenge=challenge_text(said.challenge),
        language=answer.language,
        city=said.city,
        release=answer.release,
        encoder=answer.encoder,
        weights=answer.weights,
        item=found.iri,
        band=found.band,
        score=found.score,
        verdict=said.verdict,
        reason=" ".join(said.reason.split()),
    )


def _require_same_site(request: Request) -> None:
    """Raise CrossSite where a browser says that the request began on another site; what is no browser says nothing."""
    began = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if began not in (None, "same-origin") or (
        began is None and origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    ):
        raise CrossSite(f"Feedback is taken from the pages of this site only, not from {origin or 'another one'}.")


def _sentence(error: PeerCityError, language: str) -> str:
    """Return what a reader of the page can meet, in the reader's language."""
    if isinstance(error, TooMany):
        return say(language, "feedback.too_many")
    if isinstance(error, CrossSite):
        return say(language, "feedback.elsewhere")
    if isinstance(error, NotFound) and error.kind in ("result", "release"):
        return say(language, "feedback.gone")
    if isinstance(error, NotKept):
        return say(language, "feedback.failed")
    if isinstance(error, TooLong) and error.what in ("reason", "form"):
        return say(language, "feedback.too_long", limit=MAX_REASON)
    if type(error) is Refused:
        return say(language, "feedback.incomplete")
    return in_words(error, language)
