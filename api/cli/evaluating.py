"""`peercity evaluate`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peercity.graph.errors import PeerCityError

from .app import DEFAULT_DATA, AsJson, Data, app

if TYPE_CHECKING:
    from peercity.recommender.encoders import Encoder


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
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """How good the ranking is on a judged collection, with 95 % intervals.

    Ranks with the very ranker that answers challenges.
    """
    from peercity.graph.folder import DataFolder
    from peercity.recommender.encoders import default_encoder
    from peercity.recommender.evaluation.measures import require_measures

    folders = beir or []
    if not folders:
        raise PeerCityError("Give --beir DIR.")
    if run is not None and len(folders) != 1:
        raise PeerCityError("--run keeps one ranking; give it with exactly one --beir.")
    if run is None:
        require_measures()
    folder = DataFolder(data)
    folder.prepare()
    encoder = default_encoder(threads=None)
    reports = [_judged(path, run, encoder, folder.cache / "evaluation") for path in folders]
    if as_json:
        typer.echo(json.dumps(reports[0] if len(reports) == 1 else reports, ensure_ascii=False, indent=2))
        return
    from .figures import print_report

    for found in reports:
        print_report(found)


def _judged(path: Path, run: Path | None, encoder: Encoder | None, cache: Path) -> dict[str, Any]:
    """Return the report on one folder in BEIR layout, having written its ranking to `run` where that is given."""
    from peercity.recommender.evaluation.beir import read_beir
    from peercity.recommender.evaluation.judge import index_of, judge, ranked, report
    from peercity.recommender.evaluation.trec import check_writable, write_run

    from ..progress import shown_progress

    collection = read_beir(path)
    if run is not None:
        check_writable(run, collection)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        with shown_progress(f"Encoding the passages of {collection.name}") as progress:
            index = index_of(collection, encoder, cache, place=Path(place) / "index", progress=progress)
        with shown_progress(f"Ranking for the queries of {collection.name}") as progress:
            ranking = ranked(index, collection, encoder, progress=progress)
        if run is not None:
            write_run(run, ranking)
        return report(collection, index, judge(collection, ranking), encoder)
