"""The parts of a query: the steps of its WHERE clause, which can be asked one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .tokens import Tokens, written


class Step(NamedTuple):
    """What a WHERE clause asks in one step: a triple, a filter, or a block taken as a whole.

    `kind` is pattern, filter, optional, union, minus, bind, values or subselect; `open` and `close` are the braces of
    the groups and of the GRAPH blocks around steps. A triple has its `predicate`.
    """

    kind: str
    tokens: Tokens
    predicate: Tokens = ()

    @property
    def text(self) -> str:
        return written(self.tokens)


class Query(NamedTuple):
    """A SELECT or an ASK query in its parts. `tail` has what follows the WHERE clause, by first word."""

    prologue: str
    projection: str
    dataset: str
    pieces: tuple[Step, ...]
    tail: Mapping[str, str]

    @property
    def steps(self) -> list[int]:
        """The places of the steps in `pieces`, in the order in which they are asked."""
        return [place for place, piece in enumerate(self.pieces) if piece.kind not in ("open", "close")]

    def until(self, place: int, *, instead: Mapping[int, Step] | None = None) -> str:
        """Return the ASK query of all pieces up to a place, with other steps at some places."""
        changed = instead or {}
        return self._ask([changed.get(at, piece) for at, piece in enumerate(self.pieces[: place + 1])])

    def alone(self, place: int, *, instead: Step | None = None) -> str:
        """Return the ASK query of one step, in the GRAPH blocks around it."""
        return self._ask([*(self.pieces[around] for around in self.around(place)), instead or self.pieces[place]])

    def around(self, place: int) -> list[int]:
        """Return the places of the braces that are open at a place."""
        opened: list[int] = []
        for at, piece in enumerate(self.pieces[:place]):
            if piece.kind == "open":
                opened.append(at)
            elif piece.kind == "close":
                opened.pop()
        return opened

    def with_tail(self, *words: str) -> str:
        """Return the ASK query of the whole WHERE clause and some of its tail."""
        tail = " ".join(self.tail[word] for word in words if word in self.tail)
        return f"{self.prologue} ASK {self.dataset} {{ {{ {self.projection} {_block(self.pieces)} {tail} }} }}"

    def ask(self, pattern: str) -> str:
        """Return an ASK query of another pattern, on the same dataset and with the same prefixes."""
        return f"{self.prologue} ASK {self.dataset} {{ {pattern} }}"

    def _ask(self, pieces: Sequence[Step]) -> str:
        return f"{self.prologue} ASK {self.dataset} {_block(pieces)}"


def _block(pieces: Sequence[Step]) -> str:
    """Return pieces as one group, every brace closed."""
    depth = sum((piece.kind == "open") - (piece.kind == "close") for piece in pieces)
    return " ".join(piece.text + " ." * (piece.kind == "pattern") for piece in pieces) + " }" * depth
