"""`peercity pairs` as a person meets it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peercity.graph.folder import DataFolder

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ROUND: dict[str, Any] = {
    "mentees": [
        {"id": "m1", "languages": ["fr"], "region": "Africa", "waited": 0, "time_zone": "Africa/Dakar"},
        {"id": "m2", "languages": ["es", "fr"]},
        {"id": "m3", "languages": ["de"]},
        {"id": "m4", "languages": ["fr"]},
        {"id": "m5", "languages": ["en"]},
    ],
    "mentors": [
        {"id": "b1", "languages": ["fr", "es"], "region": "Europe", "min": 0, "max": 2},
        {"id": "b2", "languages": ["en", "fr"], "min": 1, "max": 1},
    ],
    "affinity": [
        ["m1", "b1", 0.83], ["m1", "b2", 0.3], ["m2", "b1", 0.9], ["m3", "b1", 0.7], ["m4", "b1", 0.5],
        ["m4", "b2", 0.4],
    ],
    "require_common_language": True,
    "forbidden": [["m1", "b2"]],
    "forced": [["m2", "b1"]],
    "quotas": [],
    "alternates": 3,
    "time_zone_overlap_hours": 0,
    "cooling_off_months": 0,
    "waited_weight": 0.0,
    "previous": [["m1", "b1"]],
    "change_cost": 0.0,
}  # fmt: skip
ENGLISH = """\
3 pairs:

m1 with b1
   - Affinity 0.83: the only mentor that fits.
   - Language in common: French.

m2 with b1
   - The round asks for this pair.
   - Affinity 0.90: the only mentor that fits.
   - 2 languages in common: Spanish and French.

m4 with b2
   - Affinity 0.40: number 2 of the 2 mentors that fit.
   - Language in common: French.
   - b1 would fit better (0.50); its 2 places go to m1 and m2, which no other mentor fits.
   - Next best: b1 (0.50, full).

Left out:

m3
   - No language in common with its only candidate, b1. Its languages: German; those of the
     candidate: Spanish and French.
   - It would have a mentor if b1 took one more city and it could also work in a language of b1
     (Spanish and French); no other city has to lose its mentor.

m5
   - The round gives no affinity with any mentor.
   - It would have a mentor if b2 took one more city and an affinity with b2 were stated; no other
     city has to lose its mentor.

Total affinity 2.13, the best that the round allows for 3 pairs; the lowest of a pair is 0.40.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "round.json"
    path.write_text(json.dumps(ROUND), encoding="utf-8")
    return path


def test_pairs_are_printed_with_reasons_then_who_is_left_out_and_why(run: Run, file: Path, tmp_path: Path) -> None:
    done = run("pairs", "--round", file, data=tmp_path / "new")
    assert (done.returncode, done.stderr, done.stdout) == (0, "", ENGLISH)
    assert not (tmp_path / "new").exists(), "a round with affinities needs no data folder"


def test_json_has_the_fields_of_the_format(run: Run, file: Path) -> None:
    found = json.loads(run("pairs", "--round", file, "--json", "--objective", "total").stdout)
    assert {"status", "total", "worst", "pairs", "alternates", "unmatched", "seconds"} <= set(found)
    assert (found["status"], found["total"], found["worst"]) == ("optimal", pytest.approx(2.13), 0.4)
    assert {"mentee", "mentor", "affinity", "reasons"} <= set(found["pairs"][0])
    assert {"mentee", "binding", "relaxation"} <= set(found["unmatched"][0])
    assert found["alternates"]["m4"] == [{"mentor": "b1", "affinity": 0.5, "free": False, "mentor_label": "b1"}]


def test_the_same_file_gives_the_same_bytes(run: Run, file: Path) -> None:
    assert run("pairs", "--round", file).stdout == run("pairs", "--round", file).stdout


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("3 binômes", "Sans mentor", "0,83")), ("es", ("3 parejas", "Sin mentora", "0,83"))],
)
def test_reasons_come_in_the_language_asked_for(run: Run, file: Path, language: str, words: tuple[str, ...]) -> None:
    done = run("pairs", "--round", file, "--language", language)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(word in done.stdout for word in words)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--language", "de"), "There is no language 'de'. Valid: fr, es, en."),
        (("--objective", "fair"), "There is no objective 'fair'. Valid: total."),
        (("--round", "none.json"), "none.json cannot be read: there is no such file"),
    ],
)
def test_a_wrong_option_is_one_sentence(run: Run, file: Path, options: tuple[str, ...], sentence: str) -> None:
    done = run("pairs", "--round", file, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{sentence}\n"


def test_a_broken_round_prints_its_problems_and_no_pairs(run: Run, file: Path) -> None:
    file.write_text(json.dumps({**ROUND, "quotas": [{"max": 1}], "alternates": -1}), encoding="utf-8")
    done = run("pairs", "--round", file, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == "2 problems found; no pair was made."
    assert "Traceback" not in done.stderr


def test_a_round_of_cities_is_asked_of_the_release(run: Run, tmp_path: Path, answering_folder: DataFolder) -> None:
    path = tmp_path / "cities.json"
    mentee = {"id": "Surabaya", "challenge": "How can we warn people of floods in time?"}
    path.write_text(json.dumps({"mentees": [mentee], "mentors": [{"id": "city/durban-za"}]}), encoding="utf-8")
    done = run("pairs", "--round", path, data=answering_folder.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Surabaya with Durban" in done.stdout
    assert "https://" in done.stdout


def test_help_says_what_every_option_does(run: Run) -> None:
    done = run("pairs", "--help")
    assert all(option in done.stdout for option in ("--round", "--objective", "--language", "--json", "--data"))
