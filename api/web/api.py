"""The JSON API."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

router = APIRouter()


class Question(BaseModel):
    """A challenge and who asks it."""

    model_config = ConfigDict(extra="forbid")

    challenge: str
    language: str | None = None
    city: str | None = None
    axes: list[str] = Field(default_factory=list)
    regions: list[str] = Field(default_factory=list)
    limit: int = 10


@router.post("/api/v1/ask")
def ask(question: Question, request: Request) -> dict[str, Any]:
    """Return the practices that answer a challenge and the cities to ask, each with its reasons."""
    answer = request.app.state.site.recommender.ask(
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
    release = request.app.state.site.recommender.release
    return {"status": "ok", "release": release.number}
