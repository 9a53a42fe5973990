"""Why an answer is empty: the step of the query that removes the last row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from .cutting import cut
from .hints import Hint, Hints
from .parts import Query, Step
from .sentences import LANGUAGES, sentence, shown

Ask = Callable[[str], bool]
Rate = Callable[[str], tuple[int, int] | None]


class Explanation(NamedTuple):
    """The step that removes the last row of a query, in the order in which it is written, filters last."""

    pattern: str
    """The step as written, a triple whole."""
    kind: str
    """pattern, filter, union, minus, values, subselect, having, offset or limit."""
    alone: bool | None
    """Whether the step alone matches anything; None where it cannot be asked alone."""
    property: str | None
    """The IRI of the property of a triple."""
    filled: int | None
    """How many records have the property…"""
    of: int | None
    """… of those that could."""
    hint: Hint | None
    sentence: dict[str, str]
    """All this in words, by language: fr, es, en."""

    def as_json(self) -> dict[str, Any]:
        return self._asdict() | {"hint": self.hint and self.hint._asdict()}


def explain(text: str, ask: Ask, rate: Rate, *, known: Callable[[], Iterable[str]] = lambda: ()) -> Explanation | None:
    """Return why a SELECT had no row or an ASK was false; None where the text cannot be cut, never a wrong claim.

    `ask` answers an ASK query on the same store and dataset, with the same prefixes and base; a SyntaxError of it
    gives None. `rate` tells of a property how many records have it and how many could, or None. `known` gives the IRIs
    among which unknown ones are looked for, as `hints.TERMS` does; it is called where one is met.

    Steps are asked together from the first one on, by halving: some log2(n) questions for n steps.

    >>> found = explain("ASK { ?city a pc:City ; pc:mayor ?who }", lambda asked: "mayor" not in asked, lambda _: None)
    >>> found.pattern, found.property
    ('?city pc:mayor ?who', 'https://w3id.org/peercity/ontology#mayor')
    """
    query = cut(text)
    if query is None:
        return None
    try:
        return _explain(query, ask, rate, known)
    except SyntaxError:
        return None


def _explain(query: Query, ask: Ask, rate: Rate, known: Callable[[], Iterable[str]]) -> Explanation | None:
    steps = query.steps
    number = bisect_left(steps, True, key=lambda place: not ask(query.until(place)))
    if number == len(steps):
        return _of_tail(query, ask)
    place = steps[number]
    step = query.pieces[place]
    if step.kind in ("optional", "bind"):  # They never remove a row.
        return None
    alone = None if step.kind in ("filter", "minus") else ask(query.alone(place))
    if step.kind == "subselect" and alone is False and (inner := _inner(query, place)):
        return _explain(inner, ask, rate, known)
    hints = Hints(query, place, ask=ask, known=known)
    name = hints.property
    filled, of = (name and rate(name)) or (None, None)
    return _worded(Explanation(step.text, step.kind, alone, name, filled, of, hints.find(), {}), step)


def _inner(query: Query, place: int) -> Query | None:
    """Return a sub-SELECT as a query of its own; None where it stands in a GRAPH block, which it would lose."""
    if any(len(query.pieces[around].tokens) > 1 for around in query.around(place)):
        return None
    inner = cut(query.pieces[place].text[1:-1])
    return inner and inner._replace(prologue=query.prologue, dataset=query.dataset)


def _of_tail(query: Query, ask: Ask) -> Explanation | None:
    """Return what removes the last row after the WHERE clause, in the order in which the parts are applied."""
    kept = ["group"]
    for word in ("having", "values", "offset", "limit"):
        kept.append(word)
        if word in query.tail and not ask(query.with_tail(*kept)):
            return _worded(Explanation(query.tail[word], word, None, None, None, None, None, {}))
    return None


def _worded(found: Explanation, step: Step | None = None) -> Explanation:
    said = {language: " ".join(_sentences(language, found, step)) for language in LANGUAGES}
    return found._replace(sentence=said)


def _sentences(language: str, found: Explanation, step: Step | None) -> Iterable[str]:
    yield sentence(language, found.kind, step=shown(found.pattern)) + "."
    if found.alone is not None and found.kind == "pattern":
        yield sentence(language, "together" if found.alone else "alone")
    if step and found.of:
        name = step.predicate[0].text
        yield sentence(language, "rate", property=name, filled=found.filled, of=found.of)
    hint = found.hint
    if hint and hint.kind == "unknown":
        yield sentence(language, "unknown", said=hint.said)
        if hint.instead:
            yield sentence(language, "near", instead=hint.instead)
    elif hint:
        phrase = "reversed" if hint.kind == "reversed" else "instead"
        yield sentence(language, phrase, said=shown(hint.said), instead=hint.instead)
