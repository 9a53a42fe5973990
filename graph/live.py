"""The live store: what is true now, by source and audience. One process writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import pyoxigraph as ox

from peercity import ontology

from .check import check
from .errors import BrokenData, NotFound, PeerCityError, Problem, Unreadable
from .folder import DataFolder, require_room
from .iris import BASE, audience_of, graph_iri
from .journal import Change, Journal
from .sources import SourceFile

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_VOCABULARY = {"ontology": ontology.PEERCITY, "concepts": ontology.CONCEPTS}
"""The public graphs that come with the package, by slug."""
_MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,3})?)?)?)?)?)?", re.ASCII)
_BYTES_A_QUAD = 600
_ROOM_FOR_A_CHANGE = 16_000_000
"""Bytes kept free for the journal and the store's own log before a change is accepted."""


@dataclass(frozen=True)
class Loaded:
    """What loading did."""

    graphs: tuple[str, ...]
    records: int
    added: int
    removed: int


class Live:
    """The live store of a data folder, held by its one writer. Use it in a `with` block."""

    def __init__(self, folder: DataFolder, *, base: str = BASE) -> None:
        folder.prepare()
        self._lock = folder.lock()
        self.folder = folder
        self.base = base
        try:
            self.journal = Journal(folder.journal)
            self.store = _open(folder)
        except PeerCityError:
            self._lock.release()
            raise
        for change in self.journal.unapplied():
            self._apply(change.id, change.removed, change.added)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.journal.close()
        self.store.flush()
        del self.store
        self._lock.release()

    def load(
        self, files: Sequence[SourceFile], *, audience: str = "public", who: str, why: str, shapes: bool = True
    ) -> Loaded:
        """Check source files and make each one's named graph what the file says. All of them or none."""
        graphs = {graph_iri(audience, file.slug, base=self.base): file for file in files}
        if taken := [file for file in files if file.slug in _VOCABULARY]:
            message = "a file of this name would replace the vocabulary; give it another name"
            raise BrokenData([Problem(file.file, "", "", message) for file in taken])
        if len(graphs) < len(files):
            names = sorted(file.file for file in files)
            raise BrokenData([Problem("", "", "", f"two files name the same graph: {', '.join(names)}")])
        known = self.types(without=graphs, seen_by=audience)
        checked = check(files, known=known, base=self.base, shapes=shapes)
        removed: set[ox.Quad] = set()
        added: set[ox.Quad] = set()
        for iri, source in zip(graphs, checked, strict=True):
            graph = ox.NamedNode(iri)
            new = {ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in source.triples}
            old = set(self.store.quads_for_pattern(None, None, None, graph))
            removed |= old - new
            added |= new - old
        if broken := self._broken_links(removed=removed, added=added):
            raise BrokenData(broken)
        if removed or added:
            self.change(who=who, why=why, removed=removed, added=added)
        return Loaded(tuple(graphs), sum(len(source.records) for source in checked), len(added), len(removed))

    def load_vocabulary(self) -> None:
        """Make the graphs of the ontology and its concepts what the installed package says."""
        removed: list[ox.Quad] = []
        added: list[ox.Quad] = []
        for slug, path in _VOCABULARY.items():
            graph = ox.NamedNode(graph_iri("public", slug, base=self.base))
            new = {
                ox.Quad(triple.subject, triple.predicate, triple.object, graph)
                for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
            }
            old = set(self.store.quads_for_pattern(None, None, None, graph))
            removed += old - new
            added += new - old
        if removed or added:
            self.change(who="peercity", why="vocabulary of the installed package", removed=removed, added=added)

    def change(self, *, who: str, why: str, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> int:
        """Accept a change: first the journal, then the store. Returns its number.

        What is noted is what really changes, so that taking it back gives the very store that was.
        """
        wanted = set(added)
        removed = tuple(quad for quad in dict.fromkeys(removed) if quad in self.store and quad not in wanted)
        added = tuple(quad for quad in wanted if quad not in self.store)
        require_room(self.folder.path, _ROOM_FOR_A_CHANGE + _BYTES_A_QUAD * (len(removed) + len(added)))
        number = self.journal.append(who, why, removed=removed, added=added)
        self._apply(number, removed, added)
        return number

    def undo(self, number: int, *, who: str) -> int:
        """Take a change back by its opposite, which is a change too. Returns the number of the new one.

        Raises NotFound where there is no such change, BrokenData where links to what it brought would break.
        """
        change = self.journal.change(number)
        if change is None:
            raise NotFound("change", str(number))
        if broken := self._broken_links(removed=change.added, added=change.removed):
            raise BrokenData(broken)
        return self.change(
            who=who, why=f"undo of change {number}: {change.why}", removed=change.added, added=change.removed
        )

    def as_of(self, moment: str) -> ox.Store:
        """Return the store as it was on a date or at a time (ISO 8601, UTC), rebuilt in memory from the journal.

        A date stands for its end: 2026 is what was true when 2026 was over.
        """
        if not _MOMENT.fullmatch(moment):
            raise PeerCityError(
                f"{moment!r} is not a moment: give a date (2026-11-22) or a time in UTC (2026-11-22T09:30), "
                "as precise as you like."
            )
        store = ox.Store()
        for change in self.journal.changes(until=moment):
            _apply_to(store, change.removed, change.added)
        return store

    def types(self, *, without: Iterable[str] = (), seen_by: str = "public") -> dict[str, str]:
        """Return the type of each record by relative IRI, as far as an audience may refer to it."""
        return types_in(self.store, base=self.base, without=without, audiences=("public", seen_by))

    def _broken_links(self, *, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> list[Problem]:
        """Return who would refer to a record that is not there, or not for its audience, once a change is made."""
        going, coming = set(removed), set(added)
        seen: dict[Any, set[str | None]] = {quad.subject: set() for quad in going if quad.predicate == _TYPE}
        seen |= {quad.object: set() for quad in coming if str(quad.object).startswith(f"<{self.base}")}
        for record, audiences in seen.items():
            typed = self.store.quads_for_pattern(record, _TYPE, None)
            audiences |= {self._audience(quad) for quad in typed if quad not in going}
        for quad in coming:
            if quad.predicate == _TYPE and quad.subject in seen:
                seen[quad.subject].add(self._audience(quad))
        links: set[Any] = {quad for record in seen for quad in self.store.quads_for_pattern(None, None, record)} - going
        links |= {quad for quad in coming if quad.object in seen}
        return [
            Problem(
                _graph_of(quad).removeprefix(self.base),
                quad.subject.value.removeprefix(self.base),
                "",
                f"it refers to {quad.object.value.removeprefix(self.base)!r}, which would no longer be there; "
                "change it first",
            )
            for quad in links
            if not seen[quad.object] & {"public", self._audience(quad)}
        ]

    def _audience(self, quad: ox.Quad) -> str | None:
        return audience_of(_graph_of(quad), base=self.base)

    def _apply(self, number: int, removed: Sequence[ox.Quad], added: Sequence[ox.Quad]) -> None:
        _apply_to(self.store, removed, added)
        self.store.flush()
        self.journal.mark_applied(number)


def _graph_of(quad: ox.Quad) -> str:
    """Return the IRI of the named graph of a quad, or nothing for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def _open(folder: DataFolder) -> ox.Store:
    try:
        return ox.Store(folder.live)
    except OSError as error:
        why = f"the live store cannot be opened ({error}); restore a backup of the data folder"
        raise Unreadable(folder.live, why) from None


def types_in(
    store: ox.Store, *, base: str, without: Iterable[str] = (), audiences: Sequence[str] = ("public",)
) -> dict[str, str]:
    """Return the type of each record of a store by relative IRI, as far as `audiences` may see it."""
    left_out = set(without)
    found = {}
    quads: Iterable[Any] = store.quads_for_pattern(None, _TYPE, None)
    for quad in quads:
        graph = _graph_of(quad)
        if graph not in left_out and audience_of(graph, base=base) in audiences:
            found[quad.subject.value.removeprefix(base)] = quad.object.value.rpartition("#")[2]
    return found


def _apply_to(store: ox.Store, removed: Sequence[ox.Quad], added: Sequence[ox.Quad]) -> None:
    """Apply a delta; doing it twice changes nothing more, which is what makes a replay safe."""
    for quad in removed:
        store.remove(quad)
    store.extend(added)


__all__ = ["Change", "Live", "Loaded"]
