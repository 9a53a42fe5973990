"""What differs between two releases, thing by thing, with old and new values and their sources."""

from __future__ import annotations

import json

import pytest

from peercity.graph.changes import KINDS, Entity, Value, changes
from peercity.graph.diff import Diff, diff
from peercity.graph.errors import NotFound
from peercity.graph.folder import DataFolder
from peercity.graph.iris import BASE, ONTOLOGY, graph_iri
from peercity.graph.live import Live
from peercity.graph.records.values import INTERFACE_LANGUAGES
from peercity.graph.releases import Release, publish
from peercity.graph.sources import read_source

SOURCE = """source: document/{name}
records:
  - {{id: document/{name}, type: Document, title: {{en: Source {name}}}, kind: concept:kind/web-page, language: en,
      readOn: 2026-11, page: ["https://example.org/{name}"]}}
"""
PROGRAMME = """  - {{id: programme/{slug}, type: Programme, kind: concept:kind/learning-programme, {more}
      status: concept:status/done, statedIn: [document/{name}], label: {{fr: {fr}, es: {slug} es, en: {slug} en}}}}
"""


def text(name: str, *programmes: tuple[str, str, str]) -> str:
    """Return a source with programmes, each by slug, French name and further fields."""
    return SOURCE.format(name=name) + "".join(
        PROGRAMME.format(name=name, slug=slug, fr=fr, more=more) for slug, fr, more in programmes
    )


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Diff:
    """Release 2 since 1: of source `a` one programme goes, one comes, one changes; of source `b` one value goes."""
    path = tmp_path_factory.mktemp("changes")
    with Live(DataFolder(path / "data")) as live:
        live.load_vocabulary()

        def released(**texts: str) -> Release:
            for name, content in texts.items():
                (path / f"{name}.yaml").write_text(content, encoding="utf-8")
            files = [read_source(path / f"{name}.yaml") for name in texts]
            live.load(files, who="t", why="t", shapes=False)
            return publish(live, finish=lambda *_: {})

        first = released(
            a=text("a", ("kept", "Ancien nom", 'start: "2018",'), ("gone", "Parti", "")),
            b=text("b", ("kept", "Ancien nom", 'end: "2020",')),
        )
        second = released(
            a=text("a", ("kept", "Nouveau nom", 'start: "2019",'), ("new", "Arrivé", "")),
            b=text("b", ("kept", "Ancien nom", "")),
        )
    return diff(first, second)


def slugs(entities: tuple[Entity, ...]) -> list[str]:
    return [entity.iri.removeprefix(BASE) for entity in entities]


def test_things_come_go_and_change(two: Diff) -> None:
    found = changes(two, language="fr")
    assert (slugs(found.added), slugs(found.removed)) == (["programme/new"], ["programme/gone"])
    assert slugs(found.changed) == ["programme/kept"]
    assert [entity.label for entity in (*found.added, *found.removed)] == ["Arrivé", "Parti"]
    [(term, counts)] = found.counts
    assert term
    assert (term.label, counts) == ("Programme entre villes", {"added": 1, "removed": 1, "changed": 1})
    assert found.statements == {"added": len(two.added), "removed": len(two.removed)}


def test_of_what_changed_each_value_is_told_with_its_source(two: Diff) -> None:
    [kept] = changes(two).changed
    a, b = (graph_iri("public", name) for name in "ab")
    assert kept.sources == (a, b)
    told = {
        (change.property.label, change.language, change.source): (change.before, change.after)
        for change in kept.changes
    }
    assert told == {
        ("name", "fr", a): ((Value("Ancien nom"),), (Value("Nouveau nom"),)),
        ("start", None, a): ((Value("2018", "gYear"),), (Value("2019", "gYear"),)),
        ("end", None, b): ((Value("2020", "gYear"),), ()),
    }


def test_turned_round_what_came_has_gone(two: Diff) -> None:
    there, back = changes(two), changes(diff(two.after, two.before))
    assert slugs(there.added) == slugs(back.removed)
    assert slugs(there.removed) == slugs(back.added)
    [one], [other] = there.changed, back.changed
    assert [(change.before, change.after) for change in one.changes] == [
        (change.after, change.before) for change in other.changes
    ]


def test_a_limit_names_fewer_and_counts_all(starter_release: Release, two: Diff) -> None:
    nothing_yet = changes(diff(two.before, starter_release), limit=3)
    assert len(nothing_yet.added) == 3
    assert nothing_yet.total("added") > 1_000
    named = changes(two, limit=0)
    assert [(getattr(named, kind), named.total(kind)) for kind in KINDS] == [((), 1)] * 3


def test_a_thing_that_is_in_both_is_never_said_to_come_or_go(starter_release: Release, two: Diff) -> None:
    found = changes(diff(two.before, starter_release))
    whole = {str(quad.subject.value) for quad in two.before.store}
    assert not whole & {entity.iri for entity in found.added}


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_it_is_json_without_nulls(two: Diff, language: str) -> None:
    found = changes(two, language=language).json()
    assert json.loads(json.dumps(found)) == found
    assert "null" not in json.dumps(found)
    assert found["counts"][0]["iri"] == f"{ONTOLOGY}Programme"
    assert (found["before"], found["after"], found["language"]) == (1, 2, language)


def test_a_language_that_is_not_there_is_told_with_those_that_are(two: Diff) -> None:
    with pytest.raises(NotFound, match=r"There is no language 'pt'. Valid: fr, es, en\."):
        changes(two, language="pt")
