"""`peercity pairs`."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .app import DEFAULT_DATA, AsJson, Data, app

if TYPE_CHECKING:
    from peercity.recommender.ask import Recommender


class Objective(StrEnum):
    """What makes pairs the best ones, after matching as many mentees as can be."""

    TOTAL = "total"


class Reader(StrEnum):
    """Languages of the reasons."""

    FR = "fr"
    ES = "es"
    EN = "en"


@app.command()
def pairs(
    round_: Annotated[Path, typer.Option("--round", help="The round: a JSON file with mentees, mentors and affinity.")],
    objective: Annotated[
        Objective, typer.Option(help="The best sum of affinity, after matching as many mentees as can be.")
    ] = Objective.TOTAL,
    language: Annotated[Reader, typer.Option(help="Language of the reasons.")] = Reader.EN,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Which pairs of mentee and mentor to propose, each with its reasons, and why a city is left out.

    A round without affinity names cities, and each mentee its challenge: affinity is then computed from the release.
    """
    from peercity.graph.folder import DataFolder
    from peercity.recommender.pairs.propose import propose
    from peercity.recommender.pairs.reading import read_round

    from ..progress import shown_progress
    from ..starting import open_recommender
    from .pair_text import print_proposal

    def recommender() -> Recommender:
        return open_recommender(DataFolder(data))

    with shown_progress("Reading the round") as progress:
        made = read_round(round_, recommender=recommender, reader=language.value, progress=progress)
    with shown_progress("Finding the best pairs"):
        proposal = propose(made, language=language.value)
    if as_json:
        typer.echo(json.dumps(proposal.json(), ensure_ascii=False, indent=2))
    else:
        print_proposal(proposal)
