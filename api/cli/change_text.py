"""What differs between two releases, as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import typer

from peercity.graph.changes import KINDS, Change, Changes, Entity, Value
from peercity.graph.iris import last_part
from peercity.recommender.phrases import say
from peercity.recommender.phrases.written import listed

from .text import print_reason


def print_changes(changes: Changes) -> None:
    """Print how much differs, then each thing that came, went or changed with its old and new values and sources."""
    words = partial(say, changes.language)
    typer.secho(words("changes.heading", before=changes.before, after=changes.after), bold=True)
    if not any(changes.statements.values()):
        typer.echo(words("changes.none"))
        return
    typer.echo(words("changes.statements", **changes.statements))
    for term, counts in changes.counts:
        typer.echo(words("changes.count", type=term.label if term else words("changes.untyped"), **counts))
    for kind in KINDS:
        entities: tuple[Entity, ...] = getattr(changes, kind)
        if entities:
            typer.secho(f"\n{words(f'changes.{kind}')}", bold=True)
        for entity in entities:
            _print_entity(entity, changes.language)


def _print_entity(entity: Entity, language: str) -> None:
    sources = [last_part(source) for source in entity.sources]
    of_all = [] if entity.changes else sources
    typer.echo(" ".join([f"{entity.label} <{entity.iri}>", *(f"[{name}]" for name in of_all)]))
    for change in entity.changes:
        print_reason(_sentence(change, language), [last_part(change.source)])


def _sentence(change: Change, language: str) -> str:
    kind = "changed" if change.before and change.after else "added" if change.after else "removed"
    name = f"{change.property.label} ({change.language})" if change.language else change.property.label
    values = {"before": _values(change.before, language), "after": _values(change.after, language)}
    return say(language, f"changes.value.{kind}", property=name, **values)


def _values(values: Sequence[Value], language: str) -> str:
    texts = [
        value.text if value.datatype or value.iri else say(language, "quoted", text=value.text) for value in values
    ]
    return listed(language, texts)
