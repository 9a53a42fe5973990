"""What a reader is told of a thing: all that is stated, each with its source, in a language that is said."""

from __future__ import annotations

import time
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from peercity.graph.entity import Entity, Row, Value, entity
from peercity.graph.entity.description import is_known
from peercity.graph.entity.labels import STATED_IN, TYPE
from peercity.graph.entity.mentions import SHOWN
from peercity.graph.iris import CONCEPT, ONTOLOGY, PREFIXES, concept
from peercity.graph.live import Live
from peercity.graph.records.values import INTERFACE_LANGUAGES
from peercity.graph.releases import Release, publish
from peercity.graph.sources import SourceFile

MEETING = "event/2013-05-bordeaux-working-meeting"
TWO_SOURCES = """
source: document/{name}
records:
  - {{id: document/{name}, type: Document, title: {{fr: Titre}}, kind: "concept:kind/report", issued: "{year}"}}
  - id: event/forum
    type: Event
    kind: concept:kind/working-meeting
    label: {{fr: Forum, es: Foro, en: Forum}}
    status: concept:status/{status}
    asOf: "{year}"
    start: "{start}"
    note: {{ja: メモ}}
    statedIn: [document/{name}]
"""


def iris(release: Release) -> list[str]:
    """Return every IRI of data, of concepts and of graphs that is in a release, as subject or as value."""
    found = set()
    for quad in release.store:
        for term in (quad.subject, quad.object, quad.graph_name):
            if isinstance(term, ox.NamedNode) and term.value.startswith((release.facts["base"], CONCEPT)):
                found.add(term.value)
    return sorted(found)


def shown(found: Entity) -> list[Row]:
    return [*found.leads, *found.rows]


def row(found: Entity, name: str) -> Row:
    return next(row for row in shown(found) if row.property.iri in (ONTOLOGY + name, PREFIXES["schema"] + name))


def test_every_iri_of_data_concepts_and_graphs_has_a_page(starter_release: Release) -> None:
    every = iris(starter_release)
    assert len(every) > 2_000
    assert [iri for iri in every if not is_known(starter_release.store, iri)] == []
    assert [iri for iri in every[::13] if entity(starter_release.store, iri, language="en") is None] == []


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_statement_has_a_source_that_is_listed(starter_release: Release, language: str) -> None:
    for iri in iris(starter_release)[::41]:
        found = entity(starter_release.store, iri, language=language)
        assert found is not None
        numbers = {source.number for source in found.sources}
        values = [value for row in shown(found) for value in row.values]
        mentioned = [mention.thing for group in found.groups if group.property for mention in group.mentions]
        for value in [*values, *mentioned]:
            assert value.sources, (iri, value)
            assert {citation.number for citation in value.sources} <= numbers


def test_nothing_that_is_stated_in_the_language_of_the_reader_is_left_out(starter_release: Release) -> None:
    apart = {
        TYPE.value,
        STATED_IN.value,
        f"{PREFIXES['skos']}prefLabel",
        f"{ONTOLOGY}asOf",
        f"{PREFIXES['dcterms']}title",
    }
    for iri in iris(starter_release)[::37]:
        found = entity(starter_release.store, iri, language="es")
        assert found is not None
        told = {(row.property.iri, value.iri or value.text) for row in shown(found) for value in row.values}
        for quad in starter_release.store.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph()):
            is_theirs = getattr(quad.object, "language", None) in (None, "es")
            if is_theirs and quad.predicate.value not in apart:
                assert (quad.predicate.value, quad.object.value) in told, iri


def test_two_sources_that_disagree_are_both_shown_each_with_its_date(
    live: Live, source: Callable[[str, str], SourceFile]
) -> None:
    files = [
        source("a.yaml", TWO_SOURCES.format(name="a", year=2013, status="planned", start="2014")),
        source("b.yaml", TWO_SOURCES.format(name="b", year=2015, status="done", start="2014-09-29")),
    ]
    live.load(files, who="test", why="test", shapes=False)
    found = entity(publish(live, finish=lambda path, store: {}).store, f"{live.base}event/forum", language="en")
    assert found is not None
    first, second = row(found, "status").values
    assert (first.text, first.as_of, second.text, second.as_of) == ("planned", "2013", "done", "2015")
    assert first.sources != second.sources
    assert {value.text for value in row(found, "startDate").values} == {"2014", "2014-09-29"}


def test_a_language_that_is_not_the_reader_s_is_said(live: Live, source: Callable[[str, str], SourceFile]) -> None:
    live.load(
        [source("a.yaml", TWO_SOURCES.format(name="a", year=2013, status="done", start="2014"))], who="t", why="t"
    )
    found = entity(publish(live, finish=lambda path, store: {}).store, f"{live.base}event/forum", language="es")
    assert found is not None
    assert (found.label.text, found.label.language) == ("Foro", "es")
    note = next(row for row in found.rows if row.property.iri.endswith("#note"))
    assert [(value.text, value.language) for value in note.values] == [("メモ", "ja")]
    assert [(source.title.text, source.title.language) for source in found.sources if source.title] == [("Titre", "fr")]


