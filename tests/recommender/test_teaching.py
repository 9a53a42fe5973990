"""What a city can teach: stated needs of others, and what it has on them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercity.recommender import teaching
from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.cities import RankedItem, rank_cities
from peercity.recommender.encoders import default_encoder
from peercity.recommender.index import Index
from peercity.recommender.needs import WEIGHTS
from peercity.recommender.phrases import phrases, say
from peercity.recommender.places import find_city, known_city
from peercity.recommender.reasons import Reasoner
from peercity.recommender.teaching import learner_reasons, rank_learners, taught_items, why_none

few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CHALLENGES = ("Comment alerter à temps la population en cas d’inondation ?", "How can we collect local taxes?")
TEACHERS = ("Bordeaux", "La Paz", "Kampala", "Poitiers", "Kisumu")
IndexOf = Callable[[Sequence[dict[str, Any]]], Index]


@pytest.fixture
def taught_index_of(index_of: Callable[..., Index]) -> IndexOf:
    """A function that makes the index of records with the encoder that the curve was fitted with."""
    return lambda records: index_of(records, default_encoder())


@pytest.fixture(scope="module")
def teachers(recommender: Recommender) -> list[str]:
    """The cities that have something to teach from."""
    return [city for city in recommender.index.cities if taught_items(city, recommender.index)]


@few
@given(data=st.data())
def test_teaching_and_asking_use_the_same_score(
    recommender: Recommender, teachers: list[str], data: st.DataObject
) -> None:
    """What A can teach B on a need is scored as A is when B asks for it."""
    index, teacher = recommender.index, data.draw(st.sampled_from(teachers))
    for learner in rank_learners(teacher, index):
        for need in learner.needs:
            items: list[RankedItem] = [item for item, _ in need.teacher.parts]
            asking = known_city(index.cities[learner.iri], "en")
            asked = {city.iri: city.score for city in rank_cities(items, index, asking=asking)}
            assert need.teacher.score == asked[teacher]
            assert need.score == asked[teacher] * WEIGHTS[need.row["kind"]]


@few
@given(data=st.data())
def test_a_city_never_teaches_itself(recommender: Recommender, teachers: list[str], data: st.DataObject) -> None:
    teacher = data.draw(st.sampled_from(teachers))
    assert teacher not in {learner.iri for learner in rank_learners(teacher, recommender.index)}


def test_learners_go_by_score_and_then_by_iri(recommender: Recommender, teachers: list[str]) -> None:
    found = [rank_learners(teacher, recommender.index) for teacher in teachers]
    assert any(len(one) > 2 for one in found)
    for learners in found:
        assert learners == sorted(learners, key=lambda learner: (-learner.score, learner.iri))


def test_every_learner_has_a_need_that_a_source_states_and_something_that_was_done(
    recommender: Recommender, teachers: list[str]
) -> None:
    for teacher in teachers:
        for learner in rank_learners(teacher, recommender.index):
            assert learner.needs
            for need in learner.needs:
                assert need.row["city"] == learner.iri
                assert need.row["documents"]
                for item, role in need.teacher.parts:
                    assert {"city": teacher, "role": role} in [
                        {"city": part["city"], "role": part["role"]} for part in item.row["cities"]
                    ]
                    assert item.row["states"][0]["status"] not in ("planned", "proposed", "wished", "aim", "applied")
                    assert item.number != need.row["item"] or need.row["kind"] == "interest"


@pytest.mark.parametrize("challenge", CHALLENGES)
@pytest.mark.parametrize("city", TEACHERS)
def test_raising_the_limit_only_appends_learners(recommender: Recommender, city: str, challenge: str) -> None:
    fewer, more = (recommender.ask(challenge, city=city, limit=limit) for limit in (1, MAX_LIMIT))

    def without_both_ways(answer: Any) -> list[Any]:
        """Whether a learner is among the cities to ask depends on how many of those are asked for."""
        return [(one.iri, [r for r in one.reasons if r.type != "both_ways"]) for one in answer.teaches]

    assert without_both_ways(fewer) == without_both_ways(more)[: len(fewer.teaches)]
    assert len(fewer.teaches) == min(1, len(more.teaches))


def test_what_a_city_can_teach_does_not_depend_on_what_it_asks(recommender: Recommender) -> None:
    answers = [recommender.ask(challenge, city="La Paz", reader="es") for challenge in ("Inundaciones", "Open data")]
    assert [one.iri for one in answers[0].teaches] == [one.iri for one in answers[1].teaches] != []


def test_bilbao_learns_and_is_asked(recommender: Recommender) -> None:
    """A source says that Bilbao took an interest in what Bordeaux proposed; Bilbao has practices of its own."""
    teaches = recommender.ask("Logement", city="Bordeaux", language="fr", limit=MAX_LIMIT).teaches
    bilbao = next(city for city in teaches if city.iri.endswith("city/bilbao-es"))
    assert [reason.type for reason in bilbao.reasons][:2] == ["need", "taught"]
    assert "intéressée" in bilbao.reasons[0].text.lower()
    asked = recommender.ask("Industry 4.0 in an old bakery", city="Dakar").cities
    assert any(city.iri.endswith("city/bilbao-es") for city in asked)


@pytest.mark.parametrize("language", ["fr", "es", "en"])
@pytest.mark.parametrize(
    ("city", "why"), [("Dakar", "nothing"), ("Thiès", "nothing"), ("Alcorcón", "nothing"), ("Bilbao", "no_need")]
)
def test_a_city_that_can_teach_nothing_is_told_why(
    recommender: Recommender, city: str, why: str, language: str
) -> None:
    answer = recommender.ask(CHALLENGES[0], city=city, reader=language)
    assert answer.teaches == ()
    assert answer.teaches_message.startswith(phrases(language)[f"teach.{why}"].partition("{place}")[0])
    assert city in answer.teaches_message


def test_without_an_asking_city_nothing_is_said_of_teaching(recommender: Recommender) -> None:
    answer = recommender.ask("Floods in the city")
    assert answer.practices
    assert (answer.teaches, answer.teaches_message) == ((), "")


def test_no_encoder_is_needed_to_tell_what_a_city_can_teach(recommender: Recommender) -> None:
    with_one = recommender.ask("Floods in the city", city="La Paz").teaches
    without = Recommender(recommender.release, None).ask("Floods in the city", city="La Paz").teaches
    assert [city.iri for city in without] == [city.iri for city in with_one] != []


def test_an_index_made_without_an_encoder_tells_of_no_learner(
    index_of: IndexOf, three_cities: list[dict[str, Any]]
) -> None:
    index = index_of(three_cities)
    for path in index.folder.glob("*vectors.npy"):
        path.unlink()
    shutil.rmtree(index.folder / "space")
    assert rank_learners("city/belem", Index(index.folder)) == []
    assert taught_items("city/belem", Index(index.folder))


def test_what_another_encoder_says_of_needs_is_not_said(index_of: IndexOf, three_cities: list[dict[str, Any]]) -> None:
    index = index_of(three_cities)
    assert rank_learners("city/belem", index) == []
    for language in ("fr", "es", "en"):
        asking = known_city(index.cities["city/belem"], language)
        why = why_none(index, Reasoner(index, language, asking), asking)
        assert why == say(language, "teach.another", place=asking.name)


def test_who_asks_what_is_no_matter_for_a_city_is_not_told_of_teaching(recommender: Recommender) -> None:
    answer = recommender.ask("How can we dance tango?", city="La Paz")
    assert (answer.band, answer.teaches, answer.teaches_message) == ("off_topic", (), "")


def test_who_asks_what_nobody_documented_is_told_of_teaching(recommender: Recommender) -> None:
    answer = recommender.ask("Our cemetery is full; where can we bury people?", city="La Paz")
    assert answer.band == "undocumented"
    assert answer.teaches


def test_every_reason_is_sourced_and_written_in_three_languages(recommender: Recommender, teachers: list[str]) -> None:
    index = recommender.index
    kinds = set()
    for language in ("fr", "es", "en"):
        for teacher in teachers:
            asking = known_city(index.cities[teacher], language)
            reasoner = Reasoner(index, language, asking)
            for learner in rank_learners(teacher, index, reader=language):
                for reason in learner_reasons(learner, index, reasoner, asking):
                    kinds.add(reason.type)
                    assert reason.sources, reason
                    assert reason.iris
                    assert "{" not in reason.text
                    assert "None" not in reason.text
    assert kinds == {"need", "taught", "already_linked", "context"}


def learners_of(index: Index, name: str) -> dict[str, list[str]]:
    asking = find_city(f"city/{name}", index.cities)
    reasoner = Reasoner(index, "en", asking)
    found = {
        learner.iri: [reason.type for reason in learner_reasons(learner, index, reasoner, asking)]
        for learner in rank_learners(f"city/{name}", index)
    }
    return {iri: types for iri, types in found.items() if types}


def test_who_has_done_it_can_teach_who_states_the_problem_and_who_plans_it(
    taught_index_of: IndexOf, three_cities: list[dict[str, Any]]
) -> None:
    index = taught_index_of(three_cities)
    assert learners_of(index, "belem") == {"city/ahome": ["need", "taught"], "city/cork": ["need", "taught"]}
    assert learners_of(index, "cork") == {}
    assert learners_of(index, "ahome") == {"city/cork": ["need", "taught"]}


@pytest.mark.parametrize("gone", ["ahome", "belem"])
def test_without_the_source_of_a_need_or_of_an_answer_to_it_nothing_is_said(
    taught_index_of: IndexOf, three_cities: list[dict[str, Any]], gone: str
) -> None:
    index = taught_index_of([record for record in three_cities if record["id"] != f"document/{gone}"])
    assert "city/ahome" not in learners_of(index, "belem")


def test_a_need_that_a_city_states_itself_counts_more_than_a_problem_behind_a_practice(
    taught_index_of: IndexOf, three_cities: list[dict[str, Any]]
) -> None:
    words = "river flood warning sirens for people near the water"
    need = {
        "type": "Need",
        "id": "need/cork",
        "neededBy": "city/cork",
        "subject": ["concept:axis/environment", "concept:theme/participation"],
        "asOf": "2024",
        "text": {"en": words},
        "statedIn": ["document/members"],
    }
    challenge = {
        "type": "Challenge",
        "id": "challenge/ahome",
        "statedBy": ["city/ahome"],
        "text": {"en": words},
        "subject": ["concept:axis/environment"],
        "statedIn": ["document/members"],
    }
    index = taught_index_of([*three_cities, need, challenge])
    learners = {learner.iri: learner for learner in rank_learners("city/belem", index)}
    assert {one.row["kind"] for one in learners["city/cork"].needs} >= {"need"}
    assert {one.row["kind"] for one in learners["city/ahome"].needs} >= {"challenge", "problem"}
    without = {learner.iri: learner.score for learner in rank_learners("city/belem", taught_index_of(three_cities))}
    assert all(learners[iri].score > score for iri, score in without.items())
    assert "need" not in [taught_index_of(three_cities).needs.rows[number]["kind"] for number in range(2)]


@given(
    nearness=st.floats(-1, 1, width=32),
    more=st.floats(0, 1, width=32),
    need=st.sets(st.sampled_from(["axis/economy", "axis/mobility", "theme/participation"])),
)
def test_what_is_nearer_answers_more_surely(nearness: float, more: float, need: set[str]) -> None:
    less, surer = (teaching.certainty(value, need, need) for value in (nearness, nearness + more))
    assert 0 <= less <= surer <= 1


def test_the_shipped_curve_tells_the_judged_pairs_apart(recommender: Recommender) -> None:
    """As the file that ships it says: what is called strong was judged an answer at least nine times in ten."""
    index = recommender.index
    lines = (Path(__file__).parents[1] / "data" / "answered-needs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [json.loads(line) for line in lines]
    numbers = {index.items[number]["iri"]: number for number in range(len(index.items))}
    rows = {row["iri"]: (number, row) for number, row in enumerate(index.needs.rows)}
    sure = []
    for pair in pairs:
        number, need = rows[pair["need_of"]]
        near = index.needs.nearness(index.item_vectors([numbers[pair["item"]]]))
        assert near is not None
        subjects = [subject["concept"] for subject in index.items[numbers[pair["item"]]]["subjects"]]
        sure.append(teaching.certainty(float(near[number, 0]), need["subjects"], subjects))
    truth = np.array([pair["answers"] for pair in pairs])
    assert truth[np.array(sure) >= teaching.fitted()["bounds"]["strong"]].mean() >= 0.9
    assert teaching.fitted()["measured"]["pairs"] == len(pairs)
