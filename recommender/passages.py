"""The texts of an item that are searched: what it is, and what came of it, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from .documents import described

T = TypeVar("T")
MAX_PASSAGE = 600
"""Characters of a passage: long enough for a thought, short enough that a vector says what it is about."""
_BORDER = re.compile(r"(?<=[.!?…。！？])[\"'”»)\]]*\s+(?=[\"'“«(\[¿¡]?[^\W_])|(?<=[。！？])|\s*\n+\s*")
_DETAILS = ("problem", "progress", "hindrance", "facilitation")
"""Texts of a record beside its summary."""


def passages_of(
    item: int, records: list[Any], results: list[Any], document_of: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield the passages of an item: what it is, and what came of it, each in each language with its documents.

    `words` of the passages in one language are together what words and n-grams are counted in: names and keywords once.
    Where no source has a name in the language of a text, it goes with the English one.
    """
    whole = [(record, by_language(record.summary)) for record in records if record.summary][:1]
    more = [(record, by_language(getattr(record, name, None) or {})) for record in records for name in _DETAILS]
    more += [(result, by_language(result.text)) for result in results]
    labels = by_language(merged(record.label for record in records))
    named = [by_language(getattr(record, "keywords", {})) for record in records]
    for language in sorted({*labels, *(language for _, text in (*whole, *more) for language in text)}):
        label = labels.get(language) or labels["en"]
        keywords = sorted({word for words in named for word in words.get(language, ())})
        for part, told in enumerate((whole, more)):
            texts = {text[language]: record for record, text in told if language in text}
            if not texts and (part or language not in labels):
                continue
            sources = _stated_in(texts.values() or records, document_of)
            for number, piece in enumerate(pieces(" ".join(texts)) if texts else [""]):
                is_first = part == number == 0
                yield {
                    "item": item,
                    "part": part,
                    "language": language,
                    "text": piece or label,
                    "sources": sources,
                    "encoded": f"{label}. {piece}".strip(),
                    "words": f"{label}. {piece} {' '.join(keywords)}" if is_first else piece,
                }


def merged(texts: Iterable[dict[str, str]]) -> dict[str, str]:
    """Return a text in every language in which a source has it; of two sources the first counts.

    >>> merged([{"en": "Trams"}, {"en": "Tramways", "pt": "Elétricos"}])
    {'en': 'Trams', 'pt': 'Elétricos'}
    """
    found: dict[str, str] = {}
    for text in texts:
        found = {**text, **found}
    return dict(sorted(found.items()))


def by_language(texts: Mapping[str, T]) -> dict[str, T]:
    """Return texts by the primary subtag of their language, as queries have theirs; of two the plainest tag counts.

    >>> by_language({"pt": "Elétricos", "pt-BR": "Bondes", "zh-Hant": "電車"})
    {'zh': '電車', 'pt': 'Elétricos'}
    """
    return {tag.split("-")[0]: text for tag, text in sorted(texts.items(), reverse=True)}


def pieces(text: str) -> list[str]:
    """Return a text cut at sentence borders into passages of at most MAX_PASSAGE characters.

    Only a sentence that is longer by itself is cut at a blank. A text without words is one passage.

    >>> pieces("Short. Texts stay whole.")
    ['Short. Texts stay whole.']
    """
    found: list[str] = []
    for sentence in filter(None, map(str.strip, _BORDER.split(text))):
        for part in _parts(sentence):
            if found and len(found[-1]) + 1 + len(part) <= MAX_PASSAGE:
                found[-1] += " " + part
            else:
                found.append(part)
    return found or [text]


def _parts(sentence: str) -> Iterator[str]:
    while len(sentence) > MAX_PASSAGE:
        cut = sentence.rfind(" ", MAX_PASSAGE // 2, MAX_PASSAGE)
        cut = cut if cut > 0 else MAX_PASSAGE
        yield sentence[:cut]
        sentence = sentence[cut:].lstrip()
    yield sentence


def _stated_in(records: Iterable[Any], document_of: dict[str, str]) -> list[str]:
    return described((place for record in records for place in record.stated_in), document_of)
