"""What a city and the asking one have in common and where they differ, with the values of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..answer import Reason, Source
from ..context import Comparison, Feature
from ..context.comparison import SHORE
from ..places import AskingCity
from .wording import Wording

_NEXT = 2 / 3
"""Similarity of neighbouring income groups: too fine a difference to be worth a word."""
_OF_COUNTRY = ("language", "region", "income")
"""Features that two cities of one country share anyway."""
GAZETTEER = {
    "size": ("GeoNames", "https://www.geonames.org/"),
    "language": ("Unicode CLDR", "https://cldr.unicode.org/"),
    "income": (
        "World Bank",
        "https://datahelpdesk.worldbank.org/knowledgebase/articles/906519-world-bank-country-and-lending-groups",
    ),
    "coast": ("Natural Earth", "https://www.naturalearthdata.com/downloads/10m-physical-vectors/"),
}
"""Where the tables of the gazetteer have each feature from: title and page. The section of a city that the release does
not speak of is that of the other cities of its country, and rests on what theirs rests on."""


def context(
    asking: AskingCity,
    city: Mapping[str, Any],
    comparison: Comparison,
    documents: Mapping[str, dict[str, Any]],
    wording: Wording,
) -> Iterator[Reason]:
    """Yield the comparison of a city with the asking one, of what is documented of both.

    `documents` are those that cities rest on, by IRI. What is known of an asking city that the release does not speak
    of comes from the gazetteer: its sources are documents of the release where it has them, else pages outside.
    """
    names = {
        "place": asking.name,
        "there": wording.label(city["label"]),
        "region": wording.label(city["section_label"]),
        "whose": "" if asking.official and city["official"] else ".of_city",
    }
    told = []
    sources: dict[str, Source] = {}
    compatriots = asking.code == city["code"]
    for name, say in _SAID.items():
        feature = comparison[name]
        behind = _behind(feature, asking, city, documents, wording)
        if behind and (text := say(feature, wording, names)) and not (compatriots and name in _OF_COUNTRY):
            told.append(text)
            sources |= behind
    whole = [documents[name] for name in city["sources"] if name in documents]
    if told and compatriots and whole:
        told.append(wording.say("reason.context.country", country=asking.country))
        sources |= {one["iri"]: wording.source(one) for one in whole}
    if told:
        cities = wording.listed([names["there"], names["place"]])
        text = wording.say("reason.context", cities=cities, told=wording.say("list.semicolon").join(told))
        where = tuple(iri for iri in (asking.iri, city["iri"]) if iri)
        yield Reason("context", text, where, tuple(sources.values()))


def _behind(
    feature: Feature,
    asking: AskingCity,
    city: Mapping[str, Any],
    documents: Mapping[str, dict[str, Any]],
    wording: Wording,
) -> dict[str, Source]:
    """Return what a feature rests on; nothing where a value of either city rests on nothing."""
    theirs = [documents[name] for name in city["stated"].get(feature.name, ()) if name in documents]
    mine = [documents[name] for name in asking.stated.get(feature.name, ()) if name in documents]
    found = {one["iri"]: wording.source(one) for one in (*theirs, *mine)}
    if asking.iri is None and feature.name in GAZETTEER and feature.one is not None:
        title, page = GAZETTEER[feature.name]
        known = next((one for one in documents.values() if one["page"] == page), None)
        mine = [known or {"iri": page, "title": title, "page": page, "issued": None, "read_on": None}]
        found[mine[0]["iri"]] = wording.source(mine[0])
    supported = (mine or feature.one is None or asking.iri is None) and (theirs or feature.other is None)
    return found if supported else {}


def _size(feature: Feature, wording: Wording, names: Mapping[str, str]) -> str:
    if isinstance(feature.one, int) and isinstance(feature.other, int):
        theirs, mine = wording.number(feature.other), wording.people(feature.one)
        return wording.say("reason.context.size", theirs=theirs, mine=mine)
    unknown = [names[key] for key, value in (("there", feature.other), ("place", feature.one)) if value is None]
    return wording.say("reason.context.size.unknown", names=wording.listed(unknown))


def _region(feature: Feature, wording: Wording, names: Mapping[str, str]) -> str:
    return wording.say("reason.context.region", region=names["region"]) if feature.similarity else ""


def _language(feature: Feature, wording: Wording, names: Mapping[str, str]) -> str:
    if feature.similarity is None:
        return ""
    mine, theirs = (tuple(value) if isinstance(value, tuple) else () for value in (feature.one, feature.other))
    if common := [code for code in theirs if code in mine]:
        tongues = wording.some([wording.tongue(code) for code in common])
        return wording.say(f"reason.context.language{names['whose']}", languages=tongues)
    spoken, here = (wording.some([wording.tongue(code) for code in codes]) for codes in (theirs, mine))
    return wording.say(f"reason.context.language{names['whose']}.other", theirs=spoken, mine=here, **names)


def _income(feature: Feature, wording: Wording, names: Mapping[str, str]) -> str:
    if feature.similarity is None or _NEXT <= feature.similarity < 1:
        return ""
    mine, theirs = (wording.say(f"context.income.{group}") for group in (feature.one, feature.other))
    phrase = "reason.context.income" if mine == theirs else "reason.context.income.other"
    return wording.say(phrase, mine=mine, theirs=theirs, **names)


def _coast(feature: Feature, wording: Wording, names: Mapping[str, str]) -> str:
    near = all(isinstance(value, int) and value <= SHORE for value in (feature.one, feature.other))
    return wording.say("reason.context.coast", kilometres=SHORE, **names) if near else ""


_SAID: dict[str, Callable[[Feature, Wording, Mapping[str, str]], str]] = {
    "size": _size,
    "language": _language,
    "region": _region,
    "income": _income,
    "coast": _coast,
}
"""How each feature is said, in this order. Themes of a whole city say little beside an item."""
