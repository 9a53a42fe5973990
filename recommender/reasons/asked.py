"""Who asks, and what is stated on that side of what helps and what hinders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..answer import Source
from ..gaps import Conditions
from ..places import AskingCity
from .wording import Wording

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """The asking side of one answer."""

    city: AskingCity | None
    conditions: Conditions
    """Of all cities."""
    barriers: Mapping[str, str]
    """Barriers that the challenge itself names, each with the words that name it."""
    concepts: Mapping[str, dict[str, str]]
    """Labels."""
    practice: Callable[[int], Row]
    """Gives the row of an item by its number."""

    @property
    def place(self) -> str | None:
        """The IRI of the asking city, where the release speaks of it."""
        return self.city.iri if self.city else None

    def names(self, concepts: Sequence[str], wording: Wording) -> str:
        """Return concepts as a list in words, in the middle of a sentence."""
        labels = [wording.label(self.concepts[one]) for one in concepts]
        return wording.listed([label[:1].lower() + label[1:] for label in labels])

    def does(self, item: Row) -> bool:
        """Return whether the asking city carries out the item itself."""
        return any(part["city"] == self.place and part["role"] == "implementer" for part in item["cities"])


def sources_of(item: Row, kind: str, wording: Wording) -> tuple[Source, ...]:
    """Return what one kind of conditions of an item rests on."""
    told = item["conditions"].get(kind, {"stated_in": (), "concepts": ()})
    names = [*told["stated_in"], *(name for one in told["concepts"] for name in one["stated_in"])]
    return wording.sources(item, names)


def unless_shown(shown: str, text: str) -> str:
    """Return a text, or nothing where it is `shown` already."""
    return "" if text in shown else text
