"""Which pairs should we propose? A round is solved, and everything that comes out of it is explained."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import numpy as np

from peercity.graph.errors import NotFound

from ..answer import REFUSALS
from ..language import interface_language
from .left_out import LeftOut
from .matching import Matching, solve
from .proposal import Alternate, Binding, Change, Pair, Proposal, Shortfall, Unmatched, Way
from .reasons import PairReasons
from .round import Mentor, Round
from .words import Words

OBJECTIVES = ("total",)
"""What makes pairs the best ones, after matching as many mentees as can be: the sum of affinity."""


def propose(made: Round, *, objective: str = "total", language: str = "en") -> Proposal:
    """Return the best pairs of a round, with their reasons in `language` (fr, es or en).

    Forced pairs are kept; then as many mentees as can be are matched, then as many places as the minimum loads ask
    for, and of all such pairs those with the best sum of affinity. Raises NotFound for an objective that there is not.
    """
    if objective not in OBJECTIVES:
        raise NotFound("objective", objective, valid=OBJECTIVES)
    started = time.perf_counter()
    matching = solve(made)
    return _Explained(matching, Words(interface_language(language))).proposal(started)


class _Explained:
    """Turns numbers into names and sentences."""

    def __init__(self, matching: Matching, words: Words) -> None:
        self._matching = matching
        self._round = matching.round
        self._words = words
        self._left_out = LeftOut(matching)

    def proposal(self, started: float) -> Proposal:
        values = self._round.affinity.value[self._matching.pair[self._matching.pair >= 0]].tolist()
        pairs = tuple(self._pairs())
        alternates = (
            {party.id: tuple(self._alternates(number)) for number, party in enumerate(self._round.mentees)}
            if self._round.alternates
            else {}
        )
        unmatched = tuple(self._unmatched(mentee) for mentee in self._left_out.mentees)
        minimums = tuple(self._shortfalls())
        return Proposal(
            status="minimums_unmet" if minimums else "optimal",
            total=math.fsum(values),
            worst=min(values, default=None),
            pairs=pairs,
            alternates=alternates,
            unmatched=unmatched,
            minimums=minimums,
            language=self._words.language,
            note=self._note() if self._round.computed else "",
            seconds=round(time.perf_counter() - started, 3),
        )

    def _note(self) -> str:
        """Return where affinities, languages and places come from."""
        offering = sum(mentor.offers > 0 for mentor in self._round.mentors)
        offers = self._words.count("offers", offering) if offering else self._words.say("offers.none")
        return f"{self._words.say('computed')} {offers}"

    def _pairs(self) -> Iterator[Pair]:
        reasons = PairReasons(self._matching, self._words)
        for number, mentee in enumerate(self._round.mentees):
            if self._matching.pair[number] >= 0:
                mentor = self._round.mentors[self._matching.mentor[number]]
                yield Pair(
                    mentee=mentee.id,
                    mentor=mentor.id,
                    affinity=float(self._round.affinity.value[self._matching.pair[number]]),
                    forced=bool(self._matching.is_forced[number]),
                    reasons=tuple(reasons.of(number)),
                    mentee_label=mentee.label,
                    mentor_label=mentor.label,
                )

    def _alternates(self, mentee: int) -> Iterator[Alternate]:
        """Yield the mentors that fit next best, the best first."""
        made, part = self._round, self._round.affinity.of(mentee)
        places = part.start + np.flatnonzero(made.can_be[part])
        places = places[places != self._matching.pair[mentee]]
        best = places[np.argsort(-made.affinity.value[places], kind="stable")][: made.alternates]
        for place in best.tolist():
            mentor = int(made.affinity.mentor[place])
            yield Alternate(
                mentor=made.mentors[mentor].id,
                affinity=float(made.affinity.value[place]),
                free=not self._matching.is_full[mentor],
                mentor_label=made.mentors[mentor].label,
            )

    def _unmatched(self, mentee: int) -> Unmatched:
        party = self._round.mentees[mentee]
        return Unmatched(party.id, party.label, self._binding(mentee), self._way(mentee))

    def _binding(self, mentee: int) -> Binding:
        made, words = self._round, self._words
        kind = self._left_out.binding(mentee)
        if kind == "no_affinity" and (refusal := made.refusals.get(mentee)) in REFUSALS:
            return Binding(refusal, words.say(f"binding.{refusal}"))
        part = made.affinity.of(mentee)
        own, foreign, banned = (flags[part] for flags in (made.is_itself, made.is_foreign, made.is_forbidden))
        about = {
            "full": made.can_be[part],
            "no_common_language": foreign & ~own,
            "forbidden": banned & ~own,
        }.get(kind, ~own)
        mentors = [made.mentors[mentor] for mentor in made.affinity.mentor[part][about].tolist()]
        names = words.names([mentor.label for mentor in mentors])
        if kind == "full":
            text = words.count("binding.full", len(mentors), names=names)
        elif kind == "no_affinity":
            text = self._not_named() if made.computed else words.say("binding.no_affinity")
        elif kind == "itself":
            text = words.say("binding.itself")
        else:
            spoken = words.tongues(made.mentees[mentee].languages)
            offered = words.tongues(sorted({tag for mentor in mentors for tag in mentor.languages}))
            text = words.count(f"binding.{kind}", len(mentors), names=names, spoken=spoken, offered=offered)
        return Binding(kind, text, tuple(mentor.id for mentor in mentors))

    def _not_named(self) -> str:
        from ..ask import MAX_LIMIT

        return self._words.say("binding.not_named", most=MAX_LIMIT)

    def _way(self, mentee: int) -> Way:
        made, words = self._round, self._words
        relaxation = self._left_out.relaxation(mentee)
        if relaxation is None:
            return Way(words.say("reword" if mentee in made.refusals else "nothing_helps"), ())
        learner, sharer = made.mentees[mentee], relaxation.mentor
        values: dict[str, int | str] = {}
        if isinstance(sharer, Mentor):
            values["place"] = sharer.maximum + 1
        if "language" in relaxation.kinds:
            values["language"] = sharer.languages[0]
        kinds = (*relaxation.kinds, "force") if relaxation.kept else relaxation.kinds
        asked = [
            words.say(
                f"way.{kind}", mentee=learner.label, mentor=sharer.label, languages=words.tongues(sharer.languages)
            )
            for kind in kinds
        ]
        effect = words.say(f"effect.{relaxation.effect}", mentor=sharer.label)
        text = words.say("way", asked=words.names(asked), effect=effect)
        changes = tuple(Change(kind, learner.id, sharer.id, values.get(kind)) for kind in kinds)
        return Way(text[0].upper() + text[1:], changes)

    def _shortfalls(self) -> Iterator[Shortfall]:
        """Yield the minimum loads that are not met, and what stands against each."""
        made, matching, words = self._round, self._matching, self._words
        for number, mentor in enumerate(made.mentors):
            load = int(matching.load[number])
            if load >= mentor.minimum:
                continue
            fitting = made.affinity.mentee[(made.affinity.mentor == number) & made.can_be]
            elsewhere = sorted({int(other) for other in matching.mentor[fitting] if other != number})
            names = words.names([made.mentors[other].label for other in elsewhere])
            if elsewhere:
                why = words.say("minimum.needed", names=names)
            else:
                why = words.count("minimum.few", len(fitting)) if len(fitting) else words.say("minimum.few.none")
            text = words.say("minimum", mentor=mentor.label, minimum=mentor.minimum, load=load, why=why)
            yield Shortfall(mentor.id, mentor.label, mentor.minimum, load, text)
