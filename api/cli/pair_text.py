"""The pairs of a round as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from peercity.recommender.pairs.proposal import Alternate, Pair, Proposal, Unmatched
from peercity.recommender.pairs.words import Words

from .text import print_reason


def print_proposal(proposal: Proposal) -> None:
    """Print the pairs with their reasons, then who is left out and why, then the total."""
    words = Words(proposal.language)
    if proposal.note:
        typer.echo(f"{proposal.note}\n")
    if proposal.pairs:
        typer.secho(words.count("heading.pairs", len(proposal.pairs)), bold=True)
    for pair in proposal.pairs:
        _print_pair(pair, proposal.alternates.get(pair.mentee, ()), words)
    if proposal.unmatched:
        typer.secho(
            f"\n{words.say('heading.unmatched')}" if proposal.pairs else words.say("heading.unmatched"), bold=True
        )
    for unmatched in proposal.unmatched:
        _print_unmatched(unmatched)
    if proposal.minimums:
        typer.secho(f"\n{words.say('heading.minimums')}", bold=True)
    for minimum in proposal.minimums:
        print_reason(minimum.text)
    typer.echo()
    typer.echo(_total(proposal, words))


def _print_pair(pair: Pair, alternates: Sequence[Alternate], words: Words) -> None:
    typer.echo()
    typer.secho(words.say("pair", mentee=pair.mentee_label, mentor=pair.mentor_label), bold=True)
    for reason in pair.reasons:
        print_reason(reason.text, [source.page or source.title for source in reason.sources])
    if alternates:
        names = [
            words.say(
                f"alternate.{'free' if one.free else 'full'}",
                mentor=one.mentor_label,
                affinity=words.number(one.affinity),
            )
            for one in alternates
        ]
        print_reason(words.say("alternates", names=words.names(names)))


def _print_unmatched(unmatched: Unmatched) -> None:
    typer.echo()
    typer.secho(unmatched.mentee_label, bold=True)
    print_reason(unmatched.binding.text)
    print_reason(unmatched.relaxation.text)


def _total(proposal: Proposal, words: Words) -> str:
    if proposal.worst is None:
        return words.say("nobody")
    total, worst = words.number(proposal.total), words.number(proposal.worst)
    return words.count("total", len(proposal.pairs), total=total, worst=worst)
