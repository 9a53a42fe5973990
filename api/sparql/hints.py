"""What was probably meant: a term that gives rows where the one written gives none."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property
from itertools import product
from typing import Literal, NamedTuple

from peercity.graph.iris import last_part

from .names import Names, dressed, value_of
from .parts import Query, Step
from .tokens import Token, written

Kind = Literal["language", "datatype", "case", "namespace", "spelling", "term", "property", "reversed", "unknown"]
Candidate = tuple[Kind, str]

TERMS = """SELECT DISTINCT ?term {
  { ?s ?term ?o } UNION { ?s a ?term } UNION { GRAPH ?term {} }
  UNION { ?term <http://www.w3.org/2004/02/skos/core#prefLabel> ?label } }"""
"""Gives the terms that a store knows: properties, classes, named graphs and all that has a name."""
_PATIENCE = 2.0
"""Seconds that are spent on looking for a hint."""
_MOST = 5
"""Known names that are tried in place of an unknown one."""
_LONGEST = 200
"""Characters of a term for which others are looked for."""
_LABELS = ("skos:prefLabel", "rdfs:label", "dcterms:title", "schema:name", "foaf:name")


class Hint(NamedTuple):
    """What was written and what gives rows in its place. Of an unknown term, `instead` is the nearest one or None."""

    kind: Kind
    said: str
    instead: str | None


class Hints:
    """Looks for a hint on one step of a query, the first that leaves no row."""

    def __init__(
        self, query: Query, place: int, *, ask: Callable[[str], bool], known: Callable[[], Iterable[str]]
    ) -> None:
        self._query, self._place, self._ask, self._look_up = query, place, ask, known
        self._step = query.pieces[place]
        self._names = Names(query.prologue)
        self._until = time.monotonic() + _PATIENCE

    def find(self) -> Hint | None:
        """Return what gives rows, else a term that nothing uses, else None."""
        if label := self._other_label():
            return label
        unknown: Hint | None = None
        for place in (*self._graphs(), self._place, *self._bound()):
            for at, token in enumerate(self._query.pieces[place].tokens):
                found = None if self._late else self._term(place, at, token)
                if found and found.kind != "unknown":
                    return found
                unknown = unknown or found
        return self._turned() or self._other_property() or unknown

    @property
    def _late(self) -> bool:
        return time.monotonic() > self._until

    @cached_property
    def _known(self) -> list[str]:
        return sorted(set(self._look_up()))

    @property
    def property(self) -> str | None:
        """The IRI of the property of a triple."""
        return self._names.iri(self._step.predicate[0]) if len(self._step.predicate) == 1 else None

    def _graphs(self) -> list[int]:
        return [place for place in self._query.around(self._place) if len(self._query.pieces[place].tokens) > 1]

    def _bound(self) -> Iterator[int]:
        """Yield the places of VALUES and BIND that give a variable of the step its value."""
        wanted = {token.text for token in self._step.tokens if token.kind == "variable"}
        for place, piece in enumerate(self._query.pieces[: self._place]):
            if piece.kind in ("values", "bind") and wanted.intersection(token.text for token in piece.tokens):
                yield place

    def _term(self, place: int, at: int, token: Token) -> Hint | None:
        """Return a hint on one term of a piece of the query."""
        if len(token.text) > _LONGEST:
            return None
        piece = self._query.pieces[place]
        if token.kind in ("literal", "number"):
            return self._working(place, at, self._values(token.text))
        iri = self._names.iri(token)
        if iri is None or self._is_used(iri, piece, at):
            return None
        near = [(kind, other) for kind, other in self._near(iri) if self._is_used(other, piece, at)]
        short = [(kind, self._names.short(other)) for kind, other in near]
        return self._working(place, at, short) or Hint("unknown", token.text, short[0][1] if short else None)

    def _working(self, place: int, at: int, candidates: Iterable[Candidate]) -> Hint | None:
        """Return the first candidate that gives rows in place of a token."""
        piece = self._query.pieces[place]
        before, token, after = piece.tokens[:at], piece.tokens[at], piece.tokens[at + 1 :]
        for kind, text in candidates:
            if self._late:
                break
            if self._gives_rows(place, Step(piece.kind, (*before, token._replace(text=text), *after))):
                return Hint(kind, token.text, text)
        return None

    def _gives_rows(self, place: int, changed: Step) -> bool:
        # Alone a triple is looked up at once; only one that is there is worth the whole query.
        if changed.kind == "pattern" and not self._ask(self._query.alone(place, instead=changed)):
            return False
        return self._ask(self._query.until(self._place, instead={place: changed}))

    def _values(self, literal: str) -> Iterator[Candidate]:
        """Yield other literals for one: of another tag or type, or in other letters; then IRIs that are named so."""
        value, suffix = value_of(literal)
        if not value or '"' in value or "\n" in value:
            return
        for other in dressed(value):
            if other != literal:
                yield ("datatype" if "^^" in other or suffix.startswith("^^") else "language"), other
        for letters in dict.fromkeys((value.lower(), value.capitalize(), value.title(), value.upper())):
            if letters != value:
                yield from (("case", other) for other in (f'"{letters}"{suffix}', *dressed(letters)))
        name = re.sub(r"\W+", "-", value.casefold())
        named = [iri for iri in self._known if last_part(iri).casefold() == name]
        yield from (("term", self._names.short(iri)) for iri in named[:_MOST])

    def _near(self, iri: str) -> Iterator[Candidate]:
        """Yield the IRIs that an unknown one may stand for, the most alike first."""
        scheme, _, rest = iri.partition("://")
        yield "namespace", f"{'http' if scheme == 'https' else 'https'}://{rest}"
        space = iri[: len(iri) - len(last_part(iri))]
        name = last_part(iri).casefold()
        same = [other for other in self._known if last_part(other).casefold() == name]
        for other in sorted(same, key=lambda one: not one.startswith(space))[:_MOST]:
            yield ("case" if other.startswith(space) else "namespace"), other
        around = [other for other in self._known if other.startswith(space)] or self._known
        by_name = {last_part(other).casefold(): other for other in around if other not in same}
        begun = [other for other in by_name if name and other.startswith(name)][:_MOST]
        for other in dict.fromkeys([*get_close_matches(name, by_name, n=_MOST), *begun]):
            yield "spelling", by_name[other]

    def _is_used(self, iri: str, piece: Step, at: int) -> bool:
        """Return whether any statement has an IRI in the place that it has in a triple; elsewhere, in any place."""
        if piece.predicate and 0 < at <= len(piece.predicate):
            used = f"?s <{iri}> ?o"
        elif len(piece.predicate) == 1 and piece.predicate[0].word == "a" and at == 2:
            used = f"?s a <{iri}>"
        else:
            used = f"{{ <{iri}> ?p ?o }} UNION {{ ?s <{iri}> ?o }} UNION {{ ?s ?p <{iri}> }}"
        graph = f"UNION {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}" if piece.kind == "open" else ""
        return self._ask(self._query.ask(f"{{ {used} }} UNION {{ GRAPH ?g {{ {used} }} }} {graph}"))

    def _turned(self) -> Hint | None:
        """Return the triple the other way round, where that gives rows."""
        if self.property is None or len(self._step.tokens) != 3 or self._late:
            return None
        subject, predicate, value = self._step.tokens
        turned = Step("pattern", (value, predicate, subject._replace(spaced=True)))
        if value.kind in ("literal", "number") or not self._gives_rows(self._place, turned):
            return None
        return Hint("reversed", self._step.text, turned.text)

    def _other_label(self) -> Hint | None:
        """Return the property by which things are named here, where another one of that kind was asked for."""
        short = self.property and self._names.short(self.property)
        if short not in _LABELS:
            return None
        others = [label for label in _LABELS if label != short]
        if found := self._working(self._place, 1, (("property", other) for other in others)):
            return found
        subject, predicate, *following = self._step.tokens
        if len(following) != 1 or following[0].kind != "literal":
            return None
        for label, value in product(others, dressed(value_of(following[0].text)[0])):
            changed = (predicate._replace(text=label), following[0]._replace(text=value))
            if not self._late and self._gives_rows(self._place, Step("pattern", (subject, *changed))):
                return Hint("property", written((predicate, *following)), written(changed))
        return None

    def _other_property(self) -> Hint | None:
        """Return a property that links to the same value, where that gives rows."""
        tokens = self._step.tokens
        if self.property is None or len(tokens) != 3 or tokens[2].kind == "variable" or self._late:
            return None
        return self._working(self._place, 1, (("property", self._names.short(other)) for other in self._linking()))

    def _linking(self) -> list[str]:
        """Return the first known property that links the same subject and value: some log2(n) questions for n terms."""
        subject, _, value = self._step.tokens

        def up_to(iri: str) -> bool:
            condition = Token("name", f'. FILTER(STR(?linking) <= "{iri}")')
            linked = Step("filter", (subject, Token("variable", "?linking"), value, condition))
            return self._ask(self._query.until(self._place, instead={self._place: linked}))

        found = bisect_left(self._known, True, key=up_to)
        return self._known[found : found + 1]
