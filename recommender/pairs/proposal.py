"""What comes back from a round: pairs with their reasons, alternates, and who is left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..answer import Reason


@dataclass(frozen=True)
class Pair:
    """A mentee and its mentor, by the ids and the names of the round."""

    mentee: str
    mentor: str
    affinity: float
    forced: bool
    reasons: tuple[Reason, ...]
    mentee_label: str
    mentor_label: str


@dataclass(frozen=True)
class Alternate:
    """A next-best mentor of a mentee; `free` says whether it has a place left."""

    mentor: str
    affinity: float
    free: bool
    mentor_label: str


@dataclass(frozen=True)
class Binding:
    """The constraint that keeps a mentee out, with the mentors that it is about."""

    type: str
    text: str
    mentors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One change of the round file.

    `place`: `max` of the mentor becomes `value`; `language`: the mentee has the language `value` too; `lift`: the pair
    is not forbidden any more; `affinity`: the pair has an affinity; `join`: the city is a mentor of the round;
    `force`: the pair is forced.
    """

    type: str
    mentee: str
    mentor: str
    value: int | str | None = None


@dataclass(frozen=True)
class Way:
    """The smallest relaxation: changes that together match a mentee while nobody else has to lose a mentor.

    There is no change where none is known that would; the text says then what else can be done.
    """

    text: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Unmatched:
    mentee: str
    mentee_label: str
    binding: Binding
    relaxation: Way


@dataclass(frozen=True)
class Shortfall:
    """A minimum load that could not be met."""

    mentor: str
    mentor_label: str
    minimum: int
    load: int
    text: str


@dataclass(frozen=True)
class Proposal:
    """The pairs of a round.

    `status` is `optimal`, or `minimums_unmet` where no pairs with as many mentees meet every minimum load; the total
    is the best one in both cases. `worst` is the lowest affinity of a pair, None where there is none; `alternates` are
    by mentee; `seconds` are those that solving and explaining took.
    """

    status: str
    total: float
    worst: float | None
    pairs: tuple[Pair, ...]
    alternates: Mapping[str, tuple[Alternate, ...]]
    unmatched: tuple[Unmatched, ...]
    minimums: tuple[Shortfall, ...]
    language: str
    seconds: float
    note: str = ""
    """What the reader must know of where the affinities come from."""

    def json(self) -> dict[str, Any]:
        """Return the proposal as it goes over the wire."""
        return asdict(self)
