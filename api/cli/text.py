"""Answers as a person reads them in a terminal."""

from __future__ import annotations

import textwrap

import typer

from peercity.recommender.answer import Answer, Recommendation

_WIDTH = 100


def print_practices(answer: Answer) -> None:
    """Print the practices and projects of an answer with what its bands mean."""
    words = _words(answer)
    typer.secho(words[f"band.{answer.band}"], bold=True)
    for number, item in enumerate(answer.practices, start=1):
        typer.echo()
        typer.secho(f"{number}. {item.label}", bold=True)
        parts = [words[f"type.{item.type}"], ", ".join(item.cities[:4]) + (" …" if len(item.cities) > 4 else "")]
        typer.echo(f"   {' · '.join(part for part in [*parts, item.status_text] if part)}")
        if item.page:
            typer.echo(f"   {item.page}")
        _print_reasons(item)
    _print_foot(answer)


def print_cities(answer: Answer) -> None:
    """Print the cities to ask."""
    words = _words(answer)
    typer.echo()
    typer.secho(words["heading.cities"], bold=True)
    for number, city in enumerate(answer.cities, start=1):
        typer.echo()
        typer.secho(f"{number}. {city.label}", bold=True)
        _print_reasons(city)


def print_refusal(answer: Answer) -> None:
    """Print why nothing is proposed."""
    typer.echo(answer.message)
    _print_foot(answer)


def _words(answer: Answer) -> dict[str, str]:
    from peercity.recommender.language import interface_language
    from peercity.recommender.phrases import phrases

    return phrases(interface_language(answer.language))


def _print_reasons(item: Recommendation) -> None:
    for reason in item.reasons:
        source = reason.sources[0] if reason.sources else None
        where = (
            f" [{source.page or source.title}]"
            if source and reason.type in ("passage", "item", "already_linked")
            else ""
        )
        typer.echo(
            textwrap.fill(
                reason.text + where,
                _WIDTH,
                initial_indent="   - ",
                subsequent_indent="     ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        )


def _print_foot(answer: Answer) -> None:
    for note in answer.notes:
        typer.echo(note)
    typer.secho(f"\nrelease {answer.release} · {answer.encoder} · {answer.language}", dim=True)
