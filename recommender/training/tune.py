"""Fine-tuning a sentence-transformers model, and keeping it only where it is better than what answers now."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peercity.graph.errors import PeerCityError, Refused
from peercity.graph.folder import write_atomically

from ..encoders.models import RECORD, fingerprint, quiet
from ..evaluation.measures import difference
from ..vectors import Progress
from .examples import Example, data_hash, same_challenge
from .judging import Judged, judged
from .split import TooFew, split, triplets

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

FORMAT = 1


class NotBetter(Refused):
    """A training that did not help. The encoder in use stands."""


@dataclass(frozen=True)
class Settings:
    """How a model is trained."""

    epochs: int = 3
    batch_size: int = 16
    learning_rate: float = 2e-5
    seed: int = 0

    def __post_init__(self) -> None:
        for name, value in (("epochs", self.epochs), ("batch size", self.batch_size)):
            if value < 1:
                raise PeerCityError(f"The {name} {value} is not 1 or more.")


def require_free(out: Path) -> None:
    """Raise PeerCityError where `out` holds anything but the record of a training that did not help."""
    if out.exists() and (not out.is_dir() or any(found.name != RECORD for found in out.iterdir())):
        raise PeerCityError(
            f"{out} holds something already, and no version is written over; name a new folder by --out."
        )


def train(
    model: SentenceTransformer,
    base: str,
    examples: Sequence[Example],
    out: Path,
    *,
    settings: Settings,
    in_use: tuple[str, SentenceTransformer] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Fine-tune `model`, write it to the folder `out` where it is the best on held-out challenges, return the record.

    Its MRR@10 must be above that of `model` before, which `base` names, and that of `in_use`, the encoder that answers
    now. The record is `peercity-training.json` in `out`, of either outcome. Raises TooFew, and NotBetter where the
    figure is not above both: then `out` holds the record alone.
    """
    require_free(out)
    parts = split(examples, seed=settings.seed)
    rows = triplets(parts.learned, seed=settings.seed)
    if not rows:
        raise TooFew("Every text was accepted for every challenge, which tells nothing apart. Nothing was trained.")
    before = judged(model, parts, batch_size=settings.batch_size)
    with quiet():
        _fit(model, rows, settings, progress)
    after = judged(model, parts, batch_size=settings.batch_size)
    record = {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "kept": False,
        "base": base,
        "data": {
            "sha256": data_hash(examples),
            "examples": len(examples),
            "accepted": sum(example.accepted for example in examples),
            "texts": len(parts.texts),
            "challenges": {"learned": _challenges(parts.learned), "held_out": len(before.by_challenge)},
        },
        "settings": asdict(settings),
        "loss": "MultipleNegativesRankingLoss, with declined texts as hard negatives",
        "before": before.figures,
        "after": after.figures,
        "difference": difference(after.by_challenge, before.by_challenge, seed=settings.seed).json(),
        "in_use": None,
        "versions": {name: version(name) for name in ("peercity", "sentence-transformers", "torch")},
    }
    stands, reached, beside = base, before.main, ""
    if in_use:
        stands, figures = in_use[0], _figures_in_use(in_use, base, before, parts, settings)
        record["in_use"] = {"encoder": stands, **figures}
        reached, beside = max(reached, figures["MRR@10"]), f", and {figures['MRR@10']:.3f} with the encoder in use"
    record["kept"] = after.main > reached
    write_trained(model if record["kept"] else None, record, out)
    if not record["kept"]:
        raise NotBetter(
            f"MRR@10 on {len(before.by_challenge)} challenges that it never saw is {after.main:.3f} after training and "
            f"{before.main:.3f} before{beside}: not better, so the model is not kept and {stands!r} stands. The "
            f"figures are in {out / RECORD}."
        )
    return record


def _figures_in_use(
    in_use: tuple[str, SentenceTransformer], base: str, before: Judged, parts: Any, settings: Settings
) -> dict[str, float]:
    name, model = in_use
    return before.figures if name == base else judged(model, parts, batch_size=settings.batch_size).figures


def _challenges(examples: Sequence[Example]) -> int:
    return len({same_challenge(example.challenge) for example in examples})


def _fit(
    model: SentenceTransformer, rows: list[tuple[str, str, str]], settings: Settings, progress: Progress | None
) -> None:
    """Train `model` in place."""
    from datasets import Dataset
    from sentence_transformers import SentenceTransformerTrainer, SentenceTransformerTrainingArguments
    from sentence_transformers.base.sampler import BatchSamplers
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from transformers import PrinterCallback, TrainerCallback

    class Steps(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ARG002 - theirs
            if progress:
                progress(state.global_step, state.max_steps)

    class Trainer(SentenceTransformerTrainer):  # type: ignore[misc]
        def add_model_card_callback(self, default_args_dict: dict[str, Any]) -> None:
            """Add none: no card is written, and making one prints."""

    columns = ("anchor", "positive", "negative")
    data = Dataset.from_dict({name: [row[place] for row in rows] for place, name in enumerate(columns)})
    roles = zip(columns, ("query", "document", "document"), strict=True)
    prompts = {column: model.prompts[role] for column, role in roles if model.prompts.get(role)}
    with tempfile.TemporaryDirectory() as place:
        arguments = SentenceTransformerTrainingArguments(
            output_dir=place,
            num_train_epochs=settings.epochs,
            per_device_train_batch_size=settings.batch_size,
            learning_rate=settings.learning_rate,
            warmup_steps=0.1,
            seed=settings.seed,
            data_seed=settings.seed,
            batch_sampler=BatchSamplers.NO_DUPLICATES,
            prompts=prompts or None,
            use_cpu=model.device.type == "cpu",
            dataloader_pin_memory=False,
            disable_tqdm=True,
            logging_strategy="no",
            save_strategy="no",
            report_to="none",
        )
        trainer = Trainer(
            model=model,
            args=arguments,
            train_dataset=data,
            loss=MultipleNegativesRankingLoss(model),
            callbacks=[Steps()],
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train()
    model.eval()


def write_trained(model: SentenceTransformer | None, record: dict[str, Any], out: Path) -> None:
    """Write a record, and the model where there is one, to the folder `out`, as a whole or not at all.

    Raises Refused where something but an earlier record lies there: then it stays, and what was written is named.
    """
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
    try:
        if model is not None:
            with quiet():
                model.save(str(place), create_model_card=False)
            for path in place.rglob("*"):
                path.chmod(0o755 if path.is_dir() else 0o644)
            record["fingerprint"] = fingerprint(place)
        write_atomically(place / RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
        place.chmod(0o755)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    _move(place, out)


def _move(place: Path, out: Path) -> None:
    """Move a folder to `out`. Raises Refused, saying where it stays, if something came there while it was made."""
    try:
        require_free(out)
    except PeerCityError:
        raise Refused(
            f"{out} was filled during the training, and nothing is written over. What was to lie there is in {place}."
        ) from None
    if out.exists():
        (out / RECORD).unlink(missing_ok=True)
        out.rmdir()
    place.rename(out)
