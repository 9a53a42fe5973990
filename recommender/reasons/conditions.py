"""What helped and what was hard there, and what of it is stated for the asking city."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..answer import Reason
from ..gaps import Conditions, against
from ..places import AskingCity
from .wording import Wording

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Who asks, and what is stated of barriers on that side."""

    city: AskingCity | None
    conditions: Conditions
    """Of all cities."""
    barriers: Mapping[str, str]
    """Barriers that the challenge itself names, each with the words that name it."""
    concepts: Mapping[str, dict[str, str]]
    """Labels."""
    practice: Callable[[int], Row]
    """Gives the row of an item by its number."""

    def names(self, concepts: Sequence[str], wording: Wording) -> str:
        """Return concepts as a list in words, in the middle of a sentence."""
        labels = [wording.label(self.concepts[one]) for one in concepts]
        return wording.listed([label[:1].lower() + label[1:] for label in labels])


def helped(item: Row, number: int, asked: Asked, wording: Wording, *, shown: str) -> Iterator[Reason]:
    """Yield what helped and, for an asking city, which of it nothing here states of that city.

    What is `shown` already is not said again.
    """
    told = item["conditions"].get("helped")
    if told is None or not (sources := _sources(item, told, wording)):
        return
    concepts = [one["concept"] for one in told["concepts"] if one["stated_in"]]
    details = _unless(shown, wording.label(told["text"]))
    text = [
        wording.say("reason.enabler", text=details or wording.say("list.end", names=asked.names(concepts, wording)))
    ]
    iris = (item["iri"], *(f"concept:{one}" for one in concepts))
    city = asked.city
    if city is None or not concepts or _is_own(item, city):
        if details:
            yield Reason("enabler", " ".join(text), iris, sources)
        return
    found = against(item, "helped", city.iri, asked.conditions, number=number)
    if found.shared:
        practices = [asked.practice(practice) for practice in dict.fromkeys(practice for _, practice in found.shared)]
        text.append(
            wording.say(
                "gap.stated",
                names=asked.names([concept for concept, _ in found.shared], wording),
                place=city.name,
                practices=wording.listed([wording.label(one["label"]) for one in practices]),
            )
        )
        iris += tuple(one["iri"] for one in practices)
        sources += tuple(source for one in practices for source in _of_own(one, "helped", wording))
    if found.missing:
        text.append(wording.say("gap.not_stated", names=asked.names(found.missing, wording), place=city.name))
    if found.missing or found.shared or details:
        yield Reason("gap" if found.missing else "enabler", " ".join(text), iris, tuple(dict.fromkeys(sources)))


def hindered(item: Row, number: int, asked: Asked, wording: Wording, *, shown: str) -> Iterator[Reason]:
    """Yield what was hard there; where the asking side meets the same barrier, and which. What is `shown` is not repeated.

    That something was done "despite" a barrier is said only where a source says that it was done and names the barrier,
    and where the asking side's one is in the challenge, word for word, or stated of a practice of the asking city.
    """
    told = item["conditions"].get("hindered")
    if told is None or not (sources := _sources(item, told, wording)):
        return
    concepts = [one["concept"] for one in told["concepts"] if one["stated_in"]]
    details = _unless(shown, wording.label(told["text"]))
    iris = (item["iri"], *(f"concept:{one}" for one in concepts))
    asked_for = [concept for concept in concepts if concept in asked.barriers]
    own = against(item, "hindered", asked.city.iri if asked.city else None, asked.conditions, number=number).shared
    own = () if asked.city and _is_own(item, asked.city) else own
    if not asked_for and not own:
        if details:
            yield Reason("hindrance", wording.say("reason.hindrance", text=details), iris, sources)
        return
    shared = list(dict.fromkeys([*asked_for, *(concept for concept, _ in own)]))
    done = item["states"][0]["status"] in ("done", "ongoing") and item["evidence"] != "not-yet"
    phrase = "reason.barrier.despite" if done else "reason.barrier"
    text = [wording.say(phrase, names=asked.names(shared, wording))]
    if details:
        text.append(wording.say("reason.barrier.there", text=details))
    if asked_for:
        words = wording.listed([wording.say("quoted", text=asked.barriers[concept]) for concept in asked_for])
        text.append(wording.say("reason.barrier.challenge", words=words))
    for concept, practice in own if asked.city else ():
        row = asked.practice(practice)
        label = wording.label(row["label"])
        text.append(
            wording.say("reason.barrier.own", names=asked.names([concept], wording), place=asked.city.name, label=label)
        )
        iris += (row["iri"],)
        sources += _of_own(row, "hindered", wording)
    yield Reason("barrier", " ".join(text), iris, tuple(dict.fromkeys(sources)))


def _unless(shown: str, text: str) -> str:
    return "" if text in shown else text


def _sources(item: Row, told: Row, wording: Wording) -> tuple[Any, ...]:
    names = [*told["stated_in"], *(name for one in told["concepts"] for name in one["stated_in"])]
    return wording.sources(item, names)


def _of_own(item: Row, kind: str, wording: Wording) -> tuple[Any, ...]:
    return _sources(item, item["conditions"][kind], wording)


def _is_own(item: Row, city: AskingCity) -> bool:
    return any(part["city"] == city.iri and part["role"] == "implementer" for part in item["cities"])
