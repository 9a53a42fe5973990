"""The JSON API of cities."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from peercity.recommender.context.peers import MAX_LIMIT, similar_cities

router = APIRouter()


@router.get("/api/v1/cities/similar")
def similar(
    request: Request,
    city: Annotated[str, Query(min_length=1, max_length=200)],
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 10,
    language: Annotated[str, Query(max_length=200)] = "en",
) -> dict[str, Any]:
    """Return the cities most like one, with the values of both and what makes them alike, in fr, es or en."""
    serving = request.app.state.site.serving
    found = similar_cities(serving.release, serving.recommender.index, city, limit=limit, language=language)
    return found.json()
