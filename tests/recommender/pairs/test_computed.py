"""Rounds without affinity: ids are cities, and the release says how well a mentor answers a challenge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.pairs.problems import BrokenRound
from peercity.recommender.pairs.proposal import Proposal
from peercity.recommender.pairs.propose import propose
from peercity.recommender.pairs.reading import read_round

FLOODS = "How can we warn people of floods in time?"
INDUSTRY = "Comment rapprocher les industries traditionnelles et le numérique ?"
Pair = Callable[..., Proposal]


@pytest.fixture
def pair(recommender: Recommender) -> Pair:
    """A function that proposes the pairs of a round of cities."""

    def pair(written: dict[str, Any], *, language: str = "en") -> Proposal:
        made = read_round(written, file="round.json", recommender=recommender, reader=language)
        return propose(made, language=language)

    return pair


def test_affinity_is_the_score_of_the_mentor_in_the_answer_with_its_reasons(
    pair: Pair, recommender: Recommender
) -> None:
    proposal = pair({"mentees": [{"id": "Surabaya", "challenge": FLOODS}], "mentors": [{"id": "Durban"}]})
    answer = recommender.ask(FLOODS, city="Surabaya", limit=MAX_LIMIT, reader="en")
    durban = next(city for city in answer.cities if city.label == "Durban")
    (made,) = proposal.pairs
    assert (made.mentee, made.mentor, made.affinity) == ("Surabaya", "Durban", durban.score)
    assert made.reasons[-len(durban.reasons) :] == durban.reasons
    assert any(reason.sources for reason in made.reasons)
    assert proposal.note


def test_reasons_come_in_the_language_of_the_reader(pair: Pair) -> None:
    written = {"mentees": [{"id": "city/bilbao-es", "challenge": INDUSTRY}], "mentors": [{"id": "Bordeaux"}]}
    texts = {
        language: [reason.text for reason in pair(written, language=language).pairs[0].reasons]
        for language in ("fr", "es", "en")
    }
    assert len({len(found) for found in texts.values()}) == 1
    assert all(len(set(same)) == 3 for same in zip(*texts.values(), strict=True))


def test_a_city_is_never_paired_with_itself_under_any_of_its_names(pair: Pair) -> None:
    written = {"mentees": [{"id": "city/bordeaux-fr", "challenge": INDUSTRY}], "mentors": [{"id": "Bordeaux"}]}
    proposal = pair(written)
    assert proposal.pairs == ()
    assert proposal.unmatched[0].binding.type == "no_affinity"


def test_languages_left_out_are_those_of_the_release(pair: Pair) -> None:
    mentee = {"id": "city/bilbao-es", "challenge": INDUSTRY}
    written = {"mentees": [mentee], "mentors": [{"id": "Bordeaux"}], "require_common_language": True}
    assert pair(written).unmatched[0].binding.type == "no_common_language"
    written["mentees"] = [{**mentee, "languages": ["fr"]}]
    assert len(pair(written).pairs) == 1


def test_who_is_not_answered_is_told_what_could_help(pair: Pair) -> None:
    mentees = [
        {"id": "Dakar", "challenge": "Comment mieux percevoir les impôts locaux ?"},
        {"id": "Girona", "challenge": "Quelle est la meilleure recette de tarte aux pommes ?"},
    ]
    dakar, girona = pair({"mentees": mentees, "mentors": [{"id": "Durban"}]}).unmatched
    assert dakar.binding.text == (
        "The answer to its challenge, of 50 cities at most, names none of the mentors of the round."
    )
    (change,) = dakar.relaxation.changes
    assert change.type == "join"
    assert girona.binding.type == "off_topic"
    assert girona.relaxation.changes == ()
    joined = pair({"mentees": mentees, "mentors": [{"id": "Durban"}, {"id": change.mentor}]})
    assert [(made.mentee, made.mentor) for made in joined.pairs] == [("Dakar", change.mentor)]


@pytest.fixture
def offering(recommender: Recommender) -> Callable[..., Any]:
    """A function that proposes the pair of Surabaya and Durban, which has offered."""

    def offering(*, mentor: dict[str, Any], **offer: Any) -> Proposal:
        own = Recommender(recommender.release, recommender.encoder)
        row = own.index.cities["city/durban-za"]
        row["offers"] = [{"subjects": [], "languages": [], "capacity": None, "taken": 0, **offer}]
        mentees = [{"id": "Surabaya", "challenge": FLOODS, "languages": ["id"]}]
        written = {"mentees": mentees, "mentors": [{"id": "Durban", **mentor}], "require_common_language": True}
        return propose(read_round(written, file="round.json", recommender=own))

    return offering


def test_an_offer_says_in_which_languages_and_whether_a_place_is_left(offering: Callable[..., Any], pair: Pair) -> None:
    assert len(offering(mentor={}, languages=["id"]).pairs) == 1
    assert offering(mentor={}).unmatched[0].binding.type == "no_common_language"
    assert offering(mentor={}, languages=["id"], capacity=1, taken=1).unmatched[0].binding.type == "full"
    given = {"languages": ["id"], "max": 1}
    proposal = offering(mentor=given, languages=["zu"], capacity=1, taken=1)
    assert len(proposal.pairs) == 1
    assert "The release records an offer of one of them" in proposal.note
    none = pair({"mentees": [{"id": "Surabaya", "challenge": FLOODS}], "mentors": [{"id": "Durban"}]})
    assert none.note.endswith("The release records no offer of any of them.")
    with pytest.raises(BrokenRound, match="1 is more than max, 0: by the release, no place that it offered is left"):
        offering(mentor={"min": 1}, capacity=1, taken=1)


PROBLEMS: list[tuple[dict[str, Any], str]] = [
    (
        {"mentees": [{"id": "Surabaya"}]},
        "mentees, entry 1 (Surabaya), challenge: it is missing; without affinity in the file, each mentee states its",
    ),
    ({"mentees": [{"id": "Surabaya", "challenge": " "}]}, "challenge: The challenge is empty"),
    ({"mentees": [{"id": "Bilbuo", "challenge": FLOODS}]}, "There is no city 'Bilbuo'. Nearest: Bilbao"),
    (
        {"mentors": [{"id": "Durban"}, {"id": "Bergen"}]},
        "release 1 does not speak of Bergen; give affinity in the file",
    ),
    (
        {"mentors": [{"id": "Bilbao"}, {"id": "city/bilbao-es"}]},
        "mentors, entry 2 (city/bilbao-es), id: this is the city of mentors, entry 1 (Bilbao); keep one",
    ),
    ({"forced": [["Surabaya", "Durbin"]]}, "forced, entry 1: 'Durbin' is no mentor of the round; nearest: Durban"),
    (
        {"mentors": [{"id": "Bordeaux"}], "forced": [["Surabaya", "Bordeaux"]]},
        "forced (Surabaya, Bordeaux): the answer to the challenge does not name Bordeaux; give affinity in the file",
    ),
]


@pytest.mark.parametrize(("fields", "problem"), PROBLEMS, ids=range(len(PROBLEMS)))
def test_a_problem_with_cities_is_told_with_its_place(pair: Pair, fields: dict[str, Any], problem: str) -> None:
    sound = {"mentees": [{"id": "Surabaya", "challenge": FLOODS}], "mentors": [{"id": "Durban"}]}
    with pytest.raises(BrokenRound, match="1 problem found") as refused:
        pair({**sound, **fields})
    assert problem in str(refused.value)


def test_a_round_without_affinity_is_not_read_without_a_release() -> None:
    with pytest.raises(ValueError, match="needs a recommender"):
        read_round({"mentees": [], "mentors": []}, file="round.json")
