"""Why an item or a city is there: typed reasons, each resting on records and documents of the release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..answer import Reason, Source
from ..barriers import named_barriers
from ..context import compare
from ..counterfactual import Change
from ..index import Index
from ..links import takes_part
from ..places import AskingCity
from . import told
from .asked import Asked
from .context import context
from .counterfactual import counterfactual
from .helped import helped
from .hindered import hindered
from .wording import Wording

MOST = 6
"""Reasons of an item."""
TELLING = (
    "passage",
    "own",
    "barrier",
    "gap",
    "context",
    "evidence",
    "counterfactual",
    "theme",
    "path",
    "enabler",
    "hindrance",
    "lead",
)
"""Types of reasons of an item, the most telling first: where there are too many the last ones go. What would have to be
otherwise is said at the end, all the same."""
_LIKELY = 0.5
"""Probability from which a challenge is said to be about a theme."""


class Reasoner(Wording):
    """Writes the reasons of one answer in the reader's language.

    `spoken` is the language of the challenge, whose words may name barriers; `themes` holds the probability of each
    axis and theme of it.
    """

    def __init__(
        self,
        index: Index,
        language: str,
        city: AskingCity | None,
        *,
        challenge: str = "",
        spoken: str = "en",
        themes: Mapping[str, float] | None = None,
    ) -> None:
        super().__init__(language)
        self._index = index
        self._city = city
        self._themes = {concept for concept, probability in (themes or {}).items() if probability >= _LIKELY}
        self._documents = {one["iri"]: one for one in index.explaining["documents"]}
        self._asked = Asked(
            city,
            index.explaining["conditions"],
            named_barriers(challenge, index.explaining["barrier_names"], spoken),
            index.concepts,
            index.items.__getitem__,
        )

    def of_item(
        self, number: int, passage: dict[str, Any], *, nearest: str | None = None, change: Change | None = None
    ) -> tuple[Reason, ...]:
        """Return the reasons of the item of a number, the passage that matched first.

        `nearest` is the city of it that is compared with the asking one; `change` is what would make it first.
        """
        item = self._index.items[number]
        labels = {part["city"]: self._index.cities[part["city"]]["label"] for part in item["cities"]}
        found = [
            *told.passage(item, passage, self),
            *told.own(item, self._city, self),
            *hindered(item, number, self._asked, self, shown=passage["text"]),
            *(self._context(self._index.cities[nearest]) if nearest else ()),
            *told.evidence(item, self),
            *told.themes(item, self._index.concepts, self._themes, self),
            *told.path(item, labels, self),
            *helped(item, number, self._asked, self, shown=passage["text"]),
            *(counterfactual(item, change, self._index.cities, self._documents, self) if change else ()),
        ]
        kept = sorted(found, key=lambda reason: TELLING.index(reason.type))[:MOST]
        return tuple(sorted(kept, key=lambda reason: reason.type == "counterfactual"))

    def asked_for(self) -> str:
        """Return for which city the answer is, and how to name another one of the same name."""
        city = self._city
        if city is None:
            return ""
        others = ", ".join(self.say("quoted", text=f"{city.name}, {code}") for code in city.others)
        phrase = "answer.other_cities" if others else "answer.asked_for"
        return self.say(phrase, city=city.name, country=city.country, others=others)

    def of_city(self, city: dict[str, Any], parts: Sequence[tuple[dict[str, Any], str]]) -> Iterator[Reason]:
        """Yield the reasons of a city: each item with its part in it, then the context."""
        for item, role in parts:
            sources = self.sources(
                item, [name for part in item["cities"] if part["city"] == city["iri"] for name in part["sources"]]
            )
            if sources:
                text = self.say(
                    "reason.item",
                    part=self.role(role)[0].upper() + self.role(role)[1:],
                    label=self.label(item["label"]),
                    status=self.status(item),
                )
                yield Reason("item", text, (city["iri"], item["iri"]), sources)
        if self._city:
            yield from self._context(city)

    def already_linked(self, one: str, other: str) -> Iterator[Reason]:
        """Yield the shortest way between two cities through what they do together, where there is one.

        It rests on where the part of each city on the way is stated.
        """
        way = self._index.links.shortest(one, other)
        if way is None or self._city is None:
            return
        items = [self._index.items[step] for step in way if isinstance(step, int)]
        stated = [
            self._part_stated(item, str(city))
            for item, *pair in zip(items, way[::2], way[2::2], strict=False)
            for city in pair
        ]
        if not all(stated):
            return
        sources = tuple(dict.fromkeys(source for found in stated for source in found))
        told = [self.say("path.item", label=self.label(item["label"]), status=self.status(item)) for item in items]
        if len(items) == 1:
            path = self.say("path.both", item=told[0])
        else:
            between = self.label(self._index.cities[str(way[2])]["label"])
            path = self.say("path.through", city=between, items=self.listed(told))
        text = self.say("reason.already_linked", place=self._city.name, path=path)
        yield Reason("already_linked", text, (one, *(item["iri"] for item in items), other), sources)

    def _part_stated(self, item: dict[str, Any], city: str) -> tuple[Source, ...]:
        """Return the documents that say that a city takes part in an item."""
        parts = [part for part in item["cities"] if part["city"] == city and takes_part(part)]
        return self.sources(item, [name for part in parts for name in part["stated_in"]])

    def _context(self, city: Mapping[str, Any]) -> Iterator[Reason]:
        if self._city:
            compared = compare(self._city, city, spread=self._index.spread)
            yield from context(self._city, city, compared, self._documents, self)
