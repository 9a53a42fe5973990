"""What would make an item first, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..answer import Reason
from ..counterfactual import Change
from .wording import Wording


def counterfactual(
    item: dict[str, Any],
    change: Change,
    cities: Mapping[str, dict[str, Any]],
    documents: Mapping[str, dict[str, Any]],
    wording: Wording,
) -> Iterator[Reason]:
    """Yield the one change by which an item would be first. It rests on what the changed term rests on now.

    `cities` are rows of the index, `documents` those that cities rest on.
    """
    if change.city is None:
        sources = wording.sources(item, [one["iri"] for one in item["documents"]])
        text = wording.say(f"counterfactual.{change.kind}.{change.value}")
        iris: tuple[str, ...] = (item["iri"],)
    else:
        city = cities[change.city]
        stated = city["stated"].get("language", city["sources"])
        part = [name for one in item["cities"] if one["city"] == change.city for name in one["stated_in"]]
        languages = tuple(wording.source(documents[name]) for name in stated if name in documents)
        sources = tuple(dict.fromkeys([*wording.sources(item, part), *languages])) if languages else ()
        names = {"city": wording.label(city["label"]), "language": wording.tongue(change.value)}
        text = wording.say("counterfactual.language", **names)
        iris = (item["iri"], change.city)
    if sources:
        yield Reason("counterfactual", text, iris, sources)
