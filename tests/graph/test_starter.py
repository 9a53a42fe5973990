"""The data that ships passes its own check and keeps the rules under which it was gathered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from peercity.graph.build import build
from peercity.graph.check import check
from peercity.graph.gazetteer import country_facts, find_places
from peercity.graph.read import read
from peercity.graph.records import Record
from peercity.graph.records.knowledge import Practice, Result
from peercity.graph.records.network import City, Country
from peercity.graph.sources import SourceFile

LANGUAGES = {"fr", "es", "en"}
PLANS = {"practice/alcorcon-low-emission-zone", "practice/malaga-ecity", "practice/quito-open-portal-upgrade"}
SENTENCE_END = re.compile(r"[.!?…][»”\")]?(?=\s|$)")


@pytest.fixture(scope="module")
def records(starter: list[SourceFile]) -> list[Record]:
    return [Record.types[raw["type"]].parse(dict(raw)) for file in starter for raw in file.records]


@pytest.fixture(scope="module")
def practices(starter: list[SourceFile]) -> dict[str, Practice]:
    """The practices that have a file of their own. The reports tell of a few more, in passing."""
    return {
        raw["id"]: Practice.parse(dict(raw))
        for file in starter
        for raw in file.records
        if raw["id"] == f"practice/{file.slug}"
    }


def texts_of(record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    for field, value in record.json_ld().items():
        if isinstance(value, dict) and "@value" not in value:
            yield field, value


def test_the_starter_data_passes_its_check_with_shapes(starter: list[SourceFile]) -> None:
    found = check(starter)
    assert sum(len(source.records) for source in found) > 2000


def test_every_record_of_the_starter_data_reads_back_the_same(starter: list[SourceFile]) -> None:
    for file in starter:
        records = [Record.types[raw["type"]].parse(dict(raw)) for raw in file.records]
        assert read(build(records)) == sorted(records, key=lambda record: record.id), file.file


def test_each_city_and_country_is_described_once_by_each_source(starter: list[SourceFile]) -> None:
    described = [
        (file.slug, raw["id"]) for file in starter for raw in file.records if raw["type"] in ("City", "Country")
    ]
    assert len(described) == len(set(described))
    assert {slug for slug, _ in described} == {
        "countries", "geonames-cities", "natural-earth-coast", "world-bank-income-groups"
    }  # fmt: skip


def test_two_sources_on_a_city_or_country_never_disagree(records: list[Record]) -> None:
    told: dict[str, dict[str, Any]] = {}
    for record in records:
        if isinstance(record, City | Country):
            for field, value in record.json_ld().items():
                if field not in ("statedIn", "page", "note"):
                    assert told.setdefault(record.id, {}).setdefault(field, value) == value, (record.id, field)


def test_every_city_has_a_country_and_coordinates_or_a_note(records: list[Record]) -> None:
    countries = {record.id for record in records if isinstance(record, Country)}
    cities: dict[str, list[City]] = {}
    for record in records:
        if isinstance(record, City):
            cities.setdefault(record.id, []).append(record)
    assert len(cities) > 500
    for name, described in cities.items():
        assert {city.country for city in described} <= countries, name
        located = any(city.latitude is not None and city.longitude is not None for city in described)
        assert located or any(city.note for city in described), name


def test_every_country_has_an_income_group_unless_the_world_bank_has_none(records: list[Record]) -> None:
    countries = [record for record in records if isinstance(record, Country)]
    classified = {country.code: country.income_group for country in countries if country.income_group}
    assert {country.code for country in countries} - set(classified) == {"GP"}
    assert {code: group for code, group in classified.items() if group} == {
        code: f"concept:income/{country_facts(code).income}" for code in classified
    }


def test_every_city_with_coordinates_has_the_distance_to_the_coast_that_geonames_gives_it(
    records: list[Record],
) -> None:
    cities = [record for record in records if isinstance(record, City)]
    located = {city.id: city for city in cities if city.latitude is not None}
    distances = {city.id: city.coast_distance for city in cities if city.coast_distance is not None}
    assert set(distances) == set(located)
    compared = 0
    for name, city in located.items():
        for place in find_places(city.label["en"], code=city.country.rpartition("/")[2].upper()):
            if f"https://sws.geonames.org/{place.geonames_id}/" in city.same_as:
                compared += 1
                assert abs(place.coast - distances[name]) <= 1, name
    assert compared > 300


def test_populations_name_their_source(records: list[Record]) -> None:
    for city in records:
        if isinstance(city, City) and city.population is not None:
            assert city.population_source or city.stated_in, city.id


def test_every_practice_is_told_in_three_languages(practices: dict[str, Practice]) -> None:
    assert len(practices) >= 137
    for name, practice in practices.items():
        assert practice.summary is not None, name
        assert set(practice.keywords) >= LANGUAGES, name
        for field, text in texts_of(practice):
            if field != "altLabel":
                assert set(text) >= LANGUAGES, (name, field)


def test_every_practice_is_told_in_one_to_four_sentences(practices: dict[str, Practice]) -> None:
    for name, practice in practices.items():
        assert practice.summary is not None
        for language in LANGUAGES:
            summary = practice.summary[language]
            assert 1 <= len(SENTENCE_END.findall(summary)) <= 4, (name, language, summary)
            assert SENTENCE_END.search(summary[-2:]), (name, language)


def test_every_practice_has_a_city_an_axis_a_page_and_an_evidence_level(practices: dict[str, Practice]) -> None:
    for name, practice in practices.items():
        assert practice.implemented_by, name
        assert any(one.startswith("concept:axis/") for one in (*practice.subject, *practice.subject_read)), name
        assert practice.evidence_level, name
        assert practice.page or practice.stated_in, name


def test_the_three_plans_are_planned_and_claim_no_result(practices: dict[str, Practice], records: list[Record]) -> None:
    assert set(practices) >= PLANS
    for name in PLANS:
        assert practices[name].status == "concept:status/planned", name
        results = [one for one in records if isinstance(one, Result) and one.result_of == name]
        assert {one.kind for one in results} <= {"concept:kind/result-target", "concept:kind/result-budget"}, name


def test_a_practice_is_dated_only_where_its_page_is(practices: dict[str, Practice], shared: Path) -> None:
    lines = (shared / "facts" / "city_practices.jsonl").read_text(encoding="utf-8").strip().split("\n")
    facts = {f"practice/{fact['id']}": fact for fact in map(json.loads, lines)}
    assert set(facts) <= set(practices)
    for name, fact in facts.items():
        practice = practices[name]
        as_of = practice.as_of.value if practice.as_of else None
        assert as_of == (str(fact["as_of"]) if fact["as_of"] else None), name
        if practice.start:
            assert fact["since"] is not None, name
            assert practice.start.value[:4] == str(fact["since"])[:4], name
        assert practice.status.rpartition("/")[2] == fact["status"] or practice.status.endswith("not-stated"), name
        assert practice.lead or not fact["lead"], name


def test_no_finalist_or_listing_is_called_a_prize(practices: dict[str, Practice]) -> None:
    words = re.compile(
        r"finalist|shortlist|nominat|nommé|nominad|présélection|preseleccion|classement|ranking", re.IGNORECASE
    )
    for name, practice in practices.items():
        if practice.recognition and any(words.search(text) for text in practice.recognition.values()):
            assert practice.recognition_kind != "concept:kind/recognition-prize", name


def test_no_date_of_the_data_has_yet_to_come_when_it_is_said_to_be_done(records: list[Record]) -> None:
    for record in records:
        start = getattr(record, "start", None)
        if start is not None and getattr(record, "status", "") == "concept:status/done":
            assert start.value[:4] <= "2026", record.id


def test_texts_have_no_stray_blanks_or_marks(records: list[Record]) -> None:
    stray = re.compile(r"^\s|\s$|  |\*\*|\[\]|\bTODO\b|\bnull\b|<[a-z]+>")
    found = [
        (record.id, field, text)
        for record in records
        for field, value in texts_of(record)
        for texts in value.values()
        for text in ([texts] if isinstance(texts, str) else texts)
        if stray.search(text)
    ]
    assert not found


def test_no_address_of_a_person_is_in_the_data(starter: list[SourceFile]) -> None:
    assert not re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", str([file.records for file in starter]))