def test_a_passage_is_cited_by_its_paragraph_with_its_gloss(starter_release: Release) -> None:
    found = entity(starter_release.store, f"{starter_release.facts['base']}{MEETING}", language="fr")
    assert found is not None
    [description] = [value for value in found.leads[0].values if value.sources[0].paragraphs]
    assert description.sources[0].paragraphs == (51, 52)
    source = found.sources[description.sources[0].number - 1]
    assert [passage.paragraph for passage in source.passages if passage.gloss] == [51, 52, 53, 55]


def test_a_reading_of_peercity_is_marked_and_comes_with_its_rule(starter_release: Release) -> None:
    found = entity(starter_release.store, f"{starter_release.facts['base']}practice/bilbao-as-fabrik", language="en")
    assert found is not None
    assert {row.property.iri.rpartition("#")[2] for row in found.rows if row.is_reading} >= {
        "subjectRead",
        "evidenceLevel",
    }
    assert not row(found, "implementedBy").is_reading
    assert any(source.reading_rule for source in found.sources)


@pytest.mark.parametrize(("iri", "other"), [(MEETING, "city/bordeaux-fr"), ("city/bordeaux-fr", MEETING)])
def test_a_participation_is_told_on_the_pages_of_both_who_and_what(
    starter_release: Release, iri: str, other: str
) -> None:
    base = starter_release.facts["base"]
    found = entity(starter_release.store, base + iri, language="en")
    assert found is not None
    parts = [group for group in found.groups if group.type and group.type.iri == f"{ONTOLOGY}Participation"]
    told = {value.iri for group in parts for one in group.mentions for row in one.rows for value in row.values}
    assert {base + other, concept("role", "organizer"), concept("status", "done")} <= told


def test_many_mentions_come_in_pages_that_together_are_all(starter_release: Release) -> None:
    iri, store = concept("axis", "governance"), starter_release.store
    whole = entity(store, iri, language="en")
    assert whole is not None
    group = max(whole.groups, key=lambda group: group.count)
    assert group.property is not None
    assert group.type is not None
    assert len(group.mentions) == SHOWN < group.count
    only = (group.property.iri, group.type.iri)
    pages = [entity(store, iri, language="en", only=only, page=page) for page in range(1, 4)]
    named = [mention.thing.iri for page in pages if page for mention in page.groups[0].mentions]
    assert len(set(named)) == group.count == len(store_subjects(store, *only, iri))
    assert all(page and page.is_alone and not page.rows for page in pages)


def store_subjects(store: ox.Store, name: str, type_: str, iri: str) -> set[str]:
    quads = store.quads_for_pattern(None, ox.NamedNode(name), ox.NamedNode(iri), ox.DefaultGraph())
    kind = ox.NamedNode(type_)
    return {
        quad.subject.value
        for quad in quads
        if any(store.quads_for_pattern(quad.subject, TYPE, kind, ox.DefaultGraph()))
    }


def test_a_group_that_is_not_there_gives_the_whole_page(starter_release: Release) -> None:
    iri = concept("axis", "governance")
    found = entity(starter_release.store, iri, language="en", only=("no such property", "<>"), page=7)
    assert found == entity(starter_release.store, iri, language="en")


@pytest.mark.parametrize("iri", ["", "x", "https://w3id.org/peercity/id/city/no city", "https://x/\x00", "é" * 9_000])
def test_what_names_nothing_has_no_page(starter_release: Release, iri: str) -> None:
    assert entity(starter_release.store, iri, language="en") is None


def test_a_thing_to_which_much_leads_is_read_in_bounded_time() -> None:
    store = ox.Store()
    hub = ox.NamedNode("https://w3id.org/peercity/concept/axis/hub")
    about, city = ox.NamedNode(f"{ONTOLOGY}about"), ox.NamedNode(f"{ONTOLOGY}City")
    for number in range(20_000):
        thing = ox.NamedNode(f"https://w3id.org/peercity/id/city/{number}")
        store.extend(
            ox.Quad(thing, name, value, graph)
            for name, value in ((about, hub), (TYPE, city))
            for graph in (ox.DefaultGraph(), ox.NamedNode("https://w3id.org/peercity/id/graph/public/x"))
        )
    store.add(ox.Quad(hub, TYPE, city, ox.NamedNode("https://w3id.org/peercity/id/graph/public/x")))
    before = time.process_time()
    found = entity(store, hub.value, language="en")
    assert time.process_time() - before < 1
    assert found is not None
    assert found.has_more
    assert isinstance(found.groups[0].mentions[0].thing, Value)
