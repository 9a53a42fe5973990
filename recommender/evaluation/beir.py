"""Reading a test collection in BEIR layout: corpus.jsonl, queries.jsonl and qrels/*.tsv.

The layout is that of Thakur et al. (2021), "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information
Retrieval Models": an object a line with `_id`, `title` and `text` (queries without title), and lines of query-id,
corpus-id and score between tabs, under a heading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peercity.graph.errors import PeerCityError, Unreadable

from ..text import MAX_CHALLENGE, challenge_text
from .lines import Problems, json_lines, language_of, text_lines

_LAYOUT = "a folder in BEIR layout has corpus.jsonl, queries.jsonl and qrels/*.tsv"


@dataclass(frozen=True)
class Document:
    id: str
    title: str
    text: str
    language: str | None
    """As the collection states it; None where it does not."""


@dataclass(frozen=True)
class Query:
    id: str
    text: str
    """As it is asked: without control characters and at most as long as a challenge."""
    language: str | None


@dataclass(frozen=True)
class Collection:
    """Documents, the queries that have a relevant one, and what is relevant to each."""

    name: str
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    judgements: Mapping[str, Mapping[str, int]]
    """Grades of documents by query; above 0 is relevant."""
    notes: tuple[str, ...] = ()
    """What a reader of the figures must know of how the folder was read."""


def read_beir(folder: Path) -> Collection:
    """Return the collection in a folder.

    Raises Unreadable where there is no folder, and Unjudgeable with every problem of its files at once.
    """
    if not folder.is_dir():
        raise Unreadable(folder, f"it is no folder; {_LAYOUT}")
    problems = Problems()
    documents = _documents(folder / "corpus.jsonl", problems)
    queries, cut = _queries(folder / "queries.jsonl", problems)
    judgements = _judgements(folder, queries, {document.id for document in documents}, problems)
    problems.refuse(folder)
    judged = tuple(
        query for _, query in sorted(queries.items()) if any(grade > 0 for grade in judgements[query.id].values())
    )
    if not judged:
        problems.add("qrels/*.tsv", 0, "no query has a relevant document, which is a score above 0")
        problems.refuse(folder)
    notes = []
    read = _judgement_files(folder)
    if len(read) < len(list((folder / "qrels").glob("*.tsv"))):
        notes.append("Judgements are those of qrels/test.tsv alone, as in published figures.")
    if left := sum(bool(judgements[query]) for query in queries) - len(judged):
        notes.append(f"Queries without a relevant document, left out: {left:,}.")
    if long := sum(query.id in cut for query in judged):
        notes.append(f"Queries over {MAX_CHALLENGE:,} characters, asked without the rest: {long:,}.")
    return Collection(
        folder.resolve().name,
        tuple(sorted(documents, key=lambda document: document.id)),
        judged,
        {query.id: judgements[query.id] for query in judged},
        tuple(notes),
    )


def _documents(path: Path, problems: Problems) -> list[Document]:
    name, found, seen = path.name, [], dict[str, int]()
    for line, row in json_lines(path, name, problems):
        key = _id(row, name, line, seen, problems)
        title, text = (_text(row, field, name, line, problems) for field in ("title", "text"))
        language = language_of(row, name, line, problems)
        if key is not None:
            found.append(Document(key, title.strip(), text, language))
    if not seen and not problems.of(name):
        problems.add(name, 0, "it holds no document")
    return found


def _queries(path: Path, problems: Problems) -> tuple[dict[str, Query], set[str]]:
    """Return the queries by id, and the ids of those that had to be cut."""
    name, found, seen, cut = path.name, dict[str, Query](), dict[str, int](), set[str]()
    for line, row in json_lines(path, name, problems):
        key = _id(row, name, line, seen, problems)
        text = _text(row, "text", name, line, problems)
        language = language_of(row, name, line, problems)
        if isinstance(row.get("text"), str):
            try:
                text = challenge_text(text[:MAX_CHALLENGE])
            except PeerCityError:
                what = f"{text[:40]!r} is no question in words" if text.strip() else "the query is empty"
                problems.add(name, line, what, field="text")
        if key is not None:
            found[key] = Query(key, text, language)
            if isinstance(row.get("text"), str) and len(row["text"]) > MAX_CHALLENGE:
                cut.add(key)
    if not seen and not problems.of(name):
        problems.add(name, 0, "it holds no query")
    return found, cut


def _judgements(
    folder: Path, queries: Mapping[str, Query], documents: set[str], problems: Problems
) -> dict[str, dict[str, int]]:
    """Return the grades of documents by query, an empty mapping for a query that no line names."""
    found: dict[str, dict[str, int]] = {query: {} for query in queries}
    paths = _judgement_files(folder)
    if not paths:
        problems.add("qrels/*.tsv", 0, f"no such file is there; {_LAYOUT}")
    for path in paths:
        name = f"qrels/{path.name}"
        for line, text in text_lines(path, name, problems):
            parts = [part.strip() for part in text.split("\t")]
            if line == 1 and parts[0].casefold() in ("query-id", "query_id", "qid"):
                continue
            if len(parts) != 3:
                message = f"{text[:60]!r} has {len(parts)} parts; right are three between tabs: query, document, score"
                problems.add(name, line, message)
                continue
            query, document, score = parts
            if queries and query not in queries:
                problems.add(name, line, f"there is no query {query!r} in queries.jsonl", field="query-id")
            if documents and document not in documents:
                problems.add(name, line, f"there is no document {document!r} in corpus.jsonl", field="corpus-id")
            if not re.fullmatch(r"[+-]?\d{1,9}", score, re.ASCII):
                message = f"{score[:40]!r} is no whole number; right are 0 (not relevant), 1 or a higher grade"
                problems.add(name, line, message, field="score")
                continue
            grades = found.setdefault(query, {})
            if grades.setdefault(document, int(score)) != int(score):
                message = f"{query!r} and {document!r} have the score {grades[document]} on another line"
                problems.add(name, line, message, field="score")
    return found


def _judgement_files(folder: Path) -> list[Path]:
    """Return qrels/test.tsv where it is there, as published figures are of that part, and else all of qrels/."""
    paths = sorted((folder / "qrels").glob("*.tsv"))
    return [path for path in paths if path.name == "test.tsv"] or paths


def _id(row: dict[str, Any], name: str, line: int, seen: dict[str, int], problems: Problems) -> str | None:
    raw = row.get("_id")
    if isinstance(raw, bool) or not isinstance(raw, str | int) or not str(raw).strip():
        problems.add(name, line, "the id is missing; right is a text that no other line has", field="_id")
        return None
    key = str(raw).strip()
    if key in seen:
        problems.add(name, line, f"{key!r} is the id of line {seen[key]} too", field="_id")
        return None
    seen[key] = line
    return key


def _text(row: dict[str, Any], field: str, name: str, line: int, problems: Problems) -> str:
    raw = row.get(field)
    if raw is None and field == "title":
        return ""
    if not isinstance(raw, str):
        what = "the text is missing" if raw is None else f"{raw!r:.40} is no text"
        problems.add(name, line, f"{what}; right is a text between quotation marks", field=field)
        return ""
    return raw
