"""`peercity cities`."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from peercity.recommender.phrases import phrases

from .app import DEFAULT_DATA, AsJson, Data, app

if TYPE_CHECKING:
    from peercity.recommender.context.peers import SimilarCities

_WIDTH = 100
_SHOWN = 3
"""Addresses printed after the themes of a city; `--json` has them all."""

cities = typer.Typer(no_args_is_help=True, help="Cities of the release, beside one another.")
app.add_typer(cities, name="cities")


@cities.command()
def similar(
    city: Annotated[str, typer.Argument(help="A city, such as Bilbao or 'Córdoba, AR'; it need not be a member.")],
    limit: Annotated[int, typer.Option(help="How many cities at most.")] = 10,
    language: Annotated[str, typer.Option(help="Language of the answer: fr, es or en.")] = "en",
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Which cities are most like this one, by what, and what is not known."""
    from peercity.graph.folder import DataFolder
    from peercity.recommender.context.peers import similar_cities
    from peercity.recommender.index import Index

    from ..progress import shown_progress
    from ..starting import ensure_release

    release = ensure_release(DataFolder(data))
    with shown_progress("Comparing cities"):
        found = similar_cities(release, Index(release.path / "index"), city, limit=limit, language=language)
    if as_json:
        typer.echo(json.dumps(found.json(), ensure_ascii=False, indent=2))
    else:
        _print(found)


def _print(found: SimilarCities) -> None:
    from peercity.recommender.context.peers import KINDS
    from peercity.recommender.context.words import Words

    words = phrases(found.language)
    typer.secho(words["cities.similar.heading"].format(city=found.city, country=found.country), bold=True)
    _fill(" ".join(found.known), "", "")
    addresses = {source.iri: source.page or source.title for source in found.sources}
    for number, city in enumerate(found.cities, start=1):
        typer.echo()
        typer.secho(f"{number}. {city.label}, {city.country} · {_figure(city.score, found.language)}", bold=True)
        for kind in KINDS:
            told = [feature for feature in city.features if feature.kind == kind]
            if told:
                typer.echo(f"   {words[f'cities.similar.{kind}']}")
            for feature in told:
                figure = "" if feature.similarity is None else f"{_figure(feature.similarity, found.language)} "
                pages = dict.fromkeys(addresses[iri] for iri in feature.sources if iri in addresses)
                shown = list(pages)[:_SHOWN] if feature.name == "themes" and feature.kind != "not_stated" else []
                more = [f"(+{len(pages) - _SHOWN})"] if shown and len(pages) > _SHOWN else []
                _fill(" ".join([figure + feature.text, *(f"[{page}]" for page in shown), *more]), "   - ", "     ")
    typer.echo()
    if not found.cities:
        typer.echo(words["cities.similar.none"])
    for note in found.notes:
        _fill(note, "", "")
    used = {source.iri for source in found.sources} - {
        iri for city in found.cities for feature in city.features if feature.name == "themes" for iri in feature.sources
    }
    titles = [f"{one.title} ({one.as_of})" if one.as_of else one.title for one in found.sources if one.iri in used]
    if titles:
        _fill(words["cities.similar.sources"].format(names=Words(found.language).list(titles)), "", "")
    typer.secho(f"\nrelease {found.release}", dim=True)


def _figure(value: float, language: str) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(value, format="0.00", locale=language))


def _fill(text: str, first: str, rest: str) -> None:
    options = {"break_long_words": False, "break_on_hyphens": False}
    typer.echo(textwrap.fill(text, _WIDTH, initial_indent=first, subsequent_indent=rest, **options))  # type: ignore[arg-type]
