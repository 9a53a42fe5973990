"""Round files: every problem at once, each with where it stands and what is right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.graph.errors import Unreadable
from peercity.recommender.pairs import file as round_file
from peercity.recommender.pairs.form import Options
from peercity.recommender.pairs.problems import BrokenRound
from peercity.recommender.pairs.proposal import Proposal
from peercity.recommender.pairs.reading import read_round

Solve = Callable[..., Proposal]


def a_round(**fields: Any) -> dict[str, Any]:
    """Return a sound round of two mentees and two mentors, some fields of it replaced."""
    return {
        "mentees": [{"id": "m1", "languages": ["fr"]}, {"id": "m2", "languages": ["es"]}],
        "mentors": [{"id": "b1", "languages": ["fr", "es"], "max": 2}, {"id": "b2", "languages": ["en"]}],
        "affinity": [["m1", "b1", 0.8], ["m2", "b1", 0.7], ["m2", "b2", 0.9]],
        **fields,
    }


PROBLEMS: list[tuple[dict[str, Any], str]] = [
    ({"affinity": [["m9", "b1", 0.5]]}, "affinity, entry 1: 'm9' is no mentee of the round; valid: m1, m2"),
    ({"affinity": [["m1", "zz", 0.5]]}, "affinity, entry 1: 'zz' is no mentor of the round"),
    (
        {"affinity": [["m1", "b1", float("nan")]]},
        "affinity, entry 1: nan is no affinity; right is a number from 0 to 1",
    ),
    ({"affinity": [["m1", "b1", float("inf")]]}, "affinity, entry 1: inf is no affinity"),
    ({"affinity": [["m1", "b1", 83]]}, "affinity, entry 1: 83 is no affinity; right is a number from 0 to 1"),
    ({"affinity": [["m1", "b1", -0.1]]}, "affinity, entry 1: -0.1 is no affinity"),
    ({"affinity": [["m1", "b1", True]]}, "affinity, entry 1: true is no affinity"),
    ({"affinity": [["m1", "b1", "0.5"]]}, "affinity, entry 1: '0.5' is no affinity"),
    ({"affinity": [["m1", "b1"]]}, "affinity, entry 1: a list of 2 is no triple; write [mentee, mentor, affinity]"),
    ({"affinity": [["m1", ["b1"], 0.5]]}, "affinity, entry 1: a list of 1 is no id of a mentor; write it in quotes"),
    ({"affinity": ["m1 b1"]}, "affinity, entry 1: 'm1 b1' is no triple"),
    ({"affinity": {"m1": 1}}, "affinity: an object is not a list; write […]"),
    (
        {"affinity": [["m1", "b1", 0.5], ["m1", "b1", 0.5]]},
        "affinity, entry 2: the pair m1, b1 stands in entry 1 too; keep one",
    ),
    ({"mentees": [{"id": "m1"}, {"id": "m2"}, {"id": "m1"}]}, "mentees, entry 3, id: 'm1' is the id of entry 1 too"),
    ({"mentees": [{"id": "m1"}, {"id": "m2"}, {}]}, "mentees, entry 3, id: it is missing"),
    ({"mentees": [{"id": "m1"}, {"id": "m2"}, "m3"]}, "mentees, entry 3: 'm3' is no object; write {…}"),
    ({"mentees": [{"id": "m1"}, {"id": "m2"}, {"id": 3}]}, "mentees, entry 3, id: 3 is not a text; write it in quotes"),
    ({"mentees": [{"id": "m1"}, {"id": "m2"}, {"id": ""}]}, "mentees, entry 3 (), id: it is empty"),
    (
        {"mentees": [{"id": "m1"}, {"id": "m2"}, {"id": "a\x1b[31m"}]},
        r"mentees, entry 3 ('a\x1b[31m'), id: 'a\x1b[31m' begins or ends with a blank or holds a control character",
    ),
    (
        {"mentees": [{"id": "m1"}, {"id": "m2"}, {"id": "a\ud800"}]},
        r"mentees, entry 3 ('a\ud800'), id: 'a\ud800' holds half a character; write the character itself",
    ),
    (
        {"mentees": [{"id": "m1", "languages": ["zz"]}, {"id": "m2"}]},
        "mentees, entry 1 (m1), languages: 'zz' is no language; right is a code such as fr",
    ),
    (
        {"mentees": [{"id": "m1", "langages": ["fr"]}, {"id": "m2"}]},
        "mentees, entry 1 (m1), langages: there is no such field; nearest: languages",
    ),
    (
        {"mentors": [{"id": "b1", "min": 3, "max": 2}, {"id": "b2"}]},
        "mentors, entry 1 (b1), min: 3 is more than max, 2",
    ),
    (
        {"mentors": [{"id": "b1", "min": 2}, {"id": "b2"}]},
        "mentors, entry 1 (b1), min: 2 is more than max, 1, which is what is meant where it is left out",
    ),
    (
        {"mentors": [{"id": "b1", "max": -1}, {"id": "b2"}]},
        "mentors, entry 1 (b1), max: -1 is too small; the least is 0",
    ),
    ({"mentors": [{"id": "b1", "max": 1.5}, {"id": "b2"}]}, "mentors, entry 1 (b1), max: 1.5 is not a whole number"),
    (
        {"mentors": [{"id": "b1", "max": 10**30}, {"id": "b2"}]},
        "mentors, entry 1 (b1), max: 1000000000000000000000000000000 is too large; the most is 1,000,000",
    ),
    ({"require_common_language": "yes"}, "require_common_language: 'yes' is neither true nor false"),
    ({"alternates": -1}, "alternates: -1 is too small; the least is 0"),
    ({"afinity": []}, "afinity: there is no such field; nearest: affinity"),
    ({"forbidden": [["m1", "b7"]]}, "forbidden, entry 1: 'b7' is no mentor of the round; valid: b1, b2"),
    ({"forced": [["m1"]]}, "forced, entry 1: a list of 1 is not a pair; write [mentee, mentor]"),
    ({"previous": ["m1"]}, "previous, entry 1: 'm1' is not a pair; write [mentee, mentor]"),
    (
        {"forced": [["m1", "b1"]], "forbidden": [["m1", "b1"]]},
        "forced (m1, b1): the pair is forbidden too; keep one of the two",
    ),
    ({"forced": [["m2", "b1"], ["m2", "b2"]]}, "forced: m2 is forced with 2 mentors; a mentee has one"),
    (
        {"forced": [["m1", "b1"], ["m2", "b1"]], "mentors": [{"id": "b1"}, {"id": "b2"}]},
        "forced: b1 is forced with 2 mentees and takes 1; raise its max",
    ),
    ({"forced": [["m1", "b2"]]}, "forced (m1, b2): a pair without affinity cannot be made; add it to affinity"),
    (
        {"forced": [["m2", "b2"]], "require_common_language": True},
        "forced (m2, b2): no language in common (es / en), and the round requires one",
    ),
    (
        {"mentors": [{"id": "b1"}, {"id": "b2"}, {"id": "m1"}], "forced": [["m1", "m1"]]},
        "forced (m1, m1): a city is never paired with itself; take the pair out",
    ),
    ({"quotas": [{"side": "mentor"}]}, "quotas: this version does not act on it yet; leave it out or write []"),
    ({"change_cost": 0.5}, "change_cost: this version does not act on it yet; leave it out or write 0"),
    ({"cooling_off_months": 6}, "cooling_off_months: this version does not act on it yet"),
    ({"time_zone_overlap_hours": 2}, "time_zone_overlap_hours: this version does not act on it yet"),
    ({"waited_weight": 0.1}, "waited_weight: this version does not act on it yet"),
]


@pytest.mark.parametrize(("fields", "problem"), PROBLEMS, ids=range(len(PROBLEMS)))
def test_a_problem_is_told_with_its_place_and_what_is_right(solve: Solve, fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(BrokenRound) as refused:
        solve(a_round(**fields))
    assert f"- round.json, {problem}" in str(refused.value)
    assert len(refused.value.problems) == 1, refused.value


def test_all_problems_are_told_at_once(solve: Solve) -> None:
    written = a_round(
        mentees=[{"id": "m1", "languages": ["zz"]}, {"id": "m2"}, {"id": "m2"}],
        mentors=[{"id": "b1", "min": -1}, {"id": "b2"}],
        affinity=[["m1", "b1", 2], ["m3", "b1", 0.5]],
        forced=[["m1", "b9"]],
        quotas=[{}],
    )
    with pytest.raises(BrokenRound) as refused:
        solve(written)
    places = [(problem.record, problem.field) for problem in refused.value.problems]
    assert sorted(places) == [
        ("affinity, entry 1", ""),
        ("affinity, entry 2", ""),
        ("forced, entry 1", ""),
        ("mentees, entry 1 (m1)", "languages"),
        ("mentees, entry 3", "id"),
        ("mentors, entry 1 (b1)", "min"),
        ("quotas", ""),
    ]
    assert str(refused.value).startswith("7 problems found; no pair was made.\n- round.json, ")


def test_of_very_many_problems_the_first_hundred_are_printed(solve: Solve) -> None:
    with pytest.raises(BrokenRound) as refused:
        solve(a_round(affinity=[[f"x{number}", "b1", 0.5] for number in range(5_000)]))
    assert len(refused.value.problems) == 5_000
    assert str(refused.value).endswith("- and 4,900 more")


def test_values_without_effect_are_accepted(solve: Solve) -> None:
    neutral = {
        "quotas": [],
        "time_zone_overlap_hours": 0,
        "cooling_off_months": 0,
        "waited_weight": 0.0,
        "previous": [["m1", "gone"]],
        "change_cost": 0.0,
        "forbidden": [],
        "forced": [],
        "alternates": 0,
    }
    assert len(solve(a_round(**neutral)).pairs) == len(solve(a_round()).pairs) == 2
    mentee = {"id": "m1", "region": "Africa", "waited": 2, "time_zone": "Africa/Dakar", "challenge": "Floods"}
    mentor = {"id": "b1", "region": "Europe", "time_zone": "Europe/Madrid"}
    proposal = solve({"mentees": [mentee], "mentors": [mentor], "affinity": [["m1", "b1", 1]]})
    assert [(pair.mentee, pair.mentor, pair.affinity) for pair in proposal.pairs] == [("m1", "b1", 1.0)]


def test_a_regional_tag_is_its_language(solve: Solve) -> None:
    written = a_round(
        mentees=[{"id": "m1", "languages": ["fr-CA"]}, {"id": "m2", "languages": ["ES"]}], require_common_language=True
    )
    assert [pair.mentor for pair in solve(written).pairs] == ["b1", "b1"]


TEXTS = [
    (b"{", "it is not JSON: line 1, column 2: "),
    (b"", "it is not JSON: line 1, column 1: "),
    (b"[]", "it holds no object; a round is {…} with mentees, mentors and affinity"),
    (b"3", "it holds no object"),
    (b'{"mentees": "\xff"}', "it is not text in UTF-8"),
    (b'{"mentees": [], "mentees": []}', "'mentees' stands twice in one set of fields"),
    (b'{"mentees": ' + b"[" * 200_000, "it is nested too deeply"),
]


@pytest.mark.parametrize(("text", "sentence"), TEXTS, ids=range(len(TEXTS)))
def test_what_is_no_json_object_is_one_sentence(tmp_path: Path, text: bytes, sentence: str) -> None:
    path = tmp_path / "round.json"
    path.write_bytes(text)
    with pytest.raises(Unreadable) as refused:
        round_file.read_object(path)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_and_a_folder_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"none\.json cannot be read: there is no such file"):
        round_file.read_object(tmp_path / "none.json")
    with pytest.raises(Unreadable, match="cannot be read: Is a directory"):
        round_file.read_object(tmp_path)


def test_a_file_over_the_limit_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "round.json"
    with path.open("wb") as file:
        file.truncate(round_file.MAX_BYTES + 1)
    with pytest.raises(Unreadable, match="it is larger than 64 MB"):
        round_file.read_object(path)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "round.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(a_round()).encode())
    assert set(round_file.read_object(path)) == {"mentees", "mentors", "affinity"}


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.sampled_from(("m1", "b1"))),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=8,
)
FIELDS = (*Options.model_fields, "other")


@settings(max_examples=300, deadline=None)
@given(fields=st.dictionaries(st.sampled_from(FIELDS), JUNK, max_size=3), entries=st.lists(JUNK, max_size=2))
def test_whatever_a_file_holds_is_a_round_or_told_as_problems(
    solve: Solve, fields: dict[str, Any], entries: list[Any]
) -> None:
    written = a_round(**fields)
    if "affinity" not in fields or fields["affinity"] is None:
        written["affinity"] = [*a_round()["affinity"], *entries]
    told = ""
    try:
        assert solve(written).status in ("optimal", "minimums_unmet")
    except BrokenRound as refused:
        told = str(refused)
    assert all(line.isprintable() for line in told.splitlines())


def test_a_number_of_very_many_digits_is_no_whole_number(tmp_path: Path) -> None:
    path = tmp_path / "round.json"
    path.write_text(f'{{"mentees": [], "mentors": [], "affinity": [], "alternates": {"9" * 5_000}}}', encoding="utf-8")
    with pytest.raises(BrokenRound, match="alternates: inf is not a whole number"):
        read_round(round_file.read_object(path), file=path.name)
