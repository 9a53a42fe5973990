"""Answers as a person reads them in a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import typer

from peercity.recommender.answer import Answer, Recommendation

_WIDTH = 100


def print_practices(answer: Answer) -> None:
    """Print the practices and projects of an answer, each with its band, and what the bands mean."""
    words = _words(answer)
    print_notes(answer)
    printed: set[str] = set()
    for number, item in enumerate(answer.practices, start=1):
        typer.secho(f"{number}. {item.label}", bold=True)
        cities = ", ".join(item.cities[:4]) + (" …" if len(item.cities) > 4 else "")
        parts = [_name(words, item.band), words[f"type.{item.type}"], cities, item.status_text]
        typer.echo(f"   {' · '.join(part for part in parts if part)}")
        _print_reasons(item, printed)
        if item.also:
            print_reason(words["item.also"].format(names=", ".join(one.label for one in item.also)))
        typer.echo()
    for band in dict.fromkeys(item.band for item in answer.practices):
        typer.secho(words[f"band.{band}"], dim=True)


def print_cities(answer: Answer) -> None:
    """Print the cities to ask."""
    words = _words(answer)
    typer.secho(words["heading.cities"], bold=True)
    _print_paragraph(words[answer.offers_phrase])
    printed: set[str] = set()
    for number, city in enumerate(answer.cities, start=1):
        typer.echo()
        kind = f" · {words['type.mentor']}" if city.type == "mentor" else ""
        typer.secho(f"{number}. {city.label}{kind}", bold=True)
        _print_reasons(city, printed)


def print_teaching(answer: Answer) -> None:
    """Print what the asking city could teach, or why that cannot be told; nothing where no city asks."""
    words = _words(answer)
    if not answer.teaches and not answer.teaches_message:
        return
    typer.echo()
    typer.secho(words["heading.teaches"], bold=True)
    _print_paragraph(answer.teaches_message or words["teach.how"])
    printed: set[str] = set()
    for number, city in enumerate(answer.teaches, start=1):
        typer.echo()
        typer.secho(f"{number}. {city.label}", bold=True)
        _print_reasons(city, printed)


def print_refusal(answer: Answer) -> None:
    """Print why nothing is proposed."""
    print_notes(answer)
    typer.echo(answer.message)


def print_foot(answer: Answer) -> None:
    """Print from what the answer was made."""
    typer.secho(f"\nrelease {answer.release} · {answer.encoder} · {answer.language}", dim=True)


def _words(answer: Answer) -> dict[str, str]:
    from peercity.recommender.language import interface_language
    from peercity.recommender.phrases import phrases

    return phrases(interface_language(answer.language))


def _name(words: dict[str, str], band: str) -> str:
    return words[f"band.{band}"].split(":")[0].strip()


def print_notes(answer: Answer) -> None:
    """Print what the reader must know of how the answer came about."""
    for note in answer.notes:
        typer.echo(note)
    if answer.notes:
        typer.echo()


def _print_paragraph(text: str) -> None:
    typer.echo(textwrap.fill(text, _WIDTH))


def _print_reasons(item: Recommendation, printed: set[str]) -> None:
    """Print the reasons of an item or a city, after each its documents that are not `printed` yet.

    Those of the first reason are always printed: an item can be read on its own.
    """
    for place, reason in enumerate(item.reasons):
        places = [", ".join(filter(None, [source.page or source.title, source.locator])) for source in reason.sources]
        print_reason(reason.text, [name for name in dict.fromkeys(places) if place == 0 or name not in printed])
        printed.update(places)


def print_reason(text: str, places: Sequence[str] = ()) -> None:
    """Print one reason and where it is stated."""
    typer.echo(
        textwrap.fill(
            " ".join([text, *(f"[{name}]" for name in places)]),
            _WIDTH,
            initial_indent="   - ",
            subsequent_indent="     ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
