"""Locators lead to the very sentences of the reports, and no text that ships copies a source.

The reports and the facts are not shipped. Name their folder by PEERCITY_SHARED to run these.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from peercity.graph.sources import SourceFile

WORDS_IN_A_ROW = 8
REPORTS = {"2013-report": 0, "2020-2021-report": 1}
NAMES = {
    "title",
    "heading",
    "id",
    "page",
    "source",
    "sameAs",
    "statedIn",
    "sha256",
    "sentenceHash",
    "wording",
    "holder",
}
"""Fields that hold names and places to look: a title, a heading or a printed wording is quoted to be found."""


def read_report(shared: Path, number: int) -> str:
    return sorted((shared / "seeds").glob("*.txt"))[number].read_text(encoding="utf-8")


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs that hold text, blanks folded; a list keeps its lines."""
    blocks = [block for block in re.split(r"\n[ \t]*\n", text) if re.search(r"[^\W_]", block)]
    return [re.sub(r"[*#\[\]\\]", "", block) for block in blocks]


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def sentences(block: str) -> Iterator[str]:
    """Yield all that may be called a sentence of a paragraph: each run of whole sentences, and each list item."""
    lines = [line for line in block.splitlines() if line.strip()]
    yield from (folded(line).removeprefix("- ") for line in lines)
    text = folded(block)
    ends = [0, *(match.end() for match in re.finditer(r"[.!?:]”?\s+(?=\S)", text)), len(text)]
    for first, start in enumerate(ends):
        yield from (text[start:end].strip().removeprefix("- ") for end in ends[first + 1 :])


def passages(starter: list[SourceFile], slug: str) -> list[dict[str, Any]]:
    (file,) = (file for file in starter if file.slug == slug)
    return [raw for raw in file.records if raw["type"] == "Passage"]


@pytest.mark.parametrize("slug", REPORTS)
def test_the_report_is_the_one_that_was_read(slug: str, starter: list[SourceFile], shared: Path) -> None:
    (file,) = (file for file in starter if file.slug == slug)
    (document,) = (raw for raw in file.records if raw["id"] == f"document/{slug}")
    path = sorted((shared / "seeds").glob("*.txt"))[REPORTS[slug]]
    assert document["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("slug", REPORTS)
def test_each_passage_is_a_sentence_of_its_paragraph(slug: str, starter: list[SourceFile], shared: Path) -> None:
    blocks = paragraphs(read_report(shared, REPORTS[slug]))
    wrong = []
    for raw in passages(starter, slug):
        number = int(raw["paragraph"])
        hashes = {hashlib.sha256(text.encode()).hexdigest() for text in sentences(blocks[number - 1])}
        if raw["sentenceHash"] not in hashes or raw["id"].split("/")[2].split("-")[0] != str(number):
            wrong.append(raw["id"])
    assert not wrong
    assert len(passages(starter, slug)) > 40


@pytest.mark.parametrize("slug", REPORTS)
def test_the_heading_of_a_passage_stands_above_it(slug: str, starter: list[SourceFile], shared: Path) -> None:
    blocks = [folded(block).replace("’", "'") for block in paragraphs(read_report(shared, REPORTS[slug]))]
    for raw in passages(starter, slug):
        if heading := raw.get("heading", {}).get("fr"):
            above = " ".join(blocks[: int(raw["paragraph"])])
            assert folded(re.sub(r"[*#\[\]\\]", "", heading)).replace("’", "'") in above, raw["id"]


PROPER_NAMES = [
    "Commission des Villes Numériques et de la Connaissance",
    "Tour de France du numérique pour l'éducation",
    "La grande union entre les industries traditionnelles et les nouvelles industries TIC",
    "Villes viables et durables : défis en commun et solutions partagées",
    "Étude internationale sur la situation des TIC, l'innovation et la connaissance dans les villes",
    "Étude internationale sur la situation des TIC, de l'innovation et des connaissances dans les villes",
    "Opportunités pour tous, culture et diplomatie des villes : clés du développement et de la paix",
    "Comment est-ce que les villes peuvent joindre les industries traditionnelles avec les industries liées à des "
    "nouvelles technologies ?",
    "Commune of Sebkha (one of the communes of Nouakchott)",
]
"""Bodies, events, studies, a theme and a project, under the names that the sources print."""


def without_names(text: str) -> str:
    """Return the words of a text with a mark for each proper name, which no source holds."""
    text = " ".join(words(text))
    for name in PROPER_NAMES:
        text = text.replace(" ".join(words(name)), "§")
    return text


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    found = text.split()
    return {tuple(found[start : start + WORDS_IN_A_ROW]) for start in range(len(found) - WORDS_IN_A_ROW + 1)}


def own_texts(value: Any, field: str = "") -> Iterator[str]:
    """Yield the texts of a raw record that are PeerCity's own words."""
    if field in NAMES:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from own_texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from own_texts(inner, field)


def foreign_texts(shared: Path) -> Iterator[str]:
    for path in sorted((shared / "seeds").glob("*.txt")):
        yield from map(folded, paragraphs(path.read_text(encoding="utf-8")))
    facts = shared / "facts"
    for name, fields in {
        "city_practices.jsonl": ("problem", "solution", "results"),
        "urbact_networks_2000_2017.jsonl": ("source_text_aims", "source_text_activities"),
    }.items():
        for line in (facts / name).read_text(encoding="utf-8").strip().split("\n"):
            yield from (text for field in fields if (text := json.loads(line)[field]))


def test_no_text_that_ships_copies_eight_words_in_a_row_of_a_source(starter: list[SourceFile], shared: Path) -> None:
    foreign = {run for text in foreign_texts(shared) for run in runs(" ".join(words(text)))}
    copied = {
        (file.file, str(raw["id"]), " ".join(run))
        for file in starter
        for raw in file.records
        for text in own_texts(raw)
        for run in runs(without_names(text)) & foreign
    }
    assert not copied
