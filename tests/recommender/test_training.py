"""What is learned from, and what judges; no library is needed for that."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercity.graph.errors import Refused
from peercity.recommender.encoders.models import RECORD
from peercity.recommender.training.examples import Example, Untrainable, data_hash, read_examples, same_challenge
from peercity.recommender.training.split import LEAST_HELD, TooFew, split, triplets
from peercity.recommender.training.tune import write_trained

RIGHT = {"challenge": "Comment éclairer les rues ?", "text": "Un éclairage sobre", "verdict": "accepted"}
examples = st.lists(
    st.builds(
        Example,
        challenge=st.integers(0, 30).map(lambda number: f"Challenge {number}"),
        text=st.integers(0, 40).map(lambda number: f"text {number}"),
        accepted=st.booleans(),
    ),
    min_size=60,
    max_size=120,
    unique_by=lambda example: (example.challenge, example.text),
)


def no_item(item: str, language: str | None) -> str | None:
    return None


def write(path: Path, *rows: Any) -> Path:
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def test_every_problem_of_a_file_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    path = write(
        tmp_path / "examples.jsonl",
        RIGHT,
        "no json",
        {"verdict": "accepted", "text": "x"},
        {**RIGHT, "challenge": "🙂"},
        {**RIGHT, "verdict": "useful"},
        {**RIGHT, "challenge": "comment  éclairer les RUES ?", "verdict": "declined"},
        {"challenge": RIGHT["challenge"], "verdict": "accepted"},
        {"challenge": RIGHT["challenge"], "verdict": "accepted", "item": "https://example.org/x"},
        {**RIGHT, "reviewed_by": " "},
        {**RIGHT, "language": "zz"},
        {**RIGHT, "text": "x" * 20_001},
    )
    with pytest.raises(Untrainable) as refused:
        read_examples(path, text_of=no_item)
    text = str(refused.value)
    assert text.startswith(f"10 problems found in {path}; nothing was trained.")
    for part in (
        "line 2: it is no JSON",
        "line 3, challenge: the challenge is missing",
        "line 4, challenge: '🙂' holds no word",
        "line 5, verdict: 'useful' is no verdict; right are accepted and declined",
        "line 6, verdict: line 1 says 'accepted' of the same text for the same challenge",
        "line 7, text: the text is missing",
        "line 8, item: 'https://example.org/x' is no item of the current release; give its text",
        "line 9, reviewed_by: it has not been reviewed: write who did, or delete the line",
        "line 10, language: 'zz' is no language",
        "line 11, text: the text has 20,001 characters",
    ):
        assert part in text


def test_an_item_is_its_text_and_a_line_that_comes_twice_counts_once(tmp_path: Path) -> None:
    row = {"challenge": "Éclairer", "item": "https://example.org/x", "verdict": "declined", "reviewed_by": "A. B."}
    found = read_examples(write(tmp_path / "a.jsonl", row, row), text_of=lambda item, language: f"{item} {language}")
    assert found == [Example("Éclairer", "https://example.org/x None", accepted=False)]


@pytest.mark.parametrize("rows", [[], ["", "  "]])
def test_a_file_without_an_example_is_refused(tmp_path: Path, rows: list[str]) -> None:
    with pytest.raises(Untrainable, match="it holds no example"):
        read_examples(write(tmp_path / "a.jsonl", *rows), text_of=no_item)
    with pytest.raises(Untrainable, match="the file is not there"):
        read_examples(tmp_path / "none.jsonl", text_of=no_item)


@given(examples=examples, seed=st.integers(0, 100))
def test_the_hash_of_the_data_and_the_split_do_not_depend_on_the_order_of_lines(
    examples: list[Example], seed: int
) -> None:
    shuffled = random.Random(seed).sample(examples, len(examples))
    assert data_hash(shuffled) == data_hash(examples)
    assert data_hash(examples[1:]) != data_hash(examples)


@given(examples=examples, seed=st.integers(0, 100))
def test_a_challenge_that_judges_is_never_learned_from(examples: list[Example], seed: int) -> None:
    try:
        parts = split(sorted(examples), seed=seed)
    except TooFew:
        return
    learned, held = ({same_challenge(one.challenge) for one in side} for side in (parts.learned, parts.held))
    assert not learned & held
    assert len(held) >= LEAST_HELD
    assert sorted(parts.learned + parts.held) == sorted(examples)
    assert all(any(one.accepted for one in parts.held if same_challenge(one.challenge) == key) for key in held)
    assert parts == split(sorted(examples), seed=seed)


@given(examples=examples, seed=st.integers(0, 100))
def test_the_other_text_of_a_triplet_was_never_accepted_for_its_challenge(examples: list[Example], seed: int) -> None:
    verdicts = {(one.challenge, one.text): one.accepted for one in examples}
    found = triplets(sorted(examples), seed=seed)
    declined = {one.challenge for one in examples if not one.accepted}
    for challenge, accepted, other in found:
        assert verdicts[challenge, accepted]
        assert not verdicts.get((challenge, other), False)
        assert (challenge, other) in verdicts or challenge not in declined
    assert len(found) == sum(one.accepted for one in examples)


def test_too_few_examples_are_told_with_how_many_are_needed() -> None:
    few = [Example(f"Challenge {number}", f"text {number}", accepted=True) for number in range(11)]
    with pytest.raises(TooFew, match="11 challenges with an accepted text and 11 different texts; at least 12 and 12"):
        split(few, seed=0)


def test_what_came_to_a_folder_during_a_training_is_never_deleted(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(Refused, match="was filled during the training") as found:
        write_trained(None, {"kept": False}, out)
    assert (out / "thesis.txt").read_text(encoding="utf-8") == "years of work"
    place = Path(str(found.value).rpartition(" in ")[2].removesuffix("."))
    assert json.loads((place / RECORD).read_text(encoding="utf-8")) == {"kept": False}


def test_the_record_of_a_training_that_did_not_help_makes_room_for_the_next(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    for turn in range(2):
        write_trained(None, {"turn": turn}, tmp_path / "out")
        assert json.loads((tmp_path / "disk" / RECORD).read_text(encoding="utf-8")) == {"turn": turn}
