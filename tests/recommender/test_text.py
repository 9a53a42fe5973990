"""What a person typed, made safe to encode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercity.graph.errors import TooLong
from peercity.recommender.text import MAX_CHALLENGE, Unaskable, challenge_text


@given(st.text(max_size=50))
def test_what_is_accepted_is_one_clean_line_and_stays_as_it_is(raw: str) -> None:
    try:
        text = challenge_text(raw)
    except Unaskable:
        return
    assert text == " ".join(text.split())
    assert text.isprintable() or not any(ord(letter) < 32 for letter in text)
    assert challenge_text(text) == text
    text.encode()


@pytest.mark.parametrize("raw", ["", "  \n", "\0\0", "a", "7", "?!", "🙂🙂", "12 34", "_ _"])
def test_a_text_without_words_is_refused(raw: str) -> None:
    with pytest.raises(Unaskable, match=r"please state"):
        challenge_text(raw)


def test_half_a_character_is_named() -> None:
    with pytest.raises(Unaskable, match=r"U\+D800"):
        challenge_text("impôts \ud800 locaux")


def test_the_limit_is_the_limit() -> None:
    assert len(challenge_text("a" * MAX_CHALLENGE)) == MAX_CHALLENGE
    with pytest.raises(TooLong, match=r"2,001 characters"):
        challenge_text("a" * (MAX_CHALLENGE + 1))


@pytest.mark.parametrize("raw", ["水道水の漏れを減らすには", "كيف نجمع الضرائب", "как собирать налоги", "ภาษีท้องถิ่น"])
def test_any_script_is_a_challenge(raw: str) -> None:
    assert challenge_text(raw) == raw
