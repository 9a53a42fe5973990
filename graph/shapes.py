"""SHACL validation, its findings in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import pyoxigraph as ox
import rdflib

from peercity import ontology

from .errors import Problem
from .iris import BASE

_SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def shape_problems(sources: Sequence[tuple[str, Sequence[ox.Triple]]], *, base: str = BASE) -> list[Problem]:
    """Return what the shapes object to in each (file, triples)."""
    problems: list[Problem] = []
    for batch in _batches(sources):
        file_of: dict[object, str] = {triple.subject: file for file, triples in batch for triple in triples}
        problems += _validate((triple for _, triples in batch for triple in triples), file_of, base)
    return problems


def _batches(sources: Iterable[tuple[str, Sequence[ox.Triple]]]) -> list[list[tuple[str, Sequence[ox.Triple]]]]:
    """Put sources that speak of different things together: one run of the validator serves them all.

    Two sources that speak of the same thing must not share a run, or their two labels would count as too many.
    """
    batches: list[tuple[set[object], list[tuple[str, Sequence[ox.Triple]]]]] = []
    for source in sources:
        subjects = {triple.subject for triple in source[1]}
        for taken, batch in batches:
            if taken.isdisjoint(subjects):
                taken |= subjects
                batch.append(source)
                break
        else:
            batches.append((set(subjects), [source]))
    return [batch for _, batch in batches]


@cache
def _shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology.SHAPES)


def _validate(triples: Iterable[ox.Triple], file_of: dict[object, str], base: str) -> list[Problem]:
    from pyshacl import validate

    data = rdflib.Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    conforms, report, _ = validate(data, shacl_graph=_shapes(), inference="none", advanced=False)
    if conforms:
        return []
    problems = []
    for result in report.subjects(rdflib.RDF.type, _SH.ValidationResult):
        focus = str(report.value(result, _SH.focusNode))
        path = str(report.value(result, _SH.resultPath) or "")
        value = report.value(result, _SH.value)
        message = str(report.value(result, _SH.resultMessage) or "it breaks a rule of its shape")
        given = f" (given {str(value)!r:.60})" if value is not None else ""
        file = file_of.get(ox.NamedNode(focus), "")
        problems.append(Problem(file, focus.removeprefix(base), fields_by_property().get(path, path), message + given))
    return problems


@cache
def fields_by_property() -> dict[str, str]:
    """Return the name that records give to each property, by its IRI."""
    context = ontology.context()
    found = {}
    for field, definition in context.items():
        short = definition["@id"] if isinstance(definition, dict) else str(definition)
        prefix, _, name = short.partition(":")
        if isinstance(context.get(prefix), str):
            found[context[prefix] + name] = field
    return found
