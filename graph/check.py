"""All problems of source files at once, in plain words. Nothing is loaded when there is one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pyoxigraph as ox
from pydantic import ValidationError

from peercity import ontology

from .build import build
from .errors import BrokenData, Problem, nearest
from .findings import field_of, in_plain_words, unknown_type
from .iris import BASE
from .records import Document, Passage, Record
from .records.values import When
from .shapes import shape_problems
from .sources import SourceFile

EXTERNAL = {"page", "sameAs", "attendanceMode", "fromMode", "toMode"}
"""Fields that lead out of the graph."""
_ADDRESSES = ("https://", "http://", "schema:")
"""What an address outside begins with: pages make links of them."""
TARGETS = {
    "implementedBy": {"City"},
    "country": {"Country"},
    "document": {"Document"},
    "statedIn": {"Document", "Passage"},
    "populationSource": {"Document"},
    "resultOf": {"Practice", "CollaborativeProject", "StudyEdition"},
    "study": {"Study"},
    "method": {"Methodology"},
    "fromCity": {"City"},
    "toCity": {"City"},
    "governs": {"City"},
}
"""Fields that lead to records of certain types; the others lead to any record or concept."""


@dataclass(frozen=True)
class CheckedSource:
    """A source file whose records are sound."""

    file: SourceFile
    document: str
    records: Sequence[Record]
    triples: Sequence[ox.Triple]


def check(
    files: Sequence[SourceFile], *, known: Mapping[str, str] | None = None, base: str = BASE, shapes: bool = True
) -> list[CheckedSource]:
    """Return the checked sources. Raises BrokenData with every problem of every file.

    `known` gives the type of each record that is in the graph already, by its relative IRI; `shapes=False`
    leaves SHACL out, for files that passed it before.
    """
    problems: list[Problem] = []
    parsed = [(file, list(_parse(file, problems, base))) for file in files]
    types = dict(known or {})
    for file in files:
        for name, kind in _declared(file, base):
            if types.setdefault(name, kind) != kind:
                problems.append(
                    Problem(file.file, name, "type", f"it is of type {kind} here and of type {types[name]} elsewhere")
                )
    found = []
    for file, records in parsed:
        problems += _source_problems(file, records, base)
        for raw in file.records:
            problems += _link_problems(file, raw, types, base)
        for record in records:
            problems += _date_problems(file, record)
            problems += _language_problems(file, record)
        found.append(CheckedSource(file, file.document or "", records, build(records, base=base)))
    if shapes:
        told = {(problem.file, problem.record, problem.field) for problem in problems}
        broken = shape_problems([(source.file.file, source.triples) for source in found], base=base)
        problems += [one for one in broken if (one.file, one.record, one.field) not in told]
    if problems:
        raise BrokenData(problems)
    return found


def _declared(file: SourceFile, base: str) -> Iterator[tuple[str, str]]:
    """Yield the IRI and type of each raw record, sound or not: one broken record must not break the links to it."""
    for raw in file.records:
        if str(raw.get("type")) in Record.types and _id(raw, base):
            yield _id(raw, base), str(raw["type"])


def _id(raw: Mapping[str, Any], base: str) -> str:
    return str(raw.get("id") or "").removeprefix(base)


def _parse(file: SourceFile, problems: list[Problem], base: str) -> Iterator[Record]:
    for number, raw in enumerate(file.records, start=1):
        name = _id(raw, base) or f"record {number}"
        kind = Record.types.get(str(raw.get("type")))
        if kind is None:
            problems.append(Problem(file.file, name, "type", unknown_type(raw.get("type"))))
            continue
        raw = {**raw, "id": _id(raw, base)}
        try:
            yield kind.parse(raw)
        except ValidationError as error:
            problems += [Problem(file.file, name, field_of(one), in_plain_words(one, kind)) for one in error.errors()]
    for record_id, count in Counter(_id(raw, base) for raw in file.records).items():
        if count > 1 and record_id:
            problems.append(Problem(file.file, record_id, "id", f"it stands {count} times in this file; keep one"))


def _source_problems(file: SourceFile, records: Sequence[Record], base: str) -> Iterator[Problem]:
    if file.document is None:
        yield Problem(file.file, "", "source", "no source is named; write 'source: document/…' or give one Document")
    elif not any(raw.get("type") == "Document" and _id(raw, base) == file.document for raw in file.records):
        yield Problem(file.file, "", "source", f"{file.document!r} is not described; add its Document record here")
    for record in records:
        if not record.stated_in and not isinstance(record, Document | Passage):
            yield Problem(file.file, record.id, "statedIn", "no place is named where this is stated")


def _link_problems(file: SourceFile, raw: Mapping[str, Any], types: Mapping[str, str], base: str) -> Iterator[Problem]:
    """Yield the links of a record that lead nowhere or to the wrong thing; the record may have other faults too."""
    for field, written in references(raw):
        reference = written.removeprefix(base)
        if message := _link_problem(field, reference, types):
            yield Problem(file.file, _id(raw, base), field, message)


def _link_problem(field: str, reference: str, types: Mapping[str, str]) -> str | None:
    wanted = TARGETS.get(field)
    if field in EXTERNAL:
        return None if reference.startswith(_ADDRESSES) else f"{reference!r} is not an address; write it with https://"
    if reference.startswith("concept:"):
        if reference not in concepts():
            scheme = reference.partition("/")[0] + "/"
            valid = [name for name in concepts() if name.startswith(scheme)]
            near = nearest(reference, valid) or sorted(valid) or sorted(_schemes())
            return f"there is no concept {reference!r}; valid: {', '.join(near)}"
        return f"{reference!r} is a concept, not of type {' or '.join(sorted(wanted))}" if wanted else None
    if reference not in types:
        meant = sorted(name for name in concepts() if name.rpartition("/")[2] == reference)
        near = meant or nearest(reference, types)
        return f"there is no record {reference!r}" + (f"; nearest: {', '.join(near)}" if near else "")
    if wanted and types[reference] not in wanted:
        return f"{reference!r} is of type {types[reference]}, not {' or '.join(sorted(wanted))}"
    return None


def references(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return each (field, reference) of a raw record, by the context's word on what is a reference."""
    for field, value in raw.items():
        definition = ontology.context().get(field)
        if isinstance(definition, dict) and definition.get("@type") == "@id":
            for reference in value if isinstance(value, list | tuple) else [value]:
                if isinstance(reference, str) and reference:
                    yield field, reference


