"""What a city can teach: the other direction of a recommendation, scored as cities to ask are.

Over all axes, and whatever is asked: an officer who asks about floods brings to the table what the city has, not what
it lacks. A city is proposed only where a source states that it lacks something, and the reason says what and where.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .answer import Reason
from .cities import RankedCity, RankedItem, item_reasons, score_city
from .index import Index
from .links import can_be_asked
from .needs import PLANS, WEIGHTS
from .places import AskingCity, known_city
from .reasons import Reasoner

_DIMINISHING = 0.5
"""Each further need of a city counts half of the one before."""
_TEACHING_ROLES = ("implementer", "lead", "proposer")
"""Parts in an item that a city can teach from: who joined a network as a partner came to learn."""
_NAMED = 4
"""Items of a city that are named where they answer no need."""
_SHOWN = 2
"""Needs given as reasons of a city."""


@dataclass(frozen=True)
class AnsweredNeed:
    """A need of another city, what this city has on it, and how good it would be to ask this city about it."""

    number: int
    row: dict[str, Any]
    teacher: RankedCity
    score: float
    """The score of the teacher for this need, less where the need is less open."""


@dataclass(frozen=True)
class RankedLearner:
    """A city that could learn from another one, with its needs, the best answered first."""

    iri: str
    score: float
    needs: tuple[AnsweredNeed, ...]


@cache
def fitted() -> Any:
    """Return the model that ships: how near an item must be to answer a need, with what it was measured to reach."""
    return json.loads((files(__package__) / "teaching.json").read_text(encoding="utf-8"))


def features(nearness: float, need: Iterable[str], item: Iterable[str]) -> list[float]:
    """Return what tells whether an item answers a need: how near it is, and the share of axes and themes in common."""
    return [nearness, *(_shared(need, item, kind) for kind in ("axis/", "theme/"))]


def certainty(nearness: float, need: Iterable[str], item: Iterable[str]) -> float:
    """Return how sure it is that an item answers a need (0–1). `need` and `item` are their subjects.

    The logistic regression is fitted by `benchmarks/teaching.py` on pairs judged by hand.
    """
    value = float(np.dot(fitted()["weights"], features(nearness, need, item)) + fitted()["bias"])
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def _shared(one: Iterable[str], other: Iterable[str], kind: str) -> float:
    """Return the Jaccard index of the subjects of a kind."""
    mine, theirs = ({name for name in names if name.startswith(kind)} for names in (one, other))
    return len(mine & theirs) / max(1, len(mine | theirs))


def rank_learners(teacher: str, index: Index, *, reader: str = "en") -> list[RankedLearner]:
    """Return the cities with a stated need that items of `teacher` answer, the best answered first.

    Empty where the teacher has nothing documented, and where the index was not made with the encoder of the model: what
    the cosines of another one say of needs was not measured.
    """
    own = taught_items(teacher, index) if index.encoder_name == fitted()["encoder"] else []
    near = index.needs.nearness(index.item_vectors([number for number, _ in own])) if own else None
    if near is None:
        return []
    found: dict[str, list[AnsweredNeed]] = {}
    for number in np.flatnonzero(near.max(axis=1) >= _least_nearness()):
        row = index.needs.rows[int(number)]
        items = list(_answers(row, own, near[number], index)) if row["city"] != teacher else []
        if items:
            mentor = score_city(teacher, items, index, asking=known_city(index.cities[row["city"]], reader))
            need = AnsweredNeed(int(number), row, mentor, mentor.score * WEIGHTS[row["kind"]])
            found.setdefault(row["city"], []).append(need)
    return sorted((_learner(city, needs) for city, needs in found.items()), key=lambda one: (-one.score, one.iri))


def why_none(index: Index, reasoner: Reasoner, asking: AskingCity) -> str:
    """Return in words why nothing can be said of what a city could teach, naming what is documented of it."""
    own = taught_items(asking.iri, index) if asking.iri else []
    with_model = "no_need" if index.encoder_name == fitted()["encoder"] else "another"
    why = "nothing" if not own else "lexical" if index.space is None else with_model
    labels = [reasoner.say("teach.named", label=reasoner.label(row["label"])) for _, row in own[:_NAMED]]
    return reasoner.say(f"teach.{why}", place=asking.name, labels=", ".join(labels))


def learner_reasons(learner: RankedLearner, index: Index, reasoner: Reasoner, asking: AskingCity) -> list[Reason]:
    """Return why a city could learn from the asking one: each need with what answers it, then what they share.

    Empty where no source is left for a need or for what answers it: then nothing may be said.
    """
    found: list[Reason] = []
    for need in learner.needs[:_SHOWN]:
        taught = list(_taught(need, index, reasoner, asking))
        if taught:
            found += [_need(need.row, index, reasoner), *taught]
    if found:
        found += reasoner.of_city(index.cities[learner.iri], [])
        found += reasoner.already_linked(str(asking.iri), learner.iri)
    return found


def _need(row: dict[str, Any], index: Index, reasoner: Reasoner) -> Reason:
    item = index.items[row["item"]] if row["item"] is not None else None
    text = reasoner.say(
        f"teach.{row['kind']}",
        label=reasoner.label(item["label"]) if item else "",
        status=reasoner.status(item) if item else "",
        text=reasoner.label(row["text"]),
    )
    return Reason("need", text, (row["city"], row["iri"]), tuple(map(reasoner.source, row["documents"])))


def _taught(need: AnsweredNeed, index: Index, reasoner: Reasoner, asking: AskingCity) -> Iterator[Reason]:
    for part in need.teacher.parts[:_SHOWN]:
        item, role = part
        for reason in item_reasons(need.teacher.iri, [part], index, reasoner):
            text = reasoner.say(
                "teach.item.implementer" if role == "implementer" else "teach.item",
                place=asking.name,
                label=reasoner.label(item.row["label"]),
                role=reasoner.role(role),
                status=reasoner.status(item.row),
            )
            yield Reason("taught", text, reason.iris, reason.sources)


def _learner(city: str, needs: Sequence[AnsweredNeed]) -> RankedLearner:
    """Return a city with its needs; of two needs that stand in one item only the better answered counts."""
    ordered = sorted(needs, key=lambda need: (-need.score, need.row["iri"], need.row["kind"]))
    ordered = list({need.row["iri"]: need for need in reversed(ordered)}.values())[::-1]
    score = sum(need.score * _DIMINISHING**place for place, need in enumerate(ordered))
    return RankedLearner(city, score, tuple(ordered))


def taught_items(city: str, index: Index) -> list[tuple[int, dict[str, Any]]]:
    """Return what a city could teach from: its practices and projects, but for plans and what only interests it."""
    rows = ((number, index.items[number]) for number in index.city_parts.get(city, ()))
    return [
        (number, row)
        for number, row in rows
        if row["type"] in ("practice", "project", "programme")
        and row["states"][0]["status"] not in PLANS
        and any(one["city"] == city and one["role"] in _TEACHING_ROLES and can_be_asked(one) for one in row["cities"])
    ]


def _answers(
    need: dict[str, Any], own: Sequence[tuple[int, dict[str, Any]]], near: NDArray[np.float32], index: Index
) -> Iterator[RankedItem]:
    """Yield the items that answer a need; a thing does not answer what stands in it, but for an interest in it.

    As in an answer, an item that is no evidence of having done something counts less than a strong one.
    """
    bounds = fitted()["bounds"]
    for (number, row), value in zip(own, near, strict=True):
        score = certainty(float(value), need["subjects"], [subject["concept"] for subject in row["subjects"]])
        evidence = score if index.item_proven[number] else min(score, bounds["strong"] - 0.01)
        band = next((band for band, bound in bounds.items() if evidence >= bound), None)
        if band and (number != need["item"] or need["kind"] == "interest"):
            yield RankedItem(number, row, score, band, evidence)


def _least_nearness() -> float:
    """Return the nearness below which no item is sure enough to be shown, whatever its subjects."""
    near, axes, themes = fitted()["weights"]
    least = min(fitted()["bounds"].values())
    return float((math.log(least / (1 - least)) - fitted()["bias"] - axes - themes) / near)
