"""Why an item or a city is there: typed reasons, each resting on records and documents of the release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .answer import Reason, Source
from .catalogue import OTHER_ROLE, ROLE_WEIGHTS
from .index import Index
from .language import interface_language
from .phrases import phrases, say
from .places import AskingCity, size_band


class Reasoner:
    """Writes the reasons of one answer in the reader's language."""

    def __init__(self, index: Index, language: str, city: AskingCity | None) -> None:
        self._index = index
        self.language = interface_language(language)
        self._city = city

    def of_item(self, item: dict[str, Any], passage: dict[str, Any]) -> tuple[Reason, ...]:
        """Return the reasons of an item, the passage that matched first."""
        found: list[Reason | None] = [
            self._passage(item, passage),
            *self._subjects(item),
            *self._paths(item),
            *self._lead(item),
        ]
        found += self._evidence(item)
        if self._city:
            for part in item["cities"]:
                if part["city"] != self._city.iri:
                    found += self._context(self._index.cities[part["city"]])
                    break
        return tuple(reason for reason in found if reason)

    def asked_for(self) -> str:
        """Return for which city the answer is, and how to name another one of the same name."""
        city = self._city
        if city is None:
            return ""
        others = ", ".join(f"“{city.name}, {code}”" for code in city.others)
        phrase = "answer.other_cities" if others else "answer.asked_for"
        return self.say(phrase, city=city.name, country=city.country, others=others)

    def of_city(self, city: dict[str, Any], parts: Sequence[tuple[dict[str, Any], str]]) -> Iterator[Reason]:
        """Yield the reasons of a city: each item with its part in it, then the context."""
        for item, role in parts:
            sources = self._sources(
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
        """Yield the shortest way between two cities through what they do together, where there is one."""
        way = self._index.links.shortest(one, other)
        if way is None or self._city is None:
            return
        items = [self._index.items[step] for step in way if isinstance(step, int)]
        sources = tuple(
            source for item in items for source in self._sources(item, [doc["iri"] for doc in item["documents"]])
        )
        labels = [self.label(item["label"]) for item in items]
        statuses = [self.status(item) for item in items]
        if len(items) == 1:
            path = self.say("path.both", label=labels[0], status=statuses[0])
        else:
            between = self.label(self._index.cities[str(way[2])]["label"])
            path = self.say(
                "path.through",
                city=between,
                first=labels[0],
                first_status=statuses[0],
                second=labels[1],
                second_status=statuses[1],
            )
        text = self.say("reason.already_linked", place=self._city.name, path=path)
        yield Reason("already_linked", text, (one, *(item["iri"] for item in items), other), sources)

    def say(self, phrase: str, /, **values: object) -> str:
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
            return self.say("status.as_of", status=word, date=state["as_of"])
        read_on = next((source["read_on"] for source in item["documents"] if source["iri"] == state["source"]), None)
        if read_on and state["status"] == "ongoing":
            return self.say("status.undated", status=word, date=read_on)
        return self.say("status.bare", status=word)

    def _passage(self, item: dict[str, Any], passage: dict[str, Any]) -> Reason | None:
        sources = self._sources(item, passage["sources"])
        if not sources:
            return None
        if passage["language"] == self.language:
            text = self.say("reason.passage", text=passage["text"])
        else:
            text = self.say("reason.passage.other", text=passage["text"], language=self._tongue(passage["language"]))
        return Reason("passage", text, (item["iri"],), sources)

    def _subjects(self, item: dict[str, Any]) -> Iterator[Reason]:
        for kind, by_us in (("stated", False), ("read", True)):
            subjects = [
                one for one in item["subjects"] if one["read"] == by_us and one["concept"] in self._index.concepts
            ]
            sources = self._sources(item, [one["source"] for one in subjects])
            if subjects and sources:
                names = [self.label(self._index.concepts[one["concept"]]) for one in subjects]
                text = self.say(f"reason.subject.{kind}", names=self._list(names))
                yield Reason("subject", text, tuple(f"concept:{one['concept']}" for one in subjects), sources)

    def _paths(self, item: dict[str, Any]) -> Iterator[Reason]:
        """Yield who has which part in the item, one reason a role."""
        by_role: dict[str, list[dict[str, Any]]] = {}
        for part in item["cities"]:
            by_role.setdefault(part["role"], []).append(part)
        for role, parts in sorted(by_role.items(), key=lambda one: -ROLE_WEIGHTS.get(one[0], OTHER_ROLE)):
            sources = self._sources(item, [name for part in parts for name in part["sources"]])
            if sources:
                names = [self.label(self._index.cities[part["city"]]["label"]) for part in parts]
                text = self.say("reason.path", names=self._list(names), role=self.role(role, many=len(names) > 1))
                yield Reason("path", text, (*(part["city"] for part in parts), item["iri"]), sources)

    def _lead(self, item: dict[str, Any]) -> Iterator[Reason]:
        """Yield who leads, where the source says that it is not simply the city."""
        sources = self._sources(item, [source["iri"] for source in item["documents"]])
        if item["lead"] and sources:
            yield Reason("lead", self.say("reason.lead", lead=item["lead"]), (item["iri"],), sources)

    def _evidence(self, item: dict[str, Any]) -> Iterator[Reason]:
        if item["type"] == "practice":
            level = self.say(f"evidence.{item['evidence']}")
            sources = self._sources(item, [source["iri"] for source in item["documents"]])
            if sources:
                yield Reason("evidence", self.say("reason.evidence", level=level), (item["iri"],), sources)

    def _context(self, city: dict[str, Any]) -> Iterator[Reason]:
        """Yield what a city has in common with the asking one, as far as both are known."""
        asking = self._city
        if asking is None:
            return
        where = tuple(iri for iri in (asking.iri, city["iri"]) if iri)
        sources = tuple(Source(name, name.rpartition("/")[2]) for name in city["sources"])
        if asking.section and asking.section == city["section"]:
            region = self.label(city["section_label"])
            yield Reason(
                "same_region", self.say("reason.same_region", place=asking.name, region=region), where, sources
            )
        band = size_band(asking.population)
        if band and band == size_band(city["population"]):
            words = self.say(f"size.{band}")
            yield Reason("same_size", self.say("reason.same_size", place=asking.name, band=words), where, sources)
        if common := sorted(set(asking.languages) & set(city["languages"])):
            text = self.say(
                "reason.same_language", place=asking.name, languages=self._list([self._tongue(code) for code in common])
            )
            yield Reason("same_language", text, where, sources)

    def _tongue(self, code: str) -> str:
        """Return the name of a language in the reader's language."""
        from babel import Locale

        return str(Locale(self.language).languages.get(code, code))

    def _sources(self, item: dict[str, Any], names: Sequence[str | None]) -> tuple[Source, ...]:
        return tuple(
            Source(one["iri"], one["title"], one["page"], one["issued"] or one["read_on"])
            for one in item["documents"]
            if one["iri"] in names
        )

    def _list(self, names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        words = phrases(self.language)
        return words["list.comma"].join(names[:-1]) + words["list.and"] + names[-1]