@cache
def concepts() -> frozenset[str]:
    """Return the concepts of the ontology as `concept:scheme/name`."""
    triples = ox.parse(path=ontology.CONCEPTS, format=ox.RdfFormat.TURTLE)
    prefix = ontology.context()["concept"]["@id"]
    subjects = {triple.subject.value for triple in triples if isinstance(triple.subject, ox.NamedNode)}
    return frozenset("concept:" + iri.removeprefix(prefix) for iri in subjects if iri.startswith(prefix))


def _schemes() -> set[str]:
    return {name.partition("/")[0] + "/" for name in concepts()}


def _date_problems(file: SourceFile, record: Record) -> Iterator[Problem]:
    dates = {name: value for name in type(record).model_fields if isinstance(value := getattr(record, name), When)}
    start, end = dates.get("start"), dates.get("end")
    if start and end and end.value < start.value[: len(end.value)]:
        yield Problem(file.file, record.id, "end", f"{end.value} is before the start {start.value}")
    today = date.today().isoformat()
    for name in ("as_of", "issued", "read_on"):
        if name in dates and dates[name].value > today:
            field = type(record).model_fields[name].alias or name
            yield Problem(file.file, record.id, field, f"{dates[name].value} has not come yet; it is {today}")
    done = getattr(record, "status", "") == "concept:status/done"
    if done and start and start.value > today:
        yield Problem(file.file, record.id, "start", f"{start.value} has not come yet, but the status is done")


def _language_problems(file: SourceFile, record: Record) -> Iterator[Problem]:
    by_field: dict[str, set[str]] = defaultdict(set)
    for field, value in record.json_ld().items():
        definition = ontology.context().get(field)
        if isinstance(definition, dict) and "@language" in str(definition.get("@container")):
            by_field[field] |= set(value)
        elif field in ("language", "sourceLanguage"):
            by_field[field].add(value)
        elif field == "languages":
            by_field[field] |= set(value)
    for field, tags in by_field.items():
        for tag in sorted(tags):
            if tag.split("-")[0] not in _languages():
                yield Problem(file.file, record.id, field, f"{tag!r} is no language; use a code such as fr, es or en")


@cache
def _languages() -> frozenset[str]:
    from babel import Locale

    return frozenset(str(code).split("_")[0] for code in Locale("en").languages)
