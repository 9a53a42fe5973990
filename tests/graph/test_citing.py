"""Citations: one release, named for good, in words and for the tools that keep references."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from peercity.graph.citing import cite
from peercity.graph.errors import NotFound
from peercity.graph.records.values import INTERFACE_LANGUAGES
from peercity.graph.releases import Release

CSL_DATASET = {
    "id", "type", "title", "title-short", "author", "issued", "version", "language", "note", "URL",
}  # fmt: skip
"""The fields of an item that csl-data.json knows and we use; it allows no others."""


def parse_bibtex(text: str) -> tuple[str, str, dict[str, str]]:
    """Return type, key and fields of the one entry of a BibTeX text, by the grammar of BibTeX: braces balance."""
    head = re.match(r"@(\w+)\{([^\s,{}#%~\\\"'()=]+),\s*", text)
    assert head
    place, fields = head.end(), {}
    while not text.startswith("}", place):
        name = re.compile(r"(\w+)\s*=\s*").match(text, place)
        assert name, text[place:]
        start = place = name.end()
        depth = 0
        while depth or text[place] != ",":
            escaped = text[place] == "\\" and text[place + 1] in "\\{}#$%&_"
            depth += (text[place] == "{") - (text[place] == "}") if not escaped else 0
            place += 2 if escaped else 1
        fields[name[1]] = text[start:place]
        place = re.compile(r",\s*").match(text, place).end()  # type: ignore[union-attr]
    assert text[place:].strip() == "}"
    return head[1], head[2], fields


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_a_citation_names_release_day_licence_and_digest(starter_release: Release, language: str) -> None:
    found = cite(starter_release, language=language)
    for part in (found.title, found.day.isoformat(), found.licence, starter_release.facts["files"]["data.nq"]):
        assert part in found.text
    assert re.search(r"\((release|version|versión) 1, ", found.text)
    assert found.written("text") == f"{found.text}\n"


def test_the_address_stands_in_it_where_it_was_read_at_one(starter_release: Release) -> None:
    url = "https://peers.example/releases/1"
    found = cite(starter_release, url=url)
    assert f" {url}. " in found.text
    assert found.csl[0]["URL"] == url
    assert parse_bibtex(found.bibtex)[2]["url"] == f"{{{url}}}"
    assert "URL" not in cite(starter_release).csl[0]
    assert "url" not in parse_bibtex(cite(starter_release).bibtex)[2]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_bibtex_parses(starter_release: Release, language: str) -> None:
    found = cite(starter_release, language=language)
    kind, key, fields = parse_bibtex(found.bibtex)
    assert (kind, key) == ("misc", "peercity-1")
    assert set(fields) == {"author", "title", "year", "month", "note"}
    assert fields["author"] == f"{{{{{found.author}}}}}"
    assert fields["year"] == f"{{{found.day.year}}}"
    assert fields["month"] == found.day.strftime("%b").lower()
    assert found.digest in fields["note"]


def test_marks_of_latex_are_escaped(starter_release: Release) -> None:
    found = replace(cite(starter_release), licence=r"A&B 100% #1 ~ ^ \end{x_y}")
    note = parse_bibtex(found.bibtex)[2]["note"]
    assert r"A\&B 100\% \#1 \textasciitilde{} \textasciicircum{} \textbackslash{}end\{x\_y\}" in note


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_csl_is_an_item_of_the_schema(starter_release: Release, language: str) -> None:
    [item] = cite(starter_release, language=language, url="https://peers.example/releases/1").csl
    assert set(item) == CSL_DATASET
    assert item["type"] == "dataset"
    assert all(isinstance(value, str) for name, value in item.items() if name not in ("author", "issued"))
    assert [set(name) for name in item["author"]] == [{"literal"}]
    [[year, month, day]] = item["issued"]["date-parts"]
    assert f"{year:04}-{month:02}-{day:02}" == starter_release.facts["created"][:10]


def test_what_is_not_there_is_told_with_what_is(starter_release: Release) -> None:
    with pytest.raises(NotFound, match=r"There is no language 'pt'. Valid: fr, es, en\."):
        cite(starter_release, language="pt")
    with pytest.raises(NotFound, match=r"There is no format of citations 'ris'. Valid: text, bibtex, csl\."):
        cite(starter_release).written("ris")
