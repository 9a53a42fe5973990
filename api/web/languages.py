"""The interface in French, Spanish and English."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from fastapi import Request

from peercity.graph.records.values import INTERFACE_LANGUAGES
from peercity.recommender.phrases.written import written_date

NAMES = {"fr": "Français", "es": "Español", "en": "English"}


def language_of(request: Request) -> str:
    """Return the language of the page: `?lang=`, else the browser's first one that we have, else English."""
    asked = request.query_params.get("lang")
    if asked in INTERFACE_LANGUAGES:
        return asked
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.partition(";")[0].strip().split("-")[0].lower()
        if tag in INTERFACE_LANGUAGES:
            return tag
    return "en"


@cache
def translations(language: str) -> NullTranslations:
    """Return what an interface language says, all its catalogues together; English is what the templates say."""
    if language == "en":
        return NullTranslations()
    together = Translations()
    for path in catalogues(language):
        compiled = BytesIO()
        write_mo(compiled, read_po(BytesIO(path.read_bytes()), locale=language))
        compiled.seek(0)
        together.merge(Translations(compiled))
    return together


def writers(language: str) -> dict[str, Any]:
    """Return what templates write dates and numbers with.

    >>> writers("fr")["number"](1.5)
    '1,5'
    """
    from babel.numbers import format_decimal

    return {"written_date": partial(written_date, language), "number": partial(format_decimal, locale=language)}


def catalogues(language: str) -> list[Path]:
    """Return the files of a language: messages.po for the whole site, and one for each part of it.

    >>> catalogues("fr")[0].suffix
    '.po'
    """
    return sorted(Path(str(files(__package__))).glob(f"locales/{language}/LC_MESSAGES/*.po"))
