"""Problems of a round file, collected and told together."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from peercity.graph.errors import BrokenData, Problem, nearest

_LISTED = 10
"""Valid ids that are listed where none is near."""


class BrokenRound(BrokenData):
    """Problems found in a round, in the order of the file. No pair was made."""

    outcome = "no pair was made"
    most = 100

    @staticmethod
    def in_order(problems: Iterable[Problem]) -> list[Problem]:
        return list(dict.fromkeys(problems))


class Problems:
    """Collects the problems of one round file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.found: list[Problem] = []

    def add(self, place: str, message: str, *, field: str = "") -> None:
        """Note a problem at a place such as `mentees, entry 2`."""
        self.found.append(Problem(self._file, place, field, message))

    def refuse(self) -> None:
        """Raise BrokenRound where there is a problem."""
        if self.found:
            raise BrokenRound(self.found)


def entry(name: str, number: int) -> str:
    """Return where an entry of a list stands.

    >>> entry("mentees", 0)
    'mentees, entry 1'
    """
    return f"{name}, entry {number + 1}"


def shown(value: object) -> str:
    """Return a value as it is quoted in a message: short, and never the inside of a list or of an object.

    >>> shown([1, [2]]), shown("x" * 99)[:9], shown(None)
    ('a list of 2', "'xxxxxxxx", 'null')
    """
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    if isinstance(value, dict):
        return "an object"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return repr(value) if len(repr(value)) <= 60 else repr(value)[:60] + "…"


def unknown(name: str, role: str, known: Collection[str]) -> str:
    """Return that an id is that of no mentee or mentor, and which are near or valid.

    >>> unknown("b9", "mentor", ["b1", "b2"])
    "'b9' is no mentor of the round; valid: b1, b2"
    """
    near = nearest(name, known)
    hint = f"; nearest: {', '.join(near)}" if near else f"; valid: {', '.join(known)}" if len(known) <= _LISTED else ""
    return f"{shown(name)} is no {role} of the round{hint}"


def printable(name: str) -> str:
    """Return a name that a file made up, short and fit for a terminal.

    >>> printable("m\\x1b1")
    "'m\\\\x1b1'"
    """
    short = name if len(name) <= 60 else name[:60] + "…"
    return short if short.isprintable() else ascii(short)
