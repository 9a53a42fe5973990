"""`peercity import`, `check` and `publish`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from .app import DEFAULT_DATA, AsJson, BatchSize, Data, Device, EncoderName, app

Files = Annotated[list[Path], typer.Argument(help="Source files: YAML, JSON, CSV, Turtle, N-Triples or RDF/XML.")]


@app.command("import")
def import_(
    files: Files,
    audience: Annotated[str, typer.Option(help="Who may see it: public, members or proposed.")] = "public",
    why: Annotated[str, typer.Option(help="A word for the record of changes.")] = "import",
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Check source files and make the live store say what they say. All of them or none."""
    from peercity.graph.errors import NotFound
    from peercity.graph.folder import DataFolder
    from peercity.graph.iris import AUDIENCES

    from ..writing import person, write

    if audience not in AUDIENCES:
        raise NotFound("audience", audience, valid=AUDIENCES)
    arguments = {"files": [str(file.absolute()) for file in files], "audience": audience, "who": person(), "why": why}
    done = write(DataFolder(data), "import", arguments)
    if as_json:
        typer.echo(json.dumps(done, indent=2))
    else:
        typer.echo(f"{done['records']} records read: {done['added']} statements added, {done['removed']} removed.")
        typer.echo("They are in the live store; `peercity publish` makes them a release.")


@app.command()
def check(files: Files, data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """Check source files and print all problems at once; nothing is changed."""
    from peercity.graph.check import check as check_sources
    from peercity.graph.errors import BrokenData
    from peercity.graph.folder import DataFolder
    from peercity.graph.sources import read_source

    from ..progress import shown_progress
    from ..starting import ensure_release, known_types

    sources = [read_source(path) for path in files]
    known = known_types(ensure_release(DataFolder(data)))
    try:
        with shown_progress("Checking"):
            checked = check_sources(sources, known=known)
    except BrokenData as error:
        if as_json:
            typer.echo(json.dumps([vars(problem) for problem in error.problems], ensure_ascii=False, indent=2))
            raise typer.Exit(error.exit_code) from None
        raise
    records = sum(len(source.records) for source in checked)
    typer.echo("[]" if as_json else f"{records} records in {len(checked)} files: no problem found.")


@app.command()
def publish(
    encoder: EncoderName = None,
    device: Device = None,
    batch_size: BatchSize = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Publish the public graphs of the live store as a new release. With another encoder every text is encoded anew."""
    from dataclasses import asdict

    from peercity.graph.folder import DataFolder
    from peercity.recommender.encoders import EncoderChoice

    from ..writing import write

    choice = EncoderChoice(encoder, device, batch_size).rooted()
    done = write(DataFolder(data), "publish", asdict(choice))
    counts, changes = done["counts"], done["changes"]
    if as_json:
        typer.echo(json.dumps(done, indent=2))
    elif not done["new"]:
        typer.echo(f"Nothing has changed since release {done['release']}; it stands.")
    else:
        typer.echo(f"Release {done['release']}: {counts['quads']:,} statements from {counts['graphs']} sources.")
        typer.echo(
            f"Since the last: {len(changes['added'])} added, {len(changes['changed'])} changed, "
            f"{len(changes['removed'])} removed."
        )
