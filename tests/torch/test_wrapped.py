"""The bundled encoder as a module of sentence-transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from peercity.recommender.encoders import default_encoder

TEXTS = ["impôts locaux", "query: a text that begins like a query", "passage: another", "éclairage public " * 300]


@pytest.fixture(scope="module")
def wrapped(minilm: Path) -> Any:
    from peercity.recommender.encoders.wrapped import wrapped_nano

    return wrapped_nano()


def test_vectors_are_those_of_the_bundled_encoder(wrapped: Any) -> None:
    encoder = default_encoder()
    assert encoder is not None
    np.testing.assert_allclose(wrapped.encode_query(TEXTS), encoder.encode_query(TEXTS), atol=1e-6)
    np.testing.assert_allclose(wrapped.encode_document(TEXTS), encoder.encode_document(TEXTS), atol=1e-6)
    np.testing.assert_allclose(wrapped.encode(TEXTS), encoder.encode_document(TEXTS), atol=1e-6)
    assert wrapped.get_embedding_dimension() == 384


def test_saved_and_loaded_it_gives_the_same(wrapped: Any, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    wrapped.save(str(tmp_path / "nano"), create_model_card=False)
    again = SentenceTransformer(str(tmp_path / "nano"), trust_remote_code=True, device="cpu")
    np.testing.assert_array_equal(again.encode_query(TEXTS), wrapped.encode_query(TEXTS))
    assert again.prompts["query"] == "query: "


def test_another_prompt_is_refused(wrapped: Any) -> None:
    with pytest.raises(ValueError, match="'Instruct: ' is no prompt of multilingual-e5-small"):
        wrapped.encode(["eau"], prompt="Instruct: ")


def test_an_evaluator_of_theirs_works_with_it(wrapped: Any) -> None:
    from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator

    evaluator = InformationRetrievalEvaluator(
        {"q": "¿Cómo avisar de inundaciones?"},
        {"a": "Flood early warning for residents", "b": "Bicycle sharing", "c": "Local taxes by phone"},
        {"q": {"a"}},
        mrr_at_k=[1],
        ndcg_at_k=[1],
        accuracy_at_k=[1],
        precision_recall_at_k=[1],
        map_at_k=[1],
        write_csv=False,
    )
    assert evaluator(wrapped)["cosine_mrr@1"] == 1.0
