"""What can go wrong, as one small tree.

PeerCityError                 exit code 2, status 400
├── Unreadable                a file that is not what its name says
├── NotFound                  status 404: a city, axis, release … that is not there
├── Refused                   a request that is understood and not done
│   ├── Busy                  status 503: somebody else writes, or the queue is full
│   └── TooLong               status 413: more text than can be read with care
├── BrokenData                problems in data, all at once
└── NoRoom                    status 507: the disk is full
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


class PeerCityError(Exception):
    """An expected error. Its text is one clear sentence for the person who asked."""

    status = 400
    exit_code = 2


class Unreadable(PeerCityError):
    def __init__(self, name: object, why: str) -> None:
        self.name = str(name)
        super().__init__(f"{self.name} cannot be read: {why}")


class NotFound(PeerCityError):
    """Something named by a person that is not there; names what is near or valid."""

    status = 404

    def __init__(self, kind: str, name: str, *, near: Sequence[str] = (), valid: Iterable[str] = ()) -> None:
        self.kind, self.name, self.near, self.valid = kind, name, list(near), list(valid)
        text = f"There is no {kind} {name!r}."
        if self.near:
            text += f" Nearest: {', '.join(self.near)}."
        if self.valid:
            text += f" Valid: {', '.join(self.valid)}."
        super().__init__(text)


class Refused(PeerCityError):
    pass


class Busy(Refused):
    status = 503


class TooLong(Refused):
    status = 413

    def __init__(self, what: str, length: int, limit: int) -> None:
        self.what, self.length, self.limit = what, length, limit
        super().__init__(f"The {what} has {length:,} characters; at most {limit:,} are read. Please shorten it.")


class NoRoom(PeerCityError):
    status = 507

    def __init__(self, folder: object, needed: int, free: int) -> None:
        super().__init__(
            f"The disk of {folder} has {free / 1e6:,.0f} MB free and {needed / 1e6:,.0f} MB are needed. "
            "Nothing was changed; free some space and try again."
        )


@dataclass(frozen=True, order=True)
class Problem:
    """One problem in data: where it is and what would be right."""

    file: str
    record: str
    field: str
    message: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.record, self.field) if part)
        return f"{place}: {self.message}"


class BrokenData(PeerCityError):
    """Problems found in data, `in_order`. Nothing was done with it; `name` is what it is called."""

    status = 422
    outcome = "nothing was loaded"
    most: int | None = None
    """Problems that are printed; a file in another format has one on every line."""

    def __init__(self, problems: Iterable[Problem], *, name: object = None) -> None:
        self.problems = self.in_order(problems)
        count, shown = len(self.problems), self.problems[: self.most]
        place = "" if name is None else f" in {name}"
        lines = [f"{count:,} problem{'s' if count > 1 else ''} found{place}; {self.outcome}."]
        lines += [f"- {problem}" for problem in shown]
        lines += [f"- and {count - len(shown):,} more"] if count > len(shown) else []
        super().__init__("\n".join(lines))

    @staticmethod
    def in_order(problems: Iterable[Problem]) -> list[Problem]:
        """Return problems as they are told, each once."""
        return sorted(set(problems))


def nearest(name: str, valid: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return the valid names that look most like `name`.

    >>> nearest("Bibao", ["Bilbao", "Bogotá", "Pau"])
    ['Bilbao']
    """
    by_folded = {word.casefold(): word for word in valid}
    return [by_folded[word] for word in get_close_matches(name.casefold(), by_folded, n=limit, cutoff=0.6)]
