"""Words of one language for those of another, by a glossary of concepts: what a query is in the languages of the texts.

An encoder blurs words that decide what is meant. Looking them up is the older way to search across languages
(Ballesteros and Croft 1997, "Phrasal Translation and Query Expansion Techniques for Cross-language Information
Retrieval").
`glossary.txt` has a concept a line: the words of French, Spanish and English, apart by bars.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from .words import shipped_stop_words, terms

LANGUAGES = ("fr", "es", "en")
"""Those of the glossary, in the order of its columns."""
_LONGEST = 3
"""Words of a term at most."""


class Glossary:
    """Concepts with the stems of their terms in each language."""

    def __init__(self, concepts: Sequence[Mapping[str, Sequence[str]]]) -> None:
        """`concepts` has the terms of each by language, a term being its stems apart by blanks."""
        self._concepts = concepts
        self._of: dict[str, dict[str, list[int]]] = {language: {} for language in LANGUAGES}
        for number, concept in enumerate(concepts):
            for language, known in concept.items():
                for term in known:
                    self._of[language].setdefault(term, []).append(number)

    @classmethod
    def fit(cls) -> Glossary:
        """Return the glossary that ships, its words stemmed."""
        stop_words = shipped_stop_words()

        def stems(listed: str, language: str) -> list[str]:
            found = (" ".join(terms(term, language, stop_words)) for term in listed.split(","))
            return sorted({term for term in found if term})

        lines = (files(__package__) / "glossary.txt").read_text(encoding="utf-8").splitlines()
        return cls(
            [
                {language: stems(listed, language) for language, listed in zip(LANGUAGES, line.split("|"), strict=True)}
                for line in lines
            ]
        )

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self._concepts, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Glossary:
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def translated(self, stems: Sequence[str], language: str, into: Iterable[str]) -> dict[str, float]:
        """Return the stems, in the languages `into`, of what the `stems` of a query mean, each with its weight.

        A term of several concepts counts for each with an equal part of one.

        >>> Glossary([{"fr": ["dechet"], "en": ["wast", "rubbish"]}]).translated(["dechet"], "fr", ["en"])
        {'wast': 1.0, 'rubbish': 1.0}
        """
        others = [other for other in into if other != language and other in LANGUAGES]
        found: dict[str, float] = {}
        for concepts in self._meant(stems, self._of.get(language, {})):
            for number in concepts:
                for other in others:
                    for stem in " ".join(self._concepts[number][other]).split():
                        found[stem] = max(found.get(stem, 0.0), 1 / len(concepts))
        return found

    @staticmethod
    def _meant(stems: Sequence[str], known: Mapping[str, list[int]]) -> Iterator[list[int]]:
        """Yield the concepts of each term, the longest first where several begin at a word."""
        place = 0
        while place < len(stems):
            for length in range(min(_LONGEST, len(stems) - place), 0, -1):
                if (term := " ".join(stems[place : place + length])) in known:
                    yield known[term]
                    break
            place += length
