"""The words of reasons in one language: labels, lists, numbers, and what a document is called."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from ..answer import Source
from ..language import interface_language
from ..phrases import phrases, say
from ..phrases.written import dated, listed, number, people

_NAMED = 4
"""Names of a list that are written out."""
_HEADING = 50
"""Characters of a heading that are enough to find it."""


class Wording:
    """Says things in the reader's language."""

    def __init__(self, language: str) -> None:
        self.language = interface_language(language)

    def say(self, phrase: str, /, **values: object) -> str:
        """Return a phrase with its values filled in."""
        return say(self.language, phrase, **values)

    def label(self, labels: dict[str, str]) -> str:
        """Return a label in the reader's language, else in English, else in any."""
        return labels.get(self.language) or labels.get("en") or next(iter(labels.values()), "")

    def role(self, role: str, *, many: bool = False) -> str:
        """Return what a part in an item is called, of one city or of several."""
        words = phrases(self.language)
        return words.get(f"role.{role}.many", words[f"role.{role}"]) if many else words[f"role.{role}"]

    def status(self, item: dict[str, Any]) -> str:
        """Return the status of an item as of the source to go by."""
        state = item["states"][0]
        words = phrases(self.language)
        word = words.get(f"status.{state['status']}.{item['type']}", words[f"status.{state['status']}"])
        if state["as_of"]:
            return dated(self.language, "status.as_of", state["as_of"], status=word)
        read_on = next((source["read_on"] for source in item["documents"] if source["iri"] == state["source"]), None)
        if read_on and state["status"] == "ongoing":
            return dated(self.language, "status.undated", read_on, status=word)
        return self.say("status.bare", status=word)

    def tongue(self, code: str) -> str:
        """Return the name of a language in the reader's language."""
        from babel import Locale

        return str(Locale(self.language).languages.get(code, code))

    def listed(self, names: Sequence[str]) -> str:
        """Return names as a list in words."""
        return listed(self.language, names)

    def some(self, names: Sequence[str]) -> str:
        """Return the first names as a list in words, and how many others there are."""
        if len(names) <= _NAMED + 1:
            return self.listed(names)
        return self.listed([*names[:_NAMED], self.say("list.others", number=len(names) - _NAMED)])

    def number(self, value: int) -> str:
        """Return a number in words, to three digits at most: what it counts is never exact."""
        return number(self.language, value)

    def people(self, population: int) -> str:
        """Return a population in words."""
        return people(self.language, population)

    def sources(self, item: dict[str, Any], names: Iterable[str | None]) -> tuple[Source, ...]:
        """Return the documents of an item among `names`, or in which passages among `names` stand, with the place."""
        wanted = set(names)
        places = item.get("passages", {})
        found = []
        for one in item["documents"]:
            inside = [
                places[name] for name in sorted(wanted & set(places), key=str) if places[name]["document"] == one["iri"]
            ]
            if inside or one["iri"] in wanted:
                found.append(self.source(one, locator=self._locator(inside)))
        return tuple(found)

    def source(self, document: dict[str, Any], *, locator: str | None = None) -> Source:
        """Return a document row as a source."""
        date = document["issued"] or document["read_on"]
        return Source(document["iri"], document["title"], document["page"], date, locator)

    def _locator(self, places: Sequence[dict[str, Any]]) -> str | None:
        """Return headings and paragraphs in words."""
        paragraphs: dict[str, set[int]] = {}
        for place in places:
            paragraphs.setdefault(self.label(place["heading"]), set()).update(
                [place["paragraph"]] if place["paragraph"] else []
            )
        parts = []
        for heading, numbers in sorted(paragraphs.items(), key=lambda one: min(one[1], default=0)):
            counted = self._paragraphs(sorted(numbers))
            short = textwrap.shorten(heading.rstrip(" :"), _HEADING, placeholder=" …")
            named = self.say("locator.heading", heading=short) if heading else ""
            parts.append(", ".join(filter(None, [named, counted])))
        return "; ".join(filter(None, parts)) or None

    def _paragraphs(self, numbers: Sequence[int]) -> str:
        if not numbers:
            return ""
        phrase = "locator.paragraph" if len(numbers) == 1 else "locator.paragraphs"
        return self.say(phrase, numbers=self.listed([str(number) for number in numbers]))
