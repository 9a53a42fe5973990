"""`peercity pairs`."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Annotated

import typer

from .app import DEFAULT_DATA, AsJson, Data, app


@app.command()
def pairs(
    round_: Annotated[Path, typer.Option("--round", help="The round: a JSON file with mentees, mentors and affinity.")],
    objective: Annotated[
        str, typer.Option(help="total: the best sum of affinity, after matching as many mentees as can be.")
    ] = "total",
    language: Annotated[str, typer.Option(help="Language of the reasons: fr, es or en.")] = "en",
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Which pairs of mentee and mentor to propose, each with its reasons, and why a city is left out.

    A round without affinity names cities, and each mentee its challenge: affinity is then computed from the release.
    """
    from peercity.graph.errors import NotFound
    from peercity.graph.folder import DataFolder
    from peercity.graph.records.values import INTERFACE_LANGUAGES
    from peercity.recommender.pairs.file import read_object
    from peercity.recommender.pairs.propose import OBJECTIVES, propose
    from peercity.recommender.pairs.reading import needs_release, read_round

    from ..progress import shown_progress
    from ..starting import open_recommender
    from .pair_text import print_proposal

    if language not in INTERFACE_LANGUAGES:
        raise NotFound("language", language, valid=INTERFACE_LANGUAGES)
    if objective not in OBJECTIVES:
        raise NotFound("objective", objective, valid=OBJECTIVES)

    # This process reads one round and ends; a collector that walks a million triples again and again doubles its time.
    gc.disable()

    with shown_progress("Reading the round"):
        raw = read_object(round_)
    recommender = open_recommender(DataFolder(data)) if needs_release(raw) else None
    with shown_progress("Reading the round") as progress:
        made = read_round(raw, file=round_.name, recommender=recommender, reader=language, progress=progress)
    with shown_progress("Finding the best pairs"):
        proposal = propose(made, objective=objective, language=language)
    if as_json:
        typer.echo(json.dumps(proposal.json(), ensure_ascii=False, indent=2))
    else:
        print_proposal(proposal)
