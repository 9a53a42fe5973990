"""`peercity evaluate`."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peercity.graph.errors import PeerCityError

from .app import DEFAULT_DATA, AsJson, Data, app

if TYPE_CHECKING:
    from peercity.recommender.encoders import Encoder
    from peercity.recommender.evaluation.beir import Collection


@app.command()
def evaluate(
    beir: Annotated[
        list[Path] | None,
        typer.Option(
            "--beir",
            help="A folder in BEIR layout: corpus.jsonl, queries.jsonl and qrels/*.tsv; may be repeated.",
        ),
    ] = None,
    run: Annotated[
        Path | None, typer.Option("--run", help="Also write the ranking of the one --beir folder as a TREC run.")
    ] = None,
    abstention: Annotated[
        Path | None,
        typer.Option(
            "--abstention",
            help="Questions, a JSON object a line with text, lang and label (on, undocumented or off), asked of the "
            "current release.",
        ),
    ] = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """How good the answers are, with 95 % intervals: the ranking on judged collections, or the two refusals.

    --beir ranks with the very ranker that answers challenges. --abstention asks labelled questions.
    """
    if bool(beir) == bool(abstention):
        raise PeerCityError(
            "Give one of --beir DIR, to judge the ranking, and --abstention FILE, to judge the refusals."
        )
    if abstention is not None and run is not None:
        raise PeerCityError("--run keeps the ranking of a --beir folder; leave it out with --abstention.")
    from peercity.recommender.evaluation.lines import Unjudgeable

    try:
        found = _refusals(abstention, data) if abstention else _rankings(beir or [], run, data)
    except Unjudgeable as error:
        if as_json:
            typer.echo(json.dumps([vars(problem) for problem in error.problems], ensure_ascii=False, indent=2))
            raise typer.Exit(error.exit_code) from None
        raise
    if as_json:
        typer.echo(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
        return
    from .figures import print_abstention, print_report

    for report in found:
        (print_abstention if abstention else print_report)(report)


def _refusals(path: Path, data: Path) -> list[dict[str, Any]]:
    """Return the report on questions asked of the current release."""
    from peercity.graph.folder import DataFolder
    from peercity.recommender.evaluation.abstention import abstention_report, ask_all
    from peercity.recommender.evaluation.questions import read_questions

    from ..progress import shown_progress
    from ..starting import open_recommender

    questions = read_questions(path)
    recommender = open_recommender(DataFolder(data))
    with shown_progress("Asking") as progress:
        asked = ask_all(recommender, questions, progress=progress)
    return [abstention_report(recommender, asked, name=path.name)]


def _rankings(paths: list[Path], run: Path | None, data: Path) -> list[dict[str, Any]]:
    """Return the reports on folders in BEIR layout."""
    from peercity.graph.folder import DataFolder
    from peercity.recommender.encoders import default_encoder
    from peercity.recommender.evaluation.beir import read_beir
    from peercity.recommender.evaluation.measures import require_measures
    from peercity.recommender.evaluation.trec import check_writable

    if run is not None and len(paths) != 1:
        raise PeerCityError(f"--run keeps one ranking, and {len(paths)} --beir folders are given; give one.")
    if run is None:
        require_measures()
    collections = [read_beir(path) for path in paths]
    if run is not None:
        check_writable(run, collections[0])
    folder = DataFolder(data)
    folder.prepare()
    encoder = default_encoder(threads=None)
    return [_judged(collection, run, encoder, folder.cache / "evaluation") for collection in collections]


def _judged(collection: Collection, run: Path | None, encoder: Encoder | None, cache: Path) -> dict[str, Any]:
    """Return the report on one collection, having written its ranking to `run` where that is given."""
    from peercity.recommender.evaluation.judge import indexed, judge, ranked, report
    from peercity.recommender.evaluation.trec import write_run

    from ..progress import shown_progress

    with ExitStack() as opened:
        with shown_progress(f"Encoding the passages of {collection.name}") as progress:
            index = opened.enter_context(indexed(collection, encoder, cache, progress=progress))
        with shown_progress(f"Ranking for the queries of {collection.name}") as progress:
            ranking = ranked(index, collection, encoder, progress=progress)
        if run is not None:
            write_run(run, ranking)
        return report(collection, index, judge(collection, ranking), encoder)
