"""Why a mentee is left out, and the smallest change of the round that would match it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .matching import Matching
from .round import Flags, Numbers, Party

KINDS = ("place", "language", "lift", "affinity", "join")
"""Changes, those that ask least first: one more place, one more language, a ban lifted, an affinity stated, a city
that joins as a mentor."""


@dataclass(frozen=True)
class Relaxation:
    """Changes that together match a mentee, by way of `mentor`, while nobody else has to lose a mentor.

    `kept` says that the place has to be kept for the mentee by a forced pair, since others that are left out could
    take it; `free` that the mentor has a place already.
    """

    mentor: Party
    kinds: tuple[str, ...]
    kept: bool
    free: bool

    @property
    def effect(self) -> str:
        """What it means for the others: `kept`, `place` (a new one), `free` (an old one) or `moves`."""
        if self.kept:
            return "kept"
        if {"place", "join"} & {*self.kinds}:
            return "place"
        return "free" if self.free else "moves"


_Asked = tuple[int, int, bool, float, int]
"""How many changes, how much they ask, whether the place must be kept, the affinity (negative) and the mentor."""


def _asked(found: tuple[_Asked, Relaxation]) -> _Asked:
    return found[0]


class LeftOut:
    """Looks at the mentees that a best matching leaves out.

    What makes its answers exact: a matching leaves out as few as can be if and only if no way leads from a mentee left
    out to a free place, along pairs that can be made from mentees and pairs that were made from mentors (Berge, 1957).
    So all mentors on the ways from a mentee left out are full, and a change that opens such a way matches it.
    """

    def __init__(self, matching: Matching) -> None:
        self._matching = matching
        self._round = matching.round
        self._foreign_to: dict[tuple[str, ...], Flags] = {}

    @cached_property
    def mentees(self) -> list[int]:
        return [int(mentee) for mentee in np.flatnonzero(self._matching.pair < 0)]

    def binding(self, mentee: int) -> str:
        """Return what keeps a mentee out.

        `full`: mentors fit, and all of them are full; else every affinity that it has is forbidden, foreign or its
        own: `no_affinity`, `itself`, `forbidden`, `no_common_language`, or `forbidden_or_foreign` where both occur.
        """
        made, part = self._round, self._round.affinity.of(mentee)
        if made.can_be[part].any():
            return "full"
        others = ~made.is_itself[part]
        if not others.any():
            return "itself" if part.start < part.stop else "no_affinity"
        forbidden = made.is_forbidden[part][others]
        if forbidden.all():
            return "forbidden"
        return "forbidden_or_foreign" if forbidden.any() else "no_common_language"

    def relaxation(self, mentee: int) -> Relaxation | None:
        """Return the smallest change that matches a mentee: the fewest changes, then those that ask least."""
        affinity = self._round.affinity
        part = affinity.of(mentee)
        stated = dict(zip(affinity.mentor[part].tolist(), affinity.value[part].tolist(), strict=True))
        keyed = [self._relaxation(mentee, mentor, value) for mentor, value in stated.items()]
        best = min((one for one in keyed if one), default=None, key=_asked)
        if best and len(best[1].kinds) == 1:
            return best[1]
        others = self._joining(mentee) if self._round.computed else self._stating(mentee, stated)
        best = min((one for one in (best, others) if one), default=None, key=_asked)
        return best[1] if best else None

    def _stating(self, mentee: int, stated: Collection[int]) -> tuple[_Asked, Relaxation] | None:
        """Return the best relaxation by way of a mentor without affinity, which asks for one change at least."""
        made = self._round
        foreign = self._foreign(made.mentees[mentee].languages)
        banned = np.zeros(len(made.mentors), dtype=np.bool_)
        banned[self._bans.get(mentee, [])] = True
        out = foreign & self._is_mute
        out[list(stated)] = True
        if made.itself[mentee] >= 0:
            out[made.itself[mentee]] = True
        if out.all():
            return None
        count = foreign.astype(np.int64) + banned + ~self._is_open
        places = foreign * KINDS.index("language") + banned * KINDS.index("lift")
        contested = ~self._is_open & (self._ends[1] >= 0)
        return self._relaxation(mentee, int(np.lexsort((contested, places, count, out))[0]), None)

    def _foreign(self, languages: tuple[str, ...]) -> Flags:
        """Return, of each mentor, whether it lacks the language in common that the round requires."""
        if languages not in self._foreign_to:
            spoken, required = set(languages), self._round.common_language
            flags = [required and not spoken & set(mentor.languages) for mentor in self._round.mentors]
            self._foreign_to[languages] = np.array(flags, dtype=np.bool_)
        return self._foreign_to[languages]

    @cached_property
    def _is_mute(self) -> Flags:
        """Of each mentor, whether no language of it is known."""
        return np.array([not mentor.languages for mentor in self._round.mentors], dtype=np.bool_)

    @cached_property
    def _bans(self) -> dict[int, list[int]]:
        """By mentee, the mentors that are forbidden to it."""
        found: dict[int, list[int]] = {}
        for mentee, mentor in self._round.forbidden:
            found.setdefault(mentee, []).append(mentor)
        return found

    def _joining(self, mentee: int) -> tuple[_Asked, Relaxation] | None:
        """Return the relaxation by way of the best city that is no mentor of the round yet."""
        spoken = set(self._round.mentees[mentee].languages)
        for place, city in enumerate(self._round.named.get(mentee, ())):
            if not self._round.common_language or spoken & set(city.languages):
                kept = any(self._could_pair(other) for other in self.mentees if other != mentee)
                return (1, KINDS.index("join"), kept, 0.0, place), Relaxation(city, ("join",), kept, free=True)
        return None

    def _could_pair(self, mentee: int) -> bool:
        """Say whether the answer to the challenge of a mentee names any city that it could be paired with."""
        named = self._round.named.get(mentee)
        return bool(named or self._round.can_be[self._round.affinity.of(mentee)].any())

    def _relaxation(self, mentee: int, mentor: int, value: float | None) -> tuple[_Asked, Relaxation] | None:
        """Return what a pair asks for, to be compared, and the changes; None where no change could make it."""
        made = self._round
        learner, sharer = made.mentees[mentee], made.mentors[mentor]
        if made.itself[mentee] == mentor:
            return None
        kinds = [] if value is not None else ["affinity"]
        if made.common_language and not set(learner.languages) & set(sharer.languages):
            if not sharer.languages:
                return None
            kinds.append("language")
        if (mentee, mentor) in made.forbidden:
            kinds.append("lift")
        kept = False
        if not self._is_open[mentor]:
            kinds.append("place")
            kept = self._contested(mentor, mentee)
        places = sorted(KINDS.index(kind) for kind in kinds)
        asked = (len(kinds), sum(places), kept, -(value or 0.0), mentor)
        free = not bool(self._matching.is_full[mentor])
        return asked, Relaxation(sharer, tuple(KINDS[place] for place in places), kept, free)

    def _contested(self, mentor: int, mentee: int) -> bool:
        """Say whether another mentee that is left out could take one more place of a mentor."""
        first, last = self._ends[0][mentor], self._ends[1][mentor]
        return bool(last >= 0 and not first == last == mentee)

    @cached_property
    def _is_open(self) -> Flags:
        """Of each mentor, whether one more mentee could come to it while nobody loses a mentor."""
        found = ~self._matching.is_full
        tail, head = self._moves
        while True:
            more = found.copy()
            more[tail[found[head]]] = True
            if (more == found).all():
                return found
            found = more

    @cached_property
    def _ends(self) -> tuple[Numbers, Numbers]:
        """The first and the last mentee left out from which a way leads to each mentor; last is -1 where none does."""
        nobody = len(self._round.mentees)
        first = np.full(len(self._round.mentors), nobody)
        last = np.full(len(self._round.mentors), -1)
        affinity = self._round.affinity
        starts = np.flatnonzero(self._round.can_be & (self._matching.pair < 0)[affinity.mentee])
        np.minimum.at(first, affinity.mentor[starts], affinity.mentee[starts])
        np.maximum.at(last, affinity.mentor[starts], affinity.mentee[starts])
        tail, head = self._moves
        while True:
            before = first.copy(), last.copy()
            np.minimum.at(first, head, first[tail])
            np.maximum.at(last, head, last[tail])
            if (before[0] == first).all() and (before[1] == last).all():
                return first, last

    @cached_property
    def _moves(self) -> tuple[Numbers, Numbers]:
        """From which mentor to which other one a mentee could move, one entry a possible move."""
        affinity, matching = self._round.affinity, self._matching
        movable = (matching.pair >= 0) & ~matching.is_forced
        arcs = np.flatnonzero(self._round.can_be & movable[affinity.mentee])
        tail, head = matching.mentor[affinity.mentee[arcs]], affinity.mentor[arcs]
        codes = np.unique(tail * len(self._round.mentors) + head)
        return codes // max(len(self._round.mentors), 1), codes % max(len(self._round.mentors), 1)
