"""Affinities computed from a release: how well a mentor answers the challenge of a mentee."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from peercity.graph.errors import NotFound, PeerCityError

from ..answer import REFUSALS, Reason
from ..places import AskingCity, find_city
from ..text import challenge_text
from .problems import Problems
from .round import Affinity, Mentor, Party

if TYPE_CHECKING:
    from ..ask import Recommender


class ComputedAffinity:
    """Looks up the cities of a round in a release and asks it the challenge of each mentee.

    The affinity of a pair is the score of the mentor among the cities that the answer to the mentee's challenge names;
    it comes with the reasons of the answer. A mentor that the answer does not name has none.
    """

    def __init__(self, recommender: Recommender, reader: str, problems: Problems) -> None:
        self._recommender = recommender
        self._reader = reader
        self._problems = problems
        self._challenges: dict[str, str] = {}
        self._places: dict[tuple[bool, str], str] = {}
        self.evidence: dict[tuple[int, int], tuple[Reason, ...]] = {}
        self.refusals: dict[int, str] = {}
        self.named: dict[int, tuple[Party, ...]] = {}

    def find(self, name: str, place: str, *, mentor: bool) -> AskingCity | None:
        """Return the city that an id means, or None with the problem noted."""
        try:
            city = find_city(name, self._recommender.index.cities, reader=self._reader)
        except NotFound as error:
            self._problems.add(place, f"{error} Without affinity in the file, ids are cities.", field="id")
            return None
        if mentor and city.iri is None:
            told = (
                f"release {self._recommender.release.number} does not speak of {city.name}; give affinity in the file"
            )
            self._problems.add(place, told, field="id")
        first = self._places.setdefault((mentor, city.iri or f"{city.name}, {city.code}"), place)
        if first != place:
            self._problems.add(place, f"this is the city of {first}; keep one", field="id")
        return city

    def offers(self, city: str | None) -> Sequence[Mapping[str, Any]]:
        """Return the offers of a city that the release records."""
        rows = self._recommender.index.cities
        offers: Sequence[Mapping[str, Any]] = rows[city]["offers"] if city in rows else ()
        return offers

    def note_challenge(self, mentee: str, challenge: str | None, place: str) -> None:
        """Keep the challenge of a mentee, or note what is wrong with it."""
        if challenge is None:
            told = "it is missing; without affinity in the file, each mentee states its challenge"
            self._problems.add(place, told, field="challenge")
            return
        try:
            self._challenges[mentee] = challenge_text(challenge)
        except PeerCityError as error:
            self._problems.add(place, str(error), field="challenge")

    def ask(
        self, mentees: Sequence[Party], mentors: Sequence[Mentor], progress: Callable[[int, int], None] | None
    ) -> Affinity:
        """Return the affinities of all pairs that the answers name."""
        from ..ask import MAX_LIMIT

        base = self._recommender.release.facts["base"]
        numbers = {f"{base}{mentor.iri}": number for number, mentor in enumerate(mentors)}
        cities = self._recommender.index.cities
        rows: list[tuple[int, int, float]] = []
        for number, mentee in enumerate(mentees):
            answer = self._recommender.ask(
                self._challenges[mentee.id], city=mentee.iri or mentee.id, limit=MAX_LIMIT, reader=self._reader
            )
            if answer.band in REFUSALS:
                self.refusals[number] = answer.band
            for city in answer.cities:
                if (mentor := numbers.get(city.iri)) is not None:
                    rows.append((number, mentor, city.score))
                    self.evidence[number, mentor] = city.reasons
            others = {city.iri.removeprefix(base): city.label for city in answer.cities if city.iri not in numbers}
            self.named[number] = tuple(
                Party(iri, label, tuple(cities[iri]["languages"]), iri) for iri, label in others.items()
            )
            if progress:
                progress(number + 1, len(mentees))
        if not rows:
            return Affinity.none()
        left, right, values = zip(*rows, strict=True)
        return Affinity.sorted(np.array(left), np.array(right), np.array(values, dtype=np.float64))
