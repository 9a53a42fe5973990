"""`peercity train`."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from .app import DEFAULT_DATA, AsJson, Data, Device, app


@app.command()
def train(
    file: Annotated[
        Path | None,
        typer.Argument(help="Examples that a person has reviewed: JSON lines with challenge, text or item, verdict."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="Name or folder of the sentence-transformers model to start from; the encoder in use else."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="New folder for the trained model and its figures.")] = None,
    export: Annotated[
        Path | None, typer.Option(help="Instead of training, write the feedback of readers to a file, for review.")
    ] = None,
    forget: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DAY", help="Instead of training, delete the feedback of the days before."
        ),
    ] = None,
    epochs: Annotated[int, typer.Option(help="Times that each example is learned from.")] = 3,
    batch_size: Annotated[int, typer.Option(help="Examples that are learned from at a time.")] = 16,
    seed: Annotated[int, typer.Option(help="Draws what is held out and the order; the same gives the same.")] = 0,
    device: Device = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Fine-tune an encoder on accepted and declined recommendations; it is kept only where it beats the one in use.

    Feedback changes nothing by itself: --export writes it, a person reviews the lines, and FILE is what they approved.
    A fifth of the challenges is held out of the training and judges the model before and after, and the encoder in use.
    One that is there twice, in two languages or wordings, counts as two: it is best left in once.
    """
    from peercity.graph.errors import PeerCityError

    if forget is not None:
        if export is not None or file is not None or out is not None:
            raise PeerCityError("Give --forget DAY alone.")
        _forget(forget, data, as_json=as_json)
        return
    if export is not None:
        if file is not None or out is not None:
            raise PeerCityError("Give either --export FILE, or FILE and --out FOLDER.")
        _export(export, data, as_json=as_json)
        return
    if file is None or out is None:
        raise PeerCityError(
            "Name a file of reviewed examples and a new folder: peercity train FILE --out FOLDER; "
            "`peercity train --export FILE` writes what readers said, for review."
        )
    record = _train(file, model, out, epochs=epochs, batch_size=batch_size, seed=seed, device=device, data=data)
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        _print(record, out)


def _forget(before: datetime, data: Path, *, as_json: bool) -> None:
    from peercity.graph.feedback import FeedbackStore
    from peercity.graph.folder import DataFolder

    folder = DataFolder(data)
    folder.verify()
    count = FeedbackStore(folder.feedback).forget(before.date())
    typer.echo(json.dumps({"forgotten": count}) if as_json else f"{count} of before {before:%Y-%m-%d} deleted.")


def _export(path: Path, data: Path, *, as_json: bool) -> None:
    from peercity.graph.errors import PeerCityError
    from peercity.graph.feedback import FeedbackStore
    from peercity.graph.folder import DataFolder, write_atomically
    from peercity.recommender.index import Index
    from peercity.recommender.training.export import ItemTexts, lines

    from ..starting import ensure_release

    if path.exists():
        raise PeerCityError(f"{path} is there already, and may hold a review; name a new file by --export.")
    folder = DataFolder(data)
    release = ensure_release(folder)
    texts = ItemTexts(Index(release.path / "index"), release.facts["base"])
    kept = list(FeedbackStore(folder.feedback).all())
    rows = list(lines(kept, texts))
    write_atomically(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), mode=0o600)
    if as_json:
        typer.echo(json.dumps({"feedback": len(kept), "written": len(rows), "file": str(path)}, indent=2))
        return
    typer.echo(f"{len(rows)} of {len(kept)} written to {path}.")
    if len(rows) < len(kept):
        typer.echo(
            f"{len(kept) - len(rows)} are about no item of release {release.number}, or of no known verdict, "
            "and were left out."
        )
    if rows:
        typer.echo(
            "Review each line: write your name in reviewed_by, or delete it. Then: peercity train FILE --out FOLDER"
        )


def _train(
    file: Path,
    name: str | None,
    out: Path,
    *,
    epochs: int,
    batch_size: int,
    seed: int,
    device: str | None,
    data: Path,
) -> dict[str, Any]:
    from peercity.graph.folder import DataFolder
    from peercity.graph.releases import current
    from peercity.recommender.encoders.models import require_library
    from peercity.recommender.encoders.sentence import SentenceEncoder
    from peercity.recommender.index import Index
    from peercity.recommender.training.examples import read_examples
    from peercity.recommender.training.export import ItemTexts
    from peercity.recommender.training.split import split
    from peercity.recommender.training.tune import Settings, require_free
    from peercity.recommender.training.tune import train as tune

    from ..encoding import model_in_use, noted_model
    from ..progress import shown_progress

    settings = Settings(epochs=epochs, batch_size=batch_size, seed=seed)
    require_free(out)
    folder = DataFolder(data)
    folder.verify()
    release = current(folder)
    texts = ItemTexts(Index(release.path / "index"), release.facts["base"]) if release else (lambda *_: None)
    examples = read_examples(file, text_of=texts)
    split(examples, seed=seed)
    require_library("Training an encoder")
    with shown_progress("Training") as progress:
        base = SentenceEncoder(name or noted_model(folder, release), device=device)
        in_use = model_in_use(release, base)
        return tune(base.model, base.name, examples, out, settings=settings, in_use=in_use, progress=progress)


def _print(record: dict[str, Any], out: Path) -> None:
    data, difference = record["data"], record["difference"]
    learned, held = data["challenges"]["learned"], data["challenges"]["held_out"]
    before, after = record["before"]["MRR@10"], record["after"]["MRR@10"]
    typer.echo(f"{data['examples']} examples ({data['accepted']} accepted) of {learned + held} challenges.")
    typer.echo(f"Learned from {learned} of them, judged by {held} that it never saw, among {data['texts']} texts:")
    typer.echo(
        f"MRR@10 {before:.3f} before, {after:.3f} after: {difference['value']:+.3f} "
        f"(95 % interval {difference['low']:+.3f} to {difference['high']:+.3f})."
    )
    if difference["low"] <= 0:
        typer.echo("The interval holds 0: the difference may be chance. More reviewed challenges would tell.")
    typer.echo(f"Kept in {out}. To use it: peercity publish --encoder {out}")
