"""Labelled questions, asked of a release: when it answers, and which of the two refusals it gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from ..answer import REFUSALS
from ..ask import Recommender
from ..language import detect
from ..vectors import Progress
from .circumstances import circumstances
from .measures import Figure, mean, share
from .questions import LABELS, Question

KINDS = tuple(LABELS.values())
"""Kinds of answer: something is proposed, or one of the two refusals."""
FIRST = 5
"""Items of an answer that are compared."""


@dataclass(frozen=True)
class Asked:
    """A question with what came back."""

    question: Question
    language: str
    """As stated, else as detected."""
    band: str
    items: tuple[str, ...]
    """Relative IRIs of the first items, none with a refusal."""

    @property
    def kind(self) -> str:
        """One of KINDS."""
        return self.band if self.band in REFUSALS else "on"


@dataclass(frozen=True)
class Told:
    """How often each kind of answer came where it was right."""

    confusion: Mapping[str, Mapping[str, int]]
    """Questions by label and kind of answer."""

    @classmethod
    def of(cls, asked: Iterable[Asked]) -> Told:
        confusion = {label: dict.fromkeys(KINDS, 0) for label in LABELS}
        for one in asked:
            confusion[one.question.label][one.kind] += 1
        return cls(confusion)

    def precision(self, kind: str) -> Figure:
        """Return the share of the answers of a kind that were right."""
        given = {label: row[kind] for label, row in self.confusion.items()}
        return share(next(given[label] for label in LABELS if LABELS[label] == kind), sum(given.values()))

    def recall(self, kind: str) -> Figure:
        """Return the share of the questions that should get a kind of answer that got it."""
        row = next(self.confusion[label] for label in LABELS if LABELS[label] == kind)
        return share(row[kind], sum(row.values()))

    def json(self) -> dict[str, Any]:
        return {
            "confusion": {label: dict(row) for label, row in self.confusion.items()},
            **{kind: {"precision": self.precision(kind).json(), "recall": self.recall(kind).json()} for kind in KINDS},
        }


def ask_all(
    recommender: Recommender, questions: Sequence[Question], *, progress: Progress | None = None
) -> list[Asked]:
    """Return what a release answers to each question."""
    base = recommender.release.facts["base"]
    found = []
    for number, question in enumerate(questions, start=1):
        language = question.language or detect(question.text)
        answer = recommender.ask(question.text, language=language, limit=FIRST)
        items = tuple(item.iri.removeprefix(base) for item in answer.practices)
        found.append(Asked(question, language, answer.band, items))
        if progress:
            progress(number, len(questions))
    return found


def overlap(asked: Iterable[Asked]) -> Figure:
    """Return how much of the first items one documented question has in common in two languages, on average.

    Of two answers it is the number of items in both over that of the longer one; 0 where one of them refuses. Pairs
    that both refuse are left out. Averaged over the pairs of languages of a question, then over questions.
    """
    groups: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        if one.question.same is not None and one.question.label == "on":
            groups[one.question.same].append(one)
    values = []
    for _, group in sorted(groups.items()):
        shares = [
            len({*first.items} & {*second.items}) / max(len(first.items), len(second.items))
            for first, second in combinations(sorted(group, key=lambda one: (one.language, one.question.text)), 2)
            if first.language != second.language and (first.items or second.items)
        ]
        if shares:
            values.append(float(np.mean(shares)))
    return mean(np.array(values, dtype=np.float64))


def found_relevant(asked: Iterable[Asked], base: str) -> Figure:
    """Return the share of the questions with relevant items that have one among their first items."""
    hits = [
        not {iri.removeprefix(base) for iri in one.question.relevant}.isdisjoint(one.items)
        for one in asked
        if one.question.relevant
    ]
    return share(sum(hits), len(hits))


def abstention_report(recommender: Recommender, asked: Sequence[Asked], *, name: str) -> dict[str, Any]:
    """Return what was asked of which release and how it was told apart, as it goes out as JSON."""
    base = recommender.release.facts["base"]
    languages = sorted({one.language for one in asked})
    parts = {language: [one for one in asked if one.language == language] for language in languages}
    return {
        "questions": name,
        "release": recommender.release.number,
        **circumstances(recommender.encoder),
        "count": len(asked),
        **Told.of(asked).json(),
        "languages": {
            language: {
                "count": len(part),
                **Told.of(part).json(),
                "relevant_in_first_five": found_relevant(part, base).json(),
            }
            for language, part in parts.items()
        },
        "relevant_in_first_five": found_relevant(asked, base).json(),
        "overlap_of_first_five": overlap(asked).json(),
        "notes": _notes(recommender, asked),
        "lines": [
            {
                "line": one.question.line,
                "language": one.language,
                "label": one.question.label,
                "band": one.band,
                "items": list(one.items),
            }
            for one in asked
        ],
    }


def _notes(recommender: Recommender, asked: Sequence[Asked]) -> list[str]:
    notes = []
    if recommender.encoder is None:
        notes.append("No encoder is at hand: nothing is known of the topic of a question, so none is told off topic.")
    if detected := sum(one.question.language is None for one in asked):
        notes.append(f"Questions whose language was detected: {detected:,}.")
    if any(one.question.same is not None for one in asked):
        notes.append(
            "A question in several languages counts once a language, as if chance had moved each by itself: "
            "the intervals over all languages are a little too narrow."
        )
    base = recommender.release.facts["base"]
    items = recommender.index.items
    known = {items[number]["iri"] for number in range(len(items))}
    named = {iri.removeprefix(base) for one in asked for iri in one.question.relevant}
    if missing := sorted(named - known):
        shown = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
        notes.append(
            f"Relevant items that release {recommender.release.number} does not have, which count as not found: "
            f"{len(missing):,} ({shown})."
        )
    return notes
