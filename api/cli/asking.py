"""`peercity ask` and `peercity mentors`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from peercity.recommender.answer import Answer
from peercity.recommender.text import challenge_text

from .app import DEFAULT_DATA, AsJson, Data, app
from .text import print_cities, print_foot, print_notes, print_practices, print_refusal, print_teaching

Challenge = Annotated[str, typer.Argument(help="The challenge, in any language.")]
Language = Annotated[str | None, typer.Option(help="Language of the challenge, such as fr; detected where not given.")]
City = Annotated[str | None, typer.Option(help="The city that asks, such as Dakar or 'Córdoba, AR'.")]
Axes = Annotated[list[str] | None, typer.Option("--axis", help="Keep one axis; may be repeated.")]
Regions = Annotated[
    list[str] | None, typer.Option("--region", help="Keep one region, such as africa; may be repeated.")
]
Limit = Annotated[int, typer.Option(help="How many results at most.")]


@app.command()
def ask(
    challenge: Challenge,
    language: Language = None,
    city: City = None,
    axis: Axes = None,
    region: Regions = None,
    limit: Limit = 5,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Who has solved this? Practices, projects and cities to ask, each with its reasons."""
    answer = _answer(challenge, language, city, axis, region, limit, data)
    if as_json:
        typer.echo(json.dumps(answer.json(), ensure_ascii=False, indent=2))
        return
    if answer.practices:
        print_practices(answer)
        typer.echo()
        print_cities(answer)
    else:
        print_refusal(answer)
    print_teaching(answer)
    print_foot(answer)


@app.command()
def mentors(
    challenge: Challenge,
    language: Language = None,
    city: City = None,
    axis: Axes = None,
    region: Regions = None,
    limit: Limit = 5,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Which cities to ask about a challenge, and why each."""
    answer = _answer(challenge, language, city, axis, region, limit, data)
    if as_json:
        typer.echo(json.dumps({**answer.json(), "practices": []}, ensure_ascii=False, indent=2))
        return
    if answer.practices:
        print_notes(answer)
        print_cities(answer)
    else:
        print_refusal(answer)
    print_teaching(answer)
    print_foot(answer)


def _answer(
    challenge: str,
    language: str | None,
    city: str | None,
    axes: list[str] | None,
    regions: list[str] | None,
    limit: int,
    data: Path,
) -> Answer:
    from peercity.graph.folder import DataFolder

    from ..starting import open_recommender

    challenge_text(challenge)
    return open_recommender(DataFolder(data)).ask(
        challenge, language=language, city=city, axes=axes or (), regions=regions or (), limit=limit
    )
