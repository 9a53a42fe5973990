"""What an encoder is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from peercity.graph.errors import PeerCityError

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """A name, and two methods from texts to an array of float32 unit vectors, one row a text."""

    name: str
    """Tells its vectors from those of any other encoder: two models, or two versions of one, never share it."""

    def encode_query(self, inputs: Sequence[str]) -> Vectors: ...

    def encode_document(self, inputs: Sequence[str]) -> Vectors: ...


class NoEncoder(PeerCityError):
    """An encoder that cannot be had, and what would be right."""


def encoder_name(encoder: Encoder | None) -> str:
    """Return the name under which vectors are kept and answers are signed.

    Raises NoEncoder for one without a name, such as a model that is not wrapped: its vectors would be taken for those
    of any other of its kind.
    """
    if encoder is None:
        return "lexical"
    if not hasattr(encoder, "name"):
        raise NoEncoder(
            f"The encoder {type(encoder).__name__} has no `name` by which its vectors are told from others; "
            "`open_encoder(EncoderChoice(NAME_OR_FOLDER))` opens a sentence-transformers model with one."
        )
    return str(encoder.name)


class AsQueries:
    """An encoder to which every text is a query, so that vectors of queries are kept as those of texts are."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = f"{encoder_name(encoder)}, queries"
        self.encode_document = self.encode_query = encoder.encode_query
        if (size := getattr(encoder, "batch_size", None)) is not None:
            self.batch_size: int = size
