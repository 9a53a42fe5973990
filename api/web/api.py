"""The JSON API."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from peercity.recommender.ask import MAX_LIMIT

router = APIRouter()


Name = Annotated[str, Field(max_length=200)]


class Stated(BaseModel):
    """A challenge, who asks it, and what the answer is kept to."""

    model_config = ConfigDict(extra="forbid")

    challenge: str
    language: Name | None = None
    city: Name | None = None
    axes: list[Name] = Field(default_factory=list, max_length=50)
    regions: list[Name] = Field(default_factory=list, max_length=50)


class Question(Stated):
    """A challenge and who asks it."""

    limit: int = Field(default=10, ge=1, le=MAX_LIMIT)


@router.post("/api/v1/ask")
def ask(question: Question, request: Request) -> dict[str, Any]:
    """Return the practices that answer a challenge and the cities to ask, each with its reasons."""
    answer = request.app.state.site.serving.recommender.ask(
        question.challenge,
        language=question.language,
        city=question.city,
        axes=question.axes,
        regions=question.regions,
        limit=question.limit,
    )
    found: dict[str, Any] = answer.json()
    return found


@router.get("/healthz")
def healthz(request: Request) -> dict[str, Any]:
    """Return the release that is served."""
    return {"status": "ok", "release": request.app.state.site.serving.release.number}
