"""Each statement of the two reports is in the graph of its report, exactly as stated and no stronger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from peercity.graph.iris import graph_iri
from peercity.graph.read import read
from peercity.graph.releases import Release

DATA = Path(__file__).parents[1] / "data"
REPORTS = ("2013-report", "2020-2021-report")
STATEMENTS = [
    pytest.param(report, statement, id=statement["id"])
    for report in REPORTS
    for statement in map(
        json.loads,
        (DATA / f"statements-{report.removesuffix('-report')}.jsonl").read_text(encoding="utf-8").strip().split("\n"),
    )
]
Records = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def reports(starter_release: Release) -> dict[str, Records]:
    """The JSON of each record of each report's named graph, by its IRI."""
    found = {}
    for report in REPORTS:
        quads = starter_release.store.quads_for_pattern(None, None, None, ox.NamedNode(graph_iri("public", report)))
        found[report] = {record.id: record.json_ld() for record in read(quads)}
    return found


@pytest.fixture(scope="module")
def of_2013(reports: dict[str, Records]) -> Records:
    return reports["2013-report"]


def plain(value: Any) -> Any:
    """Return a value as a reader sees it: a date as its text."""
    return value["@value"] if isinstance(value, dict) and "@value" in value else value


def value_at(record: dict[str, Any], key: str) -> Any:
    """Return the value of a field, or of a language of it: `label.fr`."""
    field, _, language = key.partition(".")
    found = plain(record.get(field))
    return found.get(language) if language else found


@pytest.mark.parametrize(("report", "statement"), STATEMENTS)
def test_the_statement_is_in_the_graph_of_its_report(
    report: str, statement: dict[str, Any], reports: dict[str, Records]
) -> None:
    records = reports[report]
    assert set(statement["records"]) <= set(records)
    first = records[statement["records"][0]]
    found = {key: value_at(first, key) for key in statement["expect"]}
    assert found == statement["expect"]


def of_type(records: Records, kind: str) -> dict[str, dict[str, Any]]:
    return {name: record for name, record in records.items() if record["type"] == kind}


def test_there_are_as_many_statements_as_were_read() -> None:
    assert len(STATEMENTS) == 118 + 61


@pytest.mark.parametrize("report", REPORTS)
def test_every_record_of_a_report_is_stated_in_that_report_alone(report: str, reports: dict[str, Records]) -> None:
    for name, record in reports[report].items():
        places = record.get("statedIn", [])
        assert record["type"] in ("Document", "Passage") or places, name
        assert all(place.startswith((f"passage/{report}/", f"document/{report}")) for place in places), name


@pytest.mark.parametrize("report", REPORTS)
def test_what_happens_carries_the_date_of_its_report(report: str, reports: dict[str, Records]) -> None:
    for name, record in reports[report].items():
        if "status" in record:
            assert plain(record.get("asOf")) in ({"2013"} if report == "2013-report" else {"2020", "2021"}), name


def test_nobody_is_called_mentor_mentee_or_lead(reports: dict[str, Records]) -> None:
    for records in reports.values():
        roles = {record["role"] for record in of_type(records, "Participation").values()}
        assert not roles & {f"concept:role/{role}" for role in ("mentor", "mentee", "lead", "partner")}


def test_the_roles_in_the_learning_programmes_are_not_stated(of_2013: Records) -> None:
    programmes = of_type(of_2013, "Programme")
    roles = {
        (record["participatesIn"], record["participant"]): record["role"]
        for record in of_type(of_2013, "Participation").values()
        if record["participatesIn"] in programmes
    }
    assert roles == {
        ("programme/bilbao-bordeaux", "city/bilbao-es"): "concept:role/not-stated",
        ("programme/bilbao-bordeaux", "city/bordeaux-fr"): "concept:role/not-stated",
        ("programme/bilbao-johannesburg", "city/bilbao-es"): "concept:role/not-stated",
        ("programme/bilbao-johannesburg", "city/johannesburg-za"): "concept:role/not-stated",
    }


def test_programmes_have_no_dates_that_the_report_does_not_give(of_2013: Records) -> None:
    for name, programme in of_type(of_2013, "Programme").items():
        assert not {"start", "end"} & set(programme), name


def test_the_meeting_of_2014_is_planned_without_day_place_or_attendance(of_2013: Records) -> None:
    meeting = of_2013["event/2014-11-smart-governance-meeting"]
    assert meeting["status"] == "concept:status/planned"
    assert plain(meeting["start"]) == "2014"
    assert not {"end", "place", "venue", "countMin", "countMax", "countText"} & set(meeting)
    assert not [
        record
        for record in of_2013.values()
        if record.get("participatesIn") == "event/2014-11-smart-governance-meeting"
    ]


@pytest.mark.parametrize(
    ("project", "cities"),
    [
        ("project/traditional-and-new-technology-industries", {"bordeaux-fr", "poitiers-fr", "bilbao-es"}),
        ("project/spaces-for-business-collaboration", {"bordeaux-fr", "bilbao-es", "pau-fr", "lappeenranta-fi"}),
    ],
)
def test_the_cities_of_a_project_are_interested_and_no_more(project: str, cities: set[str], of_2013: Records) -> None:
    found: dict[str, set[str]] = {}
    for record in of_type(of_2013, "Participation").values():
        if record["participatesIn"] == project:
            found.setdefault(record["role"], set()).add(record["participant"].removeprefix("city/"))
            if record["role"] == "concept:role/interested":
                assert record["status"] == "concept:status/not-stated"
    assert found.pop("concept:role/interested") == cities
    assert found in ({}, {"concept:role/proposer": {"bordeaux-fr"}})


def test_no_report_claims_a_result_of_the_two_projects(reports: dict[str, Records]) -> None:
    for records in reports.values():
        assert not of_type(records, "Result")
        assert not of_type(records, "Transfer")


def test_the_steps_of_the_two_projects_are_proposed_and_dated_in_words_only(of_2013: Records) -> None:
    steps = of_type(of_2013, "ProjectActivity") | of_type(of_2013, "Deliverable")
    assert len(steps) == 6
    for name, step in steps.items():
        assert step["status"] == "concept:status/proposed", name
        assert not {"start", "end"} & set(step), name
    assert steps["project-activity/project-1-forum-invitation"]["due"]["fr"] == "automne 2014"
    assert "18 mois" in steps["deliverable/project-1-compendium"]["due"]["fr"]


def test_the_axis_of_a_project_is_our_reading_and_not_the_reports_word(of_2013: Records) -> None:
    for name, project in of_type(of_2013, "CollaborativeProject").items():
        assert not [one for one in project.get("subject", []) if one.startswith("concept:axis/")], name
        assert "concept:axis/economy" in project["subjectRead"], name


def test_the_aims_of_the_2020_report_are_not_told_as_done(reports: dict[str, Records]) -> None:
    update = reports["2020-2021-report"]["activity/2020-update-study"]
    assert update["status"] == "concept:status/aim"


def test_bilbao_is_willing_to_lead_and_not_yet_leading_again(reports: dict[str, Records]) -> None:
    wished = [
        record
        for record in reports["2020-2021-report"].values()
        if record.get("status") == "concept:status/wished" and record["type"] == "LeadershipTerm"
    ]
    assert [record["heldBy"] for record in wished] == ["city/bilbao-es"]
