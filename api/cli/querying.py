"""`peercity sparql`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from .app import DEFAULT_DATA, AsJson, Data, app


@app.command()
def sparql(
    query: Annotated[str | None, typer.Argument(help="The query; read from the input where not given.")] = None,
    name: Annotated[str | None, typer.Option(help="A named query, such as who-learns-with-bilbao.")] = None,
    file: Annotated[Path | None, typer.Option(help="Read the query from a file.")] = None,
    format: Annotated[str | None, typer.Option(help="json, xml, csv, tsv, turtle, ntriples, rdfxml or jsonld.")] = None,  # noqa: A002
    seconds: Annotated[float, typer.Option(min=0.1, max=3600, help="Time limit.")] = 30.0,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Run a SPARQL 1.1 query on the current release; the usual prefixes are known."""
    from peercity.graph.errors import PeerCityError, Unreadable
    from peercity.graph.folder import DataFolder
    from peercity.graph.queries import named_query

    from ..sparql.limits import Limits
    from ..sparql.pool import SparqlPool
    from ..sparql.suppliers import suppliers
    from ..starting import ensure_release, recommender_of

    if sum(given is not None for given in (query, name, file)) > 1:
        raise PeerCityError("Give one of a query, --name and --file.")
    if name:
        query = named_query(name).text
    if file:
        try:
            query = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise Unreadable(file, "it is not text in UTF-8") from None
        except OSError as error:
            raise Unreadable(file, error.strerror or "the system refused") from None
    if query is None:
        query = sys.stdin.read()
    release = ensure_release(DataFolder(data))
    accept = "json" if as_json else format or "text/tab-separated-values, text/turtle;q=0.9"

    async def answer(query: str) -> bool:
        store, base = release.path / "graph", release.facts["base"]
        limits, scores = Limits(workers=1, seconds=seconds), suppliers(lambda: recommender_of(release))
        async with SparqlPool(store, base=base, limits=limits, suppliers=scores) as pool:
            with await pool.query(query, accept=accept) as found:
                for chunk in found.chunks():
                    sys.stdout.buffer.write(chunk)
                sys.stdout.buffer.flush()
                return found.truncated

    if asyncio.run(answer(query)):
        typer.echo("The answer was cut at the size limit.", err=True)
