"""The features of cities in words: French, Spanish and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..phrases import say
from ..phrases.written import listed, number
from ..places import AskingCity
from .comparison import WEIGHTS, Feature, Value

_SHOWN = 4
"""Themes that are named; of the others the number is given."""


class Words:
    """Says features in a reader's language: fr, es or en."""

    def __init__(
        self,
        language: str,
        *,
        concepts: Mapping[str, Mapping[str, str]] | None = None,
        cities: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        from babel import Locale

        self.language = language
        self._locale = Locale(language)
        self._concepts = concepts or {}
        rows = (cities or {}).values()
        self._sections = {city["section"]: city["section_label"] for city in rows if city["section"]}

    def feature(self, feature: Feature, one: str, other: str) -> str:
        """Return one sentence on a feature of the cities `one` and `other`, or on what is not stated of which."""
        name = self.name(feature.name)
        unknown = [city for city, value in ((one, feature.one), (other, feature.other)) if value is None]
        if unknown:
            return say(self.language, "context.not_stated", name=name, cities=self.list(unknown))
        common = self._common(feature)
        if common:
            return say(self.language, "context.both", name=name, value=common)
        if feature.name == "themes":
            return say(self.language, "context.none", name=name)
        values = {"first": self.value(feature.name, feature.one), "second": self.value(feature.name, feature.other)}
        return say(self.language, "context.each", name=name, one=one, other=other, **values)

    def own(self, name: str, value: Value) -> str:
        """Return one sentence on a feature of one city."""
        if value is None:
            return say(self.language, "context.unknown", name=self.name(name))
        return say(self.language, "context.own", name=self.name(name), value=self.value(name, value))

    def notes(self, city: AskingCity) -> Iterator[str]:
        """Yield what the reader must know of a comparison with `city`."""
        if city.others:
            others = ", ".join(say(self.language, "quoted", text=f"{city.name}, {code}") for code in city.others)
            yield say(self.language, "answer.other_cities", city=city.name, country=city.country, others=others)
        if city.iri is None:
            yield say(self.language, "context.gazetteer", city=city.name)
        weights = {name: round(100 * weight) for name, weight in WEIGHTS.items()}
        yield say(self.language, "cities.similar.meaning", **weights)

    def name(self, feature: str) -> str:
        return say(self.language, f"context.name.{feature}")

    def value(self, name: str, value: Any) -> str:
        """Return a value of a feature as a reader writes it."""
        if name == "size":
            return number(self.language, value)
        if name == "coast":
            return say(self.language, "context.km", km=number(self.language, value))
        if name == "income":
            return say(self.language, f"context.income.{value}")
        if name == "region":
            return self.label(self._sections.get(value, {})) or value.rpartition("/")[2]
        if name == "language":
            return self.list([self.tongue(code) for code in value])
        return self._themes(value)

    def label(self, labels: Mapping[str, str]) -> str:
        """Return a label in the reader's language, else in English, else in any."""
        return labels.get(self.language) or labels.get("en") or next(iter(labels.values()), "")

    def country(self, code: str) -> str:
        return str(self._locale.territories.get(code, code))

    def tongue(self, code: str) -> str:
        return str(self._locale.languages.get(code, code))

    def list(self, names: Sequence[str]) -> str:
        """Return names as a list in a sentence."""
        return listed(self.language, names)

    def _common(self, feature: Feature) -> str:
        """Return what the two share, or nothing: languages and themes may be shared in part."""
        if isinstance(feature.one, tuple) and isinstance(feature.other, tuple):
            shared = [value for value in feature.one if value in feature.other]
            return self.value(feature.name, shared) if shared else ""
        if feature.one == feature.other and feature.name in ("region", "income"):
            return self.value(feature.name, feature.one)
        return ""

    def _themes(self, concepts: Sequence[str]) -> str:
        """Return the names of themes, which say more than axes, before those of axes."""
        ordered = sorted(concepts, key=lambda concept: concept.startswith("axis/"))
        names = [self.label(self._concepts.get(concept, {})) or concept for concept in ordered]
        if len(names) > _SHOWN + 1:
            more = say(self.language, "context.more", count=len(names) - _SHOWN)
            return self.list([*names[:_SHOWN], more])
        return self.list(names)
