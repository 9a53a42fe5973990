"""The difference between two releases, statement by statement, and as two kinds of RDF.

Statements are compared as the lines of data.nq, by source. A node without an IRI would be known by its label, as it is
in the live store and in RDF Patch; records have none, since what has no IRI cannot be cited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from .iris import PREFIXES
from .releases import Release

_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_STATEMENT, _SUBJECT, _PREDICATE, _OBJECT = (
    ox.NamedNode(PREFIXES["rdf"] + name) for name in ("Statement", "subject", "predicate", "object")
)
_SOURCE = ox.NamedNode(f"{PREFIXES['dcterms']}source")
_CS = "http://purl.org/vocab/changeset/schema#"
_CHANGE_SET, _OF, _REMOVAL, _ADDITION, _WHEN, _WHY = (
    ox.NamedNode(_CS + name)
    for name in ("ChangeSet", "subjectOfChange", "removal", "addition", "createdDate", "changeReason")
)
_MOMENT = ox.NamedNode(f"{PREFIXES['xsd']}dateTime")


@dataclass(frozen=True)
class Diff:
    """What makes `after` of `before`: lines of N-Quads, sorted."""

    before: Release
    after: Release
    removed: Sequence[bytes]
    added: Sequence[bytes]

    def patch(self) -> Iterator[bytes]:
        """Yield the lines of an RDF Patch, which applied to `before` gives `after`.

        https://afs.github.io/rdf-delta/rdf-patch: a line of N-Quads after D is deleted, after A it is added.
        """
        for name, release in (("before", self.before), ("after", self.after)):
            digest = release.facts["files"]["data.nq"]
            yield f'H {name} "release {release.number}, SHA-256 of data.nq {digest}" .\n'.encode()
        yield b"TX .\n"
        yield from (b"D " + line for line in self.removed)
        yield from (b"A " + line for line in self.added)
        yield b"TC .\n"

    def turtle(self) -> bytes:
        """Return the same in the Changeset vocabulary: for each subject a change set, of each statement its source."""
        found = ox.serialize(self._change_sets(), format=ox.RdfFormat.TURTLE, prefixes={**PREFIXES, "cs": _CS})
        return found or b""

    def _change_sets(self) -> Iterator[ox.Triple]:
        why = ox.Literal(f"from release {self.before.number} to release {self.after.number}")
        when = ox.Literal(self.after.facts["created"], datatype=_MOMENT)
        quads: list[tuple[Any, ox.NamedNode]] = [(quad, _REMOVAL) for quad in parsed(self.removed)]
        quads += [(quad, _ADDITION) for quad in parsed(self.added)]
        quads.sort(key=lambda one: str(one[0].subject))
        number = 0
        for place, (subject, changed) in enumerate(groupby(quads, key=lambda one: one[0].subject), start=1):
            change_set = ox.BlankNode(f"changes{place}")
            yield ox.Triple(change_set, _TYPE, _CHANGE_SET)
            yield ox.Triple(change_set, _OF, subject)
            yield ox.Triple(change_set, _WHEN, when)
            yield ox.Triple(change_set, _WHY, why)
            statements = []
            for quad, kind in changed:
                number += 1
                statements.append((ox.BlankNode(f"statement{number}"), quad))
                yield ox.Triple(change_set, kind, statements[-1][0])
            for statement, quad in statements:
                yield ox.Triple(statement, _TYPE, _STATEMENT)
                yield ox.Triple(statement, _SUBJECT, quad.subject)
                yield ox.Triple(statement, _PREDICATE, quad.predicate)
                yield ox.Triple(statement, _OBJECT, quad.object)
                yield ox.Triple(statement, _SOURCE, quad.graph_name)


def diff(before: Release, after: Release) -> Diff:
    """Return what makes one release of another; `after` may be the older one."""
    ours, theirs = before.facts["graphs"], after.facts["graphs"]
    touched = {graph for graph in {*ours, *theirs} if ours.get(graph) != theirs.get(graph)}
    old, new = _lines(before, touched), _lines(after, touched)
    return Diff(before, after, removed=sorted(old - new), added=sorted(new - old))


def parsed(lines: Iterable[bytes]) -> Iterator[ox.Quad]:
    """Yield the quads of lines of N-Quads."""
    yield from ox.parse(b"".join(lines), ox.RdfFormat.N_QUADS)


def _lines(release: Release, graphs: Iterable[str]) -> set[bytes]:
    """Return the lines of data.nq that are of some graphs; those of the others are the same and not held."""
    endings = {f"<{graph}> .\n".encode() for graph in graphs}
    with (release.path / "data.nq").open("rb") as file:
        return {line for line in file if line[line.rindex(b" <") + 1 :] in endings}
