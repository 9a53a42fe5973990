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
from peercity.api.web.languages import catalogues, translations

WEB = Path(str(files(peercity.api.web)))


def read(language: str) -> list[Catalog]:
    return [read_po(BytesIO(path.read_bytes()), locale=language) for path in catalogues(language)]


@pytest.fixture(scope="module")
def said() -> set[str]:
    """What the templates say in English."""
    options = {"**.html": {"trimmed": "false", "silent": "false"}}
    method = [("**.html", "jinja2.ext:babel_extract")]
    return {str(message[2]) for message in extract_from_dir(WEB / "templates", method, options)}


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_sentence_of_the_templates_is_translated_and_no_other(language: str, said: set[str]) -> None:
    translated = [(str(message.id), str(message.string)) for one in read(language) for message in one if message.id]
    assert len(said) > 20
    assert {text for text, _ in translated} == said
    assert len(translated) == len(said), "a sentence stands in two catalogues"
    assert [text for text, translation in translated if not translation.strip()] == []
    assert all(translations(language).gettext(text) == translation for text, translation in translated)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_translation_has_the_placeholders_of_its_sentence(language: str) -> None:
    for message in (message for one in read(language) for message in one):
        if message.id:
            names = [sorted(re.findall(r"%\((\w+)\)s", str(text))) for text in (message.id, message.string)]
            assert names[0] == names[1], message.id
            assert not message.fuzzy
