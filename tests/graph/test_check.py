"""All problems of all files at once, each with its file, record and field, and nothing is loaded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peercity.graph.check import check, concepts
from peercity.graph.errors import BrokenData
from peercity.graph.live import Live
from peercity.graph.sources import SourceFile

TEXT = {"fr": "a", "es": "b", "en": "c"}
DOCUMENT = {"id": "document/x", "type": "Document", "title": {"en": "x"}, "kind": "concept:kind/report"}
EVENT = {
    "id": "event/x",
    "type": "Event",
    "statedIn": ["document/x"],
    "label": TEXT,
    "kind": "concept:kind/congress",
    "status": "concept:status/done",
}
CITY = {"id": "city/x", "type": "City", "statedIn": ["document/x"], "label": TEXT, "country": "country/fr"}
COUNTRY = {"id": "country/fr", "type": "Country", "statedIn": ["document/x"], "label": TEXT, "code": "FR"}
LATER = date.today().year + 1


def file_of(*records: dict[str, Any], name: str = "x.yaml") -> SourceFile:
    return SourceFile([DOCUMENT, *records], "document/x", name, name.partition(".")[0])


def problems(*files: SourceFile, shapes: bool = False, known: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(BrokenData) as caught:
        check(files, shapes=shapes, known=known)
    return [str(problem) for problem in caught.value.problems]


def test_sound_records_pass_with_their_triples() -> None:
    (found,) = check([file_of(EVENT, CITY, COUNTRY)])
    assert [record.id for record in found.records] == ["document/x", "event/x", "city/x", "country/fr"]
    assert found.document == "document/x"
    assert len(found.triples) > 15


ONE_PROBLEM: list[tuple[dict[str, Any], str]] = [
    ({**EVENT, "type": "Evnt"}, "x.yaml, event/x, type: 'Evnt' is not a type; nearest: Event"),
    ({**EVENT, "type": "Zzz"}, "x.yaml, event/x, type: 'Zzz' is not a type; valid: Adaptation, Challenge,"),
    ({"id": "event/x"}, "x.yaml, event/x, type: it is missing; give a type such as City, Practice or Document"),
    ({**EVENT, "type": ["Event", "City"]}, "x.yaml, event/x, type: it has 2 types (Event, City); keep one"),
    ({**EVENT, "id": ""}, "x.yaml, record 2, id: it is missing"),
    ({**EVENT, "id": "a b"}, "x.yaml, a b, id: 'a b' is not a reference: write it as kind/name (city/bilbao-es)"),
    ({**EVENT, "lable": TEXT}, "x.yaml, event/x, lable: the type Event has no such field (given {'fr': 'a', "),
    ({**EVENT, "label": "a"}, "x.yaml, event/x, label: 'a' needs a language; write it by language, such as fr: …, es:"),
    ({**EVENT, "label": {"fr": "a"}}, "x.yaml, event/x, label: the text is missing in es, en: give fr, es and en"),
    ({**EVENT, "label": {**TEXT, "fr": ["a", "b"]}}, "x.yaml, event/x, label.fr: ['a', 'b'] is not one text; write on"),
    ({**EVENT, "label": {**TEXT, "fr": " "}}, "x.yaml, event/x, label.fr: a text is empty: write it or leave the fiel"),
    ({**EVENT, "label": {**TEXT, "french": "a"}}, "x.yaml, event/x, label.french: 'french' is not a language tag: use"),
    ({**EVENT, "note": {"xq": "a"}}, "x.yaml, event/x, note: 'xq' is no language; use a code such as fr, es or en"),
    ({**EVENT, "organizers": "city/x"}, "x.yaml, event/x, organizers: 'city/x' is not a list; write it as [one, anoth"),
    ({**EVENT, "countMin": "many"}, "x.yaml, event/x, countMin: 'many' is not a whole number; write digits only"),
    ({**EVENT, "countMin": 1.5}, "x.yaml, event/x, countMin: 1.5 is not a whole number"),
    ({**EVENT, "countMin": -1}, "x.yaml, event/x, countMin: -1 is too small; the least is 0"),
    ({**CITY, "id": "city/y", "latitude": 91}, "x.yaml, city/y, latitude: 91 is too large; the most is 90"),
    ({**CITY, "id": "city/y", "latitude": "north"}, "x.yaml, city/y, latitude: 'north' is not a number; write it as 4"),
    ({**EVENT, "start": "autumn"}, "x.yaml, event/x, start: 'autumn' is not a date: give a year (2013), a month (2013"),
    ({**EVENT, "start": ["2013"]}, "x.yaml, event/x, start: ['2013'] is not a date: give a year (2013), a month"),
    ({**EVENT, "place": "city/xx"}, "x.yaml, event/x, place: there is no record 'city/xx'; nearest: city/x"),
    ({**EVENT, "kind": "concept:kind/congres"}, "x.yaml, event/x, kind: there is no concept 'concept:kind/congres'; "
     "valid: concept:kind/congress"),
    ({**EVENT, "kind": "concept:knd/x"}, "x.yaml, event/x, kind: there is no concept 'concept:knd/x'; valid: concept:"),
    ({**CITY, "id": "city/y", "country": "city/x"}, "x.yaml, city/y, country: 'city/x' is of type City, not Country"),
    ({**CITY, "id": "city/y", "country": "concept:axis/economy"}, "x.yaml, city/y, country: 'concept:axis/economy' is "
     "a concept, not of type Country"),
    ({**EVENT, "page": ["example.org"]}, "x.yaml, event/x, page: 'example.org' is not an address; write it with https"),
    ({**EVENT, "page": ["javascript:alert(1)"]}, "x.yaml, event/x, page: 'javascript:alert(1)' is not an address; wri"),
    ({**EVENT, "start": "2014-03", "end": "2013"}, "x.yaml, event/x, end: 2013 is before the start 2014-03"),
    ({**EVENT, "asOf": str(LATER)}, f"x.yaml, event/x, asOf: {LATER} has not come yet; it is {date.today()}"),
    ({**EVENT, "start": str(LATER)}, f"x.yaml, event/x, start: {LATER} has not come yet, but the status is done"),
    ({key: value for key, value in EVENT.items() if key != "statedIn"}, "x.yaml, event/x, statedIn: no place is named"),
    ({**CITY, "population": 1}, "x.yaml, city/x, id: it stands 2 times in this file; keep one"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "expected"), ONE_PROBLEM)
def test_a_problem_names_file_record_and_field_and_what_would_be_right(record: dict[str, Any], expected: str) -> None:
    (found,) = problems(file_of(record, CITY, COUNTRY))
    assert found.startswith(expected)
    assert "function-after" not in found


def test_all_problems_of_all_files_come_at_once() -> None:
    first = file_of({**EVENT, "status": "concept:status/odd", "countMin": -1}, {**CITY, "id": "city/a"}, name="a.yaml")
    second = file_of({**EVENT, "id": "event/b", "type": "Evnt"}, name="b.yaml")
    assert [found.split(": ")[0] for found in problems(first, second)] == [
        "a.yaml, city/a, country",
        "a.yaml, event/x, countMin",
        "a.yaml, event/x, status",
        "b.yaml, event/b, type",
    ]


def test_one_broken_record_does_not_break_the_links_to_it() -> None:
    (found,) = problems(file_of({**CITY, "latitude": 100}, {**EVENT, "place": "city/x"}, COUNTRY))
    assert found.startswith("x.yaml, city/x, latitude: ")


def test_links_lead_to_records_of_other_files_and_of_the_graph() -> None:
    files = [file_of(CITY), file_of(EVENT, name="y.yaml")]
    assert len(check(files, known={"country/fr": "Country"}, shapes=False)) == 2


def test_a_thing_has_one_type_in_all_files() -> None:
    (found,) = problems(file_of({**EVENT, "id": "city/x"}), known={"city/x": "City"})
    assert found == "x.yaml, city/x, type: it is of type Event here and of type City elsewhere"


def test_a_file_names_and_describes_its_source() -> None:
    assert problems(SourceFile([], None, "x.yaml", "x")) == [
        "x.yaml, source: no source is named; write 'source: document/…' or give one Document"
    ]
    assert problems(SourceFile([], "document/y", "x.yaml", "x")) == [
        "x.yaml, source: 'document/y' is not described; add its Document record here"
    ]


def test_full_addresses_of_the_data_are_the_same_records() -> None:
    base = "https://example.org/id/"
    (found,) = check([file_of({**EVENT, "id": base + "event/x"})], base=base, shapes=False)
    assert [record.id for record in found.records] == ["document/x", "event/x"]


def test_a_finding_of_the_shapes_names_file_record_and_field() -> None:
    wrong = {**EVENT, "status": "concept:axis/economy", "countMin": 5, "countMax": 4}
    found = problems(file_of(wrong), shapes=True)
    assert [one.split(": ")[0] for one in found] == ["x.yaml, event/x, countMin", "x.yaml, event/x, status"]
    assert "Give one status from the scheme status" in found[1]
    assert "concept/axis/economy" in found[1]


def test_nothing_is_loaded_when_there_is_a_problem(live: Live) -> None:
    before, changes = set(live.store), len(list(live.journal.changes()))
    with pytest.raises(BrokenData, match="1 problem found; nothing was loaded"):
        live.load(
            [file_of(EVENT), file_of({**EVENT, "id": "event/y", "countMin": -1}, name="y.yaml")], who="t", why="t"
        )
    assert set(live.store) == before
    assert len(list(live.journal.changes())) == changes


def test_two_files_of_one_name_are_refused(live: Live) -> None:
    with pytest.raises(BrokenData, match=r"two files name the same graph: x\.json, x\.yaml"):
        live.load([file_of(EVENT), file_of(EVENT, name="x.json")], who="t", why="t")


@pytest.mark.parametrize("name", ["ontology.yaml", "concepts.yaml"])
def test_a_file_cannot_take_the_place_of_the_vocabulary(live: Live, name: str) -> None:
    with pytest.raises(BrokenData, match=f"{name}: a file of this name would replace the vocabulary"):
        live.load([file_of(EVENT, name=name)], who="t", why="t")


def test_concepts_are_named_by_scheme() -> None:
    assert "concept:axis/economy" in concepts()


def test_every_problem_of_a_table_is_found_by_name_of_its_record(source: Callable[[str, str], SourceFile]) -> None:
    text = "id,type,statedIn,label.fr,code\ncountry/fr,Country,document/x,France,fr\n"
    found = problems(source("countries.csv", text), file_of())
    assert [one.split(": ")[0] for one in found] == [
        "countries.csv, source",
        "countries.csv, country/fr, code",
        "countries.csv, country/fr, label",
    ]
