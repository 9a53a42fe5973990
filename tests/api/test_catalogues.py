"""French and Spanish of the pages: complete, and with the same placeholders."""

from __future__ import annotations

import re
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import peercity.api.web

WEB = Path(str(files(peercity.api.web)))


def catalogue(language: str) -> Catalog:
    content = (WEB / "locales" / language / "LC_MESSAGES" / "messages.po").read_bytes()
    return read_po(BytesIO(content), locale=language)


@pytest.fixture(scope="module")
def said() -> set[str]:
    """What the templates say in English."""
    options = {"**.html": {"trimmed": "false", "silent": "false"}}
    method = [("**.html", "jinja2.ext:babel_extract")]
    return {str(message[2]) for message in extract_from_dir(WEB / "templates", method, options)}


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_sentence_of_the_templates_is_translated_and_no_other(language: str, said: set[str]) -> None:
    translated = {str(message.id): str(message.string) for message in catalogue(language) if message.id}
    assert len(said) > 20
    assert set(translated) == said
    assert [text for text, translation in translated.items() if not translation.strip()] == []


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_translation_has_the_placeholders_of_its_sentence(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            names = [sorted(re.findall(r"%\((\w+)\)s", str(text))) for text in (message.id, message.string)]
            assert names[0] == names[1], message.id
            assert not message.fuzzy
