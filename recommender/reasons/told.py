"""What the sources say of an item: the passage that matched, its themes, who did it, and how well it is proven."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from ..answer import Reason
from ..item_rows import OTHER_ROLE, ROLE_WEIGHTS
from ..places import AskingCity
from .wording import Wording

Row = dict[str, Any]


def passage(item: Row, found: Row, wording: Wording) -> Iterator[Reason]:
    """Yield the passage that matched, with where in which document it is stated."""
    if sources := wording.sources(item, found["sources"]):
        phrase = "reason.passage" if found["language"] == wording.language else "reason.passage.other"
        text = wording.say(phrase, text=found["text"], language=wording.tongue(found["language"]))
        places = [name for name in found["sources"] if name in item["passages"]]
        yield Reason("passage", text, (item["iri"], *places), sources)


def own(item: Row, asking: AskingCity | None, wording: Wording) -> Iterator[Reason]:
    """Yield that the practice is the asking city's own, and how far it has come: it may be planned only."""
    for part in item["cities"]:
        is_own = asking is not None and part["city"] == asking.iri and part["role"] == "implementer"
        if is_own and wording.sources(item, part["stated_in"]):
            sources = wording.sources(item, [*part["stated_in"], item["states"][0]["source"]])
            text = wording.say("reason.own", status=wording.status(item))
            yield Reason("own", text, (part["city"], item["iri"]), sources)


def themes(
    item: Row, concepts: dict[str, dict[str, str]], likely: Collection[str], wording: Wording
) -> Iterator[Reason]:
    """Yield what an item is about, as a source says and in our reading; first what is `likely` the challenge's too."""
    for kind, by_us in (("stated", False), ("read", True)):
        subjects = [one for one in item["subjects"] if one["read"] == by_us and one["concept"] in concepts]
        subjects = [one for one in subjects if wording.sources(item, one["stated_in"])]
        if subjects:
            sources = wording.sources(item, [name for one in subjects for name in one["stated_in"]])
            shared, others = (
                [wording.label(concepts[one["concept"]]) for one in subjects if (one["concept"] in likely) == is_likely]
                for is_likely in (True, False)
            )
            told = wording.listed(shared or others)
            if shared and others:
                told += wording.say("list.semicolon") + wording.say(
                    "reason.theme.besides", names=wording.listed(others)
                )
            text = wording.say(f"reason.theme.{kind}.shared" if shared else f"reason.theme.{kind}", names=told)
            yield Reason("theme", text, tuple(f"concept:{one['concept']}" for one in subjects), sources)


def path(item: Row, labels: dict[str, dict[str, str]], wording: Wording) -> Iterator[Reason]:
    """Yield the way from cities to the item in words: who has which part, who leads, and at which meeting it began.

    `labels` are those of cities. That one city carries out its own practice is no news, and left out.
    """
    by_role: dict[str, list[Row]] = {}
    for part in item["cities"]:
        if wording.sources(item, part["stated_in"]):
            by_role.setdefault(part["role"], []).append(part)
    parts = sorted(by_role.items(), key=lambda one: -ROLE_WEIGHTS.get(one[0], OTHER_ROLE))
    plain = len(item["cities"]) == 1 and item["cities"][0]["role"] == "implementer"
    if parts and not plain:
        told = [
            wording.say(
                "path.part",
                names=wording.some([wording.label(labels[part["city"]]) for part in same]),
                role=wording.role(role, many=len(same) > 1),
            )
            for role, same in parts
        ]
        stated_in = [name for _, same in parts for part in same for name in part["stated_in"]]
        iris = dict.fromkeys(part["city"] for _, same in parts for part in same)
        text = wording.say("reason.path", parts=wording.say("list.semicolon").join(told))
        way = (*iris, item["iri"])
        if meeting := item["proposed_at"]:
            label, status = wording.label(meeting["label"]), wording.status(meeting)
            text += " " + wording.say("reason.proposed_at", label=label, status=status)
            way += (meeting["value"],)
            stated_in += meeting["stated_in"]
        yield Reason("path", text, way, wording.sources(item, stated_in))
    if (lead := item["lead"]) and (sources := wording.sources(item, lead["stated_in"])):
        yield Reason("lead", wording.say("reason.lead", lead=lead["value"]), (item["iri"],), sources)


def evidence(item: Row, wording: Wording) -> Iterator[Reason]:
    """Yield how well a practice is proven, in our reading of its sources."""
    if item["evidence"] and (sources := wording.sources(item, item["evidence_stated_in"])):
        told = [wording.say("reason.evidence", level=wording.say(f"evidence.{item['evidence']}"))]
        recognition = item["recognition"]
        if recognition and (more := wording.sources(item, recognition["stated_in"])):
            told.append(wording.label(recognition["value"]))
            sources = tuple(dict.fromkeys([*sources, *more]))
        yield Reason("evidence", " ".join(told), (item["iri"],), sources)
