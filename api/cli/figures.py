"""Figures of an evaluation as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import typer

_SIDES = {"same": "the same language", "other": "another language", "both": "both"}
_IN_ROWS = ("MRR@10", "nDCG@10", "R@5", "R@100")
"""Measures that are printed by language; all of them are in the JSON."""
_LABELS = {"on": "on (documented)", "undocumented": "undocumented", "off": "off (no city matter)"}
_KINDS = {"on": "answered", "undocumented": "undocumented", "off_topic": "off topic"}
_FIRST_FIVE = {
    "relevant_in_first_five": "Documented questions with a relevant item among the first five",
    "overlap_of_first_five": "Overlap of the first five between languages, documented questions",
}


def print_report(report: Mapping[str, Any]) -> None:
    """Print what was judged, with what, each measure with its interval, the figures by language, and the notes."""
    typer.secho(report["collection"], bold=True)
    typer.echo(
        f"{report['queries']:,} queries on {report['documents']:,} documents in {report['passages']:,} passages, "
        f"ranked by PeerCity {report['peercity']} with {report['encoder']}, weights {report['weights_name']}"
    )
    typer.echo()
    measures = report["measures"]
    print_table(["measure", "value", "95 % interval"], [[name, *_parts(figure)] for name, figure in measures.items()])
    typer.echo()
    rows = [
        [
            row["language"],
            _SIDES[row["relevant"]],
            f"{row['measures'][_IN_ROWS[0]]['count']:,}",
            *(figure_text(row["measures"][name]) for name in _IN_ROWS),
        ]
        for row in report["languages"]
    ]
    print_table(["query", "relevant documents in", "queries", *_IN_ROWS], rows)
    typer.echo()
    _print_notes(report)


def print_abstention(report: Mapping[str, Any]) -> None:
    """Print what was asked, how it was told apart, the two refusals, the same by language, and the notes."""
    typer.secho(report["questions"], bold=True)
    typer.echo(
        f"{report['count']:,} questions asked of release {report['release']} with {report['encoder']}, "
        f"PeerCity {report['peercity']}, weights {report['weights_name']}"
    )
    typer.echo()
    rows = [
        [_LABELS[label], f"{sum(counts.values()):,}", *(f"{count:,}" for count in counts.values())]
        for label, counts in report["confusion"].items()
    ]
    print_table(["label", "questions", "answered", "undocumented", "off_topic"], rows)
    typer.echo()
    rows = [
        [_KINDS[kind], figure_text(report[kind]["precision"]), figure_text(report[kind]["recall"])] for kind in _KINDS
    ]
    print_table(["told", "precision", "recall"], rows)
    typer.secho("precision: how many of those told so are; recall: how many of those that are were told so", dim=True)
    typer.echo()
    rows = [
        [language, f"{part['count']:,}", *(figure_text(part[kind]["recall"]) for kind in _KINDS)]
        for language, part in report["languages"].items()
    ]
    print_table(["language", "questions", *(f"{name}, recall" for name in _KINDS.values())], rows)
    typer.echo()
    for name, what in _FIRST_FIVE.items():
        if report[name]["value"] is not None:
            typer.echo(f"{what}: {figure_text(report[name])}")
    typer.echo()
    _print_notes(report)


def figure_text(figure: Mapping[str, Any]) -> str:
    """Return a figure with its interval.

    >>> figure_text({"value": 0.63, "low": 0.5412, "high": 0.7159})
    '0.630 (0.541–0.716)'
    """
    value, bounds = _parts(figure)
    return f"{value} ({bounds})" if bounds else value


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their heading, each column as wide as its widest cell; numbers stand right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        cells = (
            cell.rjust(width) if cell[:1].isdigit() else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        )
        typer.secho("  ".join(cells).rstrip(), bold=row is head)


def _parts(figure: Mapping[str, Any]) -> tuple[str, str]:
    """Return the value and the interval as text."""
    if figure["value"] is None:
        return "-", ""
    value = f"{figure['value']:.3f}"
    return value, "" if figure["low"] is None else f"{figure['low']:.3f}–{figure['high']:.3f}"


def _print_notes(report: Mapping[str, Any]) -> None:
    for note in report["notes"]:
        typer.echo(f"- {note}")
    if report["notes"]:
        typer.echo()
