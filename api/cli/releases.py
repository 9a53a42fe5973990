"""`peercity releases` and `peercity dump`."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .app import DEFAULT_DATA, AsJson, Data, app
from .language import spoken_language

if TYPE_CHECKING:
    from peercity.graph.releases import Release

Number = Annotated[int | None, typer.Argument(help="Which release; the current one where not given.")]
Language = Annotated[str | None, typer.Option(help="fr, es or en; that of your system (LANG) where not given.")]

releases = typer.Typer(help="Releases: list, compare, cite.", invoke_without_command=True, rich_markup_mode=None)
app.add_typer(releases, name="releases")


@releases.callback()
def _releases(context: typer.Context, data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    if context.invoked_subcommand is None:
        list_releases(data, as_json)


@releases.command("list")
def list_releases(data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """List the releases, newest first."""
    from peercity.graph.folder import DataFolder
    from peercity.graph.releases import releases as all_releases

    from ..starting import ensure_release

    folder = DataFolder(data)
    current = ensure_release(folder)
    rows = [{**release.facts, "current": release.number == current.number} for release in all_releases(folder)]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        mark = "*" if row["current"] else " "
        typer.echo(
            f"{mark} {row['release']:>4}  {row['created']}  {row['counts']['quads']:>10,} statements  {row['encoder']}"
        )


@releases.command()
def diff(
    before: Annotated[int, typer.Argument(help="The release to compare with, such as 3.")],
    after: Number = None,
    format: Annotated[  # noqa: A002
        str, typer.Option(help="words; patch (RDF Patch, to apply); turtle (a change set for each thing).")
    ] = "words",
    language: Language = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Say what differs between two releases: what came, what went, which value became which, and by which source."""
    from peercity.graph.changes import changes
    from peercity.graph.diff import diff as diff_of
    from peercity.graph.errors import NotFound

    from .change_text import print_changes

    if format not in (valid := ("words", "patch", "turtle")):
        raise NotFound("format of differences", format, valid=valid)
    found = diff_of(_release(data, before), _release(data, after))
    if as_json or format == "words":
        told = changes(found, language=language or spoken_language())
        if as_json:
            typer.echo(json.dumps(told.json(), ensure_ascii=False, indent=2))
        else:
            print_changes(told)
    else:
        sys.stdout.buffer.writelines(found.patch() if format == "patch" else [found.turtle()])


@releases.command()
def cite(
    number: Number = None,
    format: Annotated[str, typer.Option(help="text, bibtex or csl (CSL JSON, which Zotero reads).")] = "text",  # noqa: A002
    language: Language = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Print how to cite a release."""
    from peercity.graph.citing import cite as citation_of

    citation = citation_of(_release(data, number), language=language or spoken_language())
    typer.echo(citation.written(format), nl=False)


@app.command()
def dump(
    release: Annotated[int | None, typer.Option(help="Which release; the current one where not given.")] = None,
    format: Annotated[str, typer.Option(help="trig or nquads; compressed with gzip.")] = "trig",  # noqa: A002
    out: Annotated[Path | None, typer.Option(help="The file to write; - is the output.")] = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Write all statements of a release, by source, to one compressed file, and print its SHA-256."""
    from peercity.graph.dumps import dump as dump_of
    from peercity.graph.folder import replacing

    from ..progress import shown_progress

    found = _release(data, release)
    with shown_progress("Dumping"):
        made = dump_of(found, format=format)
    target = out or Path(f"peercity-{found.number}.{made.format.file.partition('.')[2]}")
    with made.path.open("rb") as content:
        if str(target) == "-":
            shutil.copyfileobj(content, sys.stdout.buffer)
            return
        with replacing(target) as file:
            shutil.copyfileobj(content, file)
    if as_json:
        about = {"release": found.number, "format": format, "file": str(target), "bytes": made.size}
        typer.echo(json.dumps({**about, "sha256": made.sha256}, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{made.sha256}  {target}")


def _release(data: Path, number: int | None) -> Release:
    from peercity.graph.folder import DataFolder
    from peercity.graph.releases import release

    from ..starting import ensure_release

    folder = DataFolder(data)
    current = ensure_release(folder)
    return current if number is None else release(folder, number)
