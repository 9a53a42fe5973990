"""Feedback as lines to review, and the texts of items that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from peercity.graph.feedback import Kept

from ..index import Index
from .examples import REVIEWED

_VERDICTS = {"useful": "accepted", "not_for_us": "declined"}
"""What each verdict of a reader is as one of an example."""


class ItemTexts:
    """The texts of the items of a release, as its encoder reads them."""

    def __init__(self, index: Index, base: str) -> None:
        self._index = index
        self._numbers = {base + row["iri"]: number for number, row in enumerate(_rows(index))}

    def __call__(self, item: str, language: str | None) -> str | None:
        """Return the name of an item and what it is, in a language where it can be; None for an unknown IRI."""
        number = self._numbers.get(item)
        if number is None:
            return None
        row = self._index.items[number]
        start = int(self._index.item_start[number])
        end = (
            int(self._index.item_start[number + 1])
            if number + 1 < len(self._index.items)
            else len(self._index.passages)
        )
        passages = [self._index.passages[place] for place in range(start, end)]
        first = next((one for one in passages if one["language"] == language), passages[0])
        label = row["label"].get(first["language"]) or next(iter(row["label"].values()))
        return f"{label}. {first['text']}".strip()


def lines(feedback: Iterable[Kept], texts: ItemTexts) -> Iterator[dict[str, Any]]:
    """Yield feedback as examples to review: a person fills in who did, or deletes the line.

    What is about something that is no item of the release (a city, an item that is gone) is left out, and so is a
    verdict of a newer version.
    """
    for kept in feedback:
        said = kept.said
        text = texts(said.item, said.language)
        if text is not None and said.verdict in _VERDICTS:
            yield {
                "challenge": said.challenge,
                "language": said.language,
                "verdict": _VERDICTS[said.verdict],
                "item": said.item,
                "text": text,
                "reason": said.reason,
                "city": said.city,
                "release": said.release,
                "encoder": said.encoder,
                "band": said.band,
                "score": said.score,
                "at": kept.at,
                REVIEWED: "",
            }


def _rows(index: Index) -> Iterator[dict[str, Any]]:
    return (index.items[number] for number in range(len(index.items)))
