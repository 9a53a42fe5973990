"""What differs between two releases, thing by thing: what came, what went, and which value of what became which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

import pyoxigraph as ox

from .diff import Diff, parsed
from .entity.labels import TYPE, Labels
from .errors import NotFound
from .iris import ONTOLOGY, last_part
from .records.values import INTERFACE_LANGUAGES
from .releases import Release

Kind = Literal["added", "removed", "changed"]
KINDS: tuple[Kind, ...] = ("added", "removed", "changed")
_TEXTS = {"string", "langString"}


@dataclass(frozen=True)
class Term:
    """A property or class and what readers call it."""

    iri: str
    label: str


@dataclass(frozen=True, order=True)
class Value:
    """A text, a number or date as it is stored, or the name of a thing."""

    text: str
    datatype: str | None = None
    """Of a number or date, such as `gYear`."""
    iri: str | None = None
    """Of a thing."""


@dataclass(frozen=True)
class Change:
    """The values of a property that one source no longer gives, and those that it gives now."""

    property: Term
    language: str | None
    """Of the texts; None for what is in no language."""
    source: str
    """The named graph."""
    before: tuple[Value, ...]
    after: tuple[Value, ...]


@dataclass(frozen=True)
class Entity:
    """A thing that came, went or changed."""

    iri: str
    label: str
    type: Term | None
    sources: tuple[str, ...]
    """The named graphs whose statements of it differ."""
    changes: tuple[Change, ...]
    """Empty where the whole thing came or went."""


@dataclass(frozen=True)
class Changes:
    """What differs between two releases, in one language."""

    before: int
    after: int
    language: str
    statements: dict[str, int]
    """How many were `added` and `removed`."""
    counts: tuple[tuple[Term | None, dict[Kind, int]], ...]
    """How many things of each class came, went and changed."""
    added: tuple[Entity, ...]
    removed: tuple[Entity, ...]
    changed: tuple[Entity, ...]

    def total(self, kind: Kind) -> int:
        """Return how many things there are of a kind, named above or not."""
        return sum(counts[kind] for _, counts in self.counts)

    def json(self) -> dict[str, Any]:
        """Return it as JSON has it; what is None is left out."""
        types = [{**(asdict(term) if term else {}), **counts} for term, counts in self.counts]
        found: dict[str, Any] = _without_none({**asdict(self), "counts": types})
        return found


def changes(diff: Diff, *, language: str = "en", limit: int | None = None) -> Changes:
    """Return what a diff is to a reader: things by IRI, of each kind at most `limit`; counts are of all.

    Raises NotFound for a language that the interface has not.
    """
    if language not in INTERFACE_LANGUAGES:
        raise NotFound("language", language, valid=INTERFACE_LANGUAGES)
    old, new = _Side(diff.before, diff.removed, language), _Side(diff.after, diff.added, language)
    found: dict[Kind, list[Any]] = {kind: [] for kind in KINDS}
    counts: dict[str, Counter[Kind]] = defaultdict(Counter)
    for subject in sorted({*old.quads, *new.quads}, key=str):
        kind: Kind = "removed" if subject not in new else "changed" if subject in old else "added"
        found[kind].append(subject)
        counts[(old if kind == "removed" else new).type(subject)][kind] += 1
    named = {
        kind: tuple(_entity(subject, kind, old, new) for subject in subjects[:limit])
        for kind, subjects in found.items()
    }
    return Changes(
        before=diff.before.number,
        after=diff.after.number,
        language=language,
        statements={"added": len(diff.added), "removed": len(diff.removed)},
        counts=tuple((new.term(name), {kind: counts[name][kind] for kind in KINDS}) for name in sorted(counts)),
        **named,
    )


class _Side:
    """A release, with those of its statements that the other one has not, by subject."""

    def __init__(self, release: Release, lines: Iterable[bytes], language: str) -> None:
        self._release, self._language = release, language
        self.quads: dict[Any, list[ox.Quad]] = defaultdict(list)
        for quad in parsed(lines):
            self.quads[quad.subject].append(quad)

    @cached_property
    def labels(self) -> Labels:
        return Labels(self._release.store, self._language)

    def __contains__(self, subject: Any) -> bool:
        if subject in self.quads:
            return True
        return next(iter(self._release.store.quads_for_pattern(subject, None, None)), None) is not None

    def type(self, subject: Any) -> str:
        """Return the class of a thing, our own one where it has several; empty where it has none."""
        quads = self._release.store.quads_for_pattern(subject, TYPE, None)
        names = {str(quad.object.value) for quad in quads if isinstance(quad.object, ox.NamedNode)}
        return min(names, key=lambda name: (not name.startswith(ONTOLOGY), name), default="")

    def term(self, iri: str) -> Term | None:
        return Term(iri, self.labels[iri].text) if iri else None

    def name(self, node: Any) -> str:
        return self.labels[node.value].text if isinstance(node, ox.NamedNode) else str(node)

    def value(self, node: Any) -> Value:
        if isinstance(node, ox.Literal):
            datatype = last_part(node.datatype.value)
            return Value(node.value, datatype=None if datatype in _TEXTS else datatype)
        return Value(self.name(node), iri=node.value)


def _entity(subject: Any, kind: Kind, old: _Side, new: _Side) -> Entity:
    side = old if kind == "removed" else new
    quads = [*old.quads.get(subject, ()), *new.quads.get(subject, ())]
    return Entity(
        iri=subject.value,
        label=side.name(subject),
        type=side.term(side.type(subject)),
        sources=tuple(sorted({_graph(quad) for quad in quads})),
        changes=tuple(_changed(subject, old, new)) if kind == "changed" else (),
    )


def _changed(subject: Any, old: _Side, new: _Side) -> Iterator[Change]:
    found: dict[tuple[str, str, str], tuple[set[Value], set[Value]]] = defaultdict(lambda: (set(), set()))
    for place, side in enumerate((old, new)):
        for quad in side.quads.get(subject, ()):
            language = quad.object.language if isinstance(quad.object, ox.Literal) else None
            found[quad.predicate.value, _graph(quad), language or ""][place].add(side.value(quad.object))
    for (name, source, language), (before, after) in sorted(found.items()):
        yield Change(
            Term(name, new.labels[name].text), language or None, source, tuple(sorted(before)), tuple(sorted(after))
        )


def _graph(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def _without_none(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _without_none(value) for name, value in found.items() if value is not None}
    return [_without_none(value) for value in found] if isinstance(found, list | tuple) else found
