"""Why a mentee is paired with its mentor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from ..answer import Reason
from .matching import Matching
from .round import Numbers
from .words import Words


class PairReasons:
    """Writes the reasons of the pairs of one matching."""

    def __init__(self, matching: Matching, words: Words) -> None:
        self._matching = matching
        self._round = matching.round
        self._words = words

    def of(self, mentee: int) -> Iterator[Reason]:
        """Yield why a mentee has the mentor that it has, what the release says last."""
        mentor = int(self._matching.mentor[mentee])
        learner, sharer = self._round.mentees[mentee], self._round.mentors[mentor]
        iris = tuple(iri for iri in (learner.iri, sharer.iri) if iri)
        if self._matching.is_forced[mentee]:
            yield Reason("forced", self._words.say("forced"), iris)
        yield Reason("affinity", self._affinity(mentee), iris)
        if common := self._round.in_common(mentee, mentor):
            text = self._words.count("common_language", len(common), languages=self._words.tongues(common))
            yield Reason("common_language", text, iris)
        if text := self._not_first(mentee, mentor):
            yield Reason("not_first_choice", text, iris)
        yield from self._round.evidence.get((mentee, mentor), ())

    def _affinity(self, mentee: int) -> str:
        made = self._round
        value = float(made.affinity.value[self._matching.pair[mentee]])
        part = made.affinity.of(mentee)
        others = made.affinity.value[part][made.can_be[part]]
        rank = 1 + int((others > value).sum())
        return self._words.count("affinity", len(others), affinity=self._words.number(value), rank=rank)

    def _not_first(self, mentee: int, mentor: int) -> str:
        """Return why a mentee does not have the mentor that fits it best, or nothing where it has."""
        made, matching, words = self._round, self._matching, self._words
        part = made.affinity.of(mentee)
        value = np.where(made.can_be[part], made.affinity.value[part], -1.0)
        best = int(value.argmax())
        if value[best] <= made.affinity.value[matching.pair[mentee]]:
            return ""
        first = int(made.affinity.mentor[part][best])
        name, fits = made.mentors[first].label, words.number(float(value[best]))
        if matching.is_forced[mentee]:
            return words.say("first.forced", mentor=name, affinity=fits)
        if not matching.is_full[first]:
            # A move there would raise the total, so only the minimum load of its mentor can hold it.
            return words.say("first.minimum", mentor=name, affinity=fits, other=made.mentors[mentor].label)
        paired = matching.of(first)
        if not paired:
            return words.say("first.closed", mentor=name, affinity=fits)
        kind = "only" if all(self._choices[other] == 1 for other in paired) else "full"
        names = words.names([made.mentees[other].label for other in paired])
        return words.count(f"first.{kind}", len(paired), mentor=name, affinity=fits, names=names)

    @cached_property
    def _choices(self) -> Numbers:
        """How many mentors fit each mentee."""
        made = self._round
        return np.bincount(made.affinity.mentee[made.can_be], minlength=len(made.mentees))
