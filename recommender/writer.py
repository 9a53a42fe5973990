"""From ranked items and cities to recommendations, with whole IRIs and in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from peercity.graph.iris import CONCEPT

from .answer import BANDS, Also, Answer, Reason, Recommendation
from .cities import RankedItem, city_reasons, rank_cities
from .counterfactual import smallest_change
from .folding import Folded
from .index import Index
from .places import AskingCity
from .rank import Ranking
from .reasons import Reasoner
from .teaching import learner_reasons, rank_learners, why_none
from .terms import Scorer


class Writer:
    """Writes the recommendations of one answer."""

    def __init__(self, index: Index, base: str, reasoner: Reasoner, asking: AskingCity | None, *, spoken: str) -> None:
        self._index = index
        self._base = base
        self._reasoner = reasoner
        self._asking = asking
        self._spoken = spoken

    def of_item(
        self, folded: Folded[RankedItem], items: Sequence[RankedItem], ranking: Ranking, scorer: Scorer
    ) -> Recommendation:
        """Return an item with its reasons; `items` are all that the answer is chosen from, in their order."""
        item, label = folded.row, self._reasoner.label
        change = smallest_change(items, items.index(item), scorer, spoken=self._spoken)
        reasons = self._reasoner.of_item(
            item.number, self._passage(item.number, ranking), nearest=scorer.nearest(item.row), change=change
        )
        return Recommendation(
            iri=self._base + item.row["iri"],
            type=item.row["type"],
            label=label(item.row["label"]),
            score=round(item.score, 4),
            band=item.band,
            reasons=self._absolute(reasons),
            status=item.row["states"][0]["status"],
            status_text=self._reasoner.status(item.row),
            cities=tuple(
                dict.fromkeys(label(self._index.cities[part["city"]]["label"]) for part in item.row["cities"])
            ),
            summary=label(item.row["summary"]) or None,
            page=item.row["page"],
            terms={term.name: term.value for term in item.terms},
            also=tuple(Also(self._base + one.row["iri"], label(one.row["label"])) for one in folded.also),
        )

    def of_cities(self, items: Sequence[RankedItem]) -> Iterator[Recommendation]:
        """Yield the cities to ask, the best first, as far as a source is left to say why."""
        for city in rank_cities(items, self._index, asking=self._asking, spoken=(self._spoken,)):
            reasons = city_reasons(city, self._index, self._reasoner, self._asking)
            if any(reason.type == "item" for reason in reasons):
                yield Recommendation(
                    iri=self._base + city.iri,
                    type="mentor" if city.standing == "mentor" else "city",
                    label=self._reasoner.label(self._index.cities[city.iri]["label"]),
                    score=round(min(city.score, 1.0), 4),
                    band=min((item.band for item, _ in city.parts), key=BANDS.index),
                    reasons=self._absolute(reasons),
                )

    def with_teaching(self, answer: Answer, asking: AskingCity, limit: int) -> Answer:
        """Return the answer with what the asking city could teach, whatever it asks."""
        found = tuple(islice(self._learners(answer, asking), limit))
        message = "" if found else why_none(self._index, self._reasoner, asking)
        return replace(answer, teaches=found, teaches_message=message)

    def _learners(self, answer: Answer, asking: AskingCity) -> Iterator[Recommendation]:
        to_ask = {city.iri: city for city in answer.cities}
        for city in rank_learners(asking.iri, self._index, reader=self._reasoner.language) if asking.iri else ():
            reasons = self._absolute(learner_reasons(city, self._index, self._reasoner, asking))
            if reasons:
                if also_asked := to_ask.get(self._base + city.iri):
                    said = replace(also_asked.reasons[0], type="both_ways", text=self._reasoner.say("teach.both_ways"))
                    reasons = (*reasons, said)
                yield Recommendation(
                    iri=self._base + city.iri,
                    type="learner",
                    label=self._reasoner.label(self._index.cities[city.iri]["label"]),
                    score=round(min(city.score, 1.0), 4),
                    band=min((item.band for need in city.needs for item, _ in need.teacher.parts), key=BANDS.index),
                    reasons=reasons,
                )

    def _passage(self, item: int, ranking: Ranking) -> dict[str, Any]:
        """Return the best passage of an item; where the reader's language tells the same part, the best there."""
        best = self._index.passages[ranking.best(item)]
        part = ranking.of_item(item)
        reader = self._reasoner.language
        numbers = sorted(range(part.start, part.stop), key=lambda number: -ranking.closeness(number))
        rows = (self._index.passages[number] for number in numbers)
        return next((row for row in rows if row["part"] == best["part"] and row["language"] == reader), best)

    def _absolute(self, reasons: Sequence[Reason]) -> tuple[Reason, ...]:
        """Return reasons with whole IRIs, as they can be looked up and asked for in SPARQL."""

        def whole(iri: str) -> str:
            if iri.startswith("concept:"):
                return CONCEPT + iri.removeprefix("concept:")
            return iri if iri.startswith("https:") else self._base + iri

        return tuple(
            replace(
                reason,
                iris=tuple(whole(iri) for iri in reason.iris),
                sources=tuple(replace(source, iri=whole(source.iri)) for source in reason.sources),
            )
            for reason in reasons
        )


def doers(item: dict[str, Any]) -> Iterator[str]:
    """Yield the cities that did an item: who carried it out or led it."""
    return (part["city"] for part in item["cities"] if part["role"] in ("implementer", "lead"))
