"""Which language a text is in."""

from __future__ import annotations

from functools import cache
from typing import Any

from peercity.graph.errors import NotFound
from peercity.graph.records.values import INTERFACE_LANGUAGES, LANGUAGE_TAG


def detect(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`.

    >>> detect("Comment rapprocher les industries traditionnelles et le numérique ?")
    'fr'
    """
    return str(_identifier().classify(text)[0])


def known_language(tag: str) -> str:
    """Return the primary subtag of a language tag. Raises NotFound for what is no language."""
    primary = tag.split("-")[0].lower()
    if not LANGUAGE_TAG.fullmatch(primary) or primary not in _identifier().labels:
        raise NotFound("language", tag, valid=[*INTERFACE_LANGUAGES, "or another ISO 639-1 code"])
    return primary


def interface_language(tag: str) -> str:
    """Return the language in which to answer: the asked one where the interface has it, else English."""
    primary = tag.split("-")[0].lower()
    return primary if primary in INTERFACE_LANGUAGES else "en"


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
