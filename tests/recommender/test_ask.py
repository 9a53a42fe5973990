"""Answers to challenges: order, limits, filters and refusals."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercity.graph.errors import NotFound, PeerCityError
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import publish
from peercity.recommender.answer import BANDS, REFUSALS, Answer
from peercity.recommender.ask import MAX_LIMIT, Recommender
from peercity.recommender.encoders import default_encoder
from peercity.recommender.index import AXES
from peercity.recommender.indexing import build_index
from peercity.recommender.phrases import phrases

CHALLENGES = (
    "Comment alerter à temps la population en cas d’inondation ?",
    "¿Cómo recaudar mejor los impuestos locales?",
    "How can residents decide on part of the budget?",
    "Mobilidade e dados abertos",
    "bus de nuit",
)
REGIONS = ("africa", "asia-pacific", "europe", "latin-america")
Question = dict[str, Any]
questions = st.fixed_dictionaries(
    {"challenge": st.sampled_from(CHALLENGES)},
    optional={
        "city": st.sampled_from(["Bilbao", "Dakar", "La Paz", "Thiès"]),
        "axes": st.lists(st.sampled_from(AXES), max_size=2),
        "regions": st.lists(st.sampled_from(REGIONS), max_size=2),
    },
)
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def names(answer: Answer) -> list[str]:
    return [item.iri for item in answer.practices]


@few
@given(question=questions)
def test_scores_never_rise_down_the_list(recommender: Recommender, question: Question) -> None:
    answer = recommender.ask(**question, limit=MAX_LIMIT)
    for ranked in (answer.practices, answer.cities):
        for first, second in pairwise(ranked):
            assert 0 <= second.score <= first.score <= 1


@few
@given(question=questions, limit=st.integers(1, MAX_LIMIT - 1))
def test_raising_the_limit_only_appends(recommender: Recommender, question: Question, limit: int) -> None:
    fewer, more = recommender.ask(**question, limit=limit), recommender.ask(**question, limit=MAX_LIMIT)
    assert fewer.practices == more.practices[:limit]
    assert fewer.cities == more.cities[:limit]


@few
@given(question=questions)
def test_the_same_question_has_the_same_answer(recommender: Recommender, question: Question) -> None:
    assert recommender.ask(**question) == recommender.ask(**question)


@few
@given(question=questions)
def test_filters_keep_only_what_has_an_axis_and_a_region_that_was_asked(
    recommender: Recommender, question: Question
) -> None:
    base, index = recommender.release.facts["base"], recommender.index
    rows = {base + row["iri"]: row for row in (index.items[number] for number in range(len(index.items)))}
    answer = recommender.ask(**question, limit=MAX_LIMIT)
    axes = {f"axis/{axis}" for axis in question.get("axes", ())}
    regions = {f"section/{region}" for region in question.get("regions", ())}
    for item in answer.practices:
        row = rows[item.iri]
        assert not axes or axes & {subject["concept"] for subject in row["subjects"]}
        assert not regions or regions & {index.cities[part["city"]]["section"] for part in row["cities"]}


@few
@given(question=questions)
def test_filters_change_no_score_and_no_order(recommender: Recommender, question: Question) -> None:
    filtered = recommender.ask(**question, limit=MAX_LIMIT)
    everything = recommender.ask(question["challenge"], city=question.get("city"), limit=MAX_LIMIT)
    scores = {item.iri: item.score for item in everything.practices}
    both = [item for item in filtered.practices if item.iri in scores]
    assert [item.score for item in both] == [scores[item.iri] for item in both]
    assert [item.iri for item in both] == [iri for iri in names(everything) if iri in {item.iri for item in both}]


@few
@given(question=questions)
def test_a_city_is_never_sent_to_itself(recommender: Recommender, question: Question) -> None:
    base = recommender.release.facts["base"]
    for city, iri in (("Bilbao", "city/bilbao-es"), ("La Paz", "city/la-paz-bo"), ("Surabaya", "city/surabaya-id")):
        answer = recommender.ask(**{**question, "city": city}, limit=MAX_LIMIT)
        assert base + iri not in {one.iri for one in answer.cities}


@few
@given(question=questions)
def test_a_refusal_has_no_results_and_an_answer_has_some(recommender: Recommender, question: Question) -> None:
    answer = recommender.ask(**question)
    if answer.band in REFUSALS:
        assert not answer.practices
        assert not answer.cities
        assert answer.message
    else:
        assert answer.band in BANDS
        assert answer.practices
        assert not answer.message


@pytest.mark.parametrize(
    ("challenge", "language"),
    [("Quelle est la meilleure recette de tarte aux pommes ?", "fr"), ("¿Quién ganó el Mundial de 1986?", "es"),
     ("How do I install a graphics driver on my laptop?", "en")],
)  # fmt: skip
def test_what_is_no_city_matter_is_refused_as_such(recommender: Recommender, challenge: str, language: str) -> None:
    answer = recommender.ask(challenge)
    assert (answer.band, answer.language) == ("off_topic", language)
    assert answer.message
    assert not answer.practices


@pytest.mark.parametrize(
    "challenge",
    [
        "contested statues removal",
        "Where do lost umbrellas go?",
        "no room at the cemetery",
        "Our cemetery is full; where can we bury people?",
    ],
)
def test_a_city_matter_that_nobody_documents_is_refused_as_such(recommender: Recommender, challenge: str) -> None:
    answer = recommender.ask(challenge)
    assert answer.band == "undocumented"
    assert answer.nearest_axis in (*AXES, None)
    assert answer.message


def test_where_nothing_is_left_by_the_filters_the_answer_says_so(recommender: Recommender) -> None:
    """And not that nobody has documented the matter."""
    everything = recommender.ask(CHALLENGES[1], limit=MAX_LIMIT)
    answer = recommender.ask(CHALLENGES[1], axes=["mobility"], regions=["eurasia"])
    assert (answer.band, answer.nearest_axis) == ("undocumented", None)
    assert answer.message == phrases("es")["answer.filtered"].format(count=len(everything.practices))


def test_a_filter_does_not_decide_which_axis_is_the_nearest(recommender: Recommender) -> None:
    challenge = "Our cemetery is full; where can we bury people?"
    asked = recommender.ask(challenge)
    assert asked.band == "undocumented"
    for axis in AXES:
        filtered = recommender.ask(challenge, axes=[axis])
        assert (filtered.nearest_axis, filtered.message) == (asked.nearest_axis, asked.message)


def test_a_release_without_items_answers_that_nothing_is_documented(data_folder: DataFolder) -> None:
    encoder = default_encoder()
    with Live(data_folder) as live:
        live.load_vocabulary()
        release = publish(live, finish=build_index(encoder, data_folder.cache, base=live.base))
    answer = Recommender(release, encoder).ask(CHALLENGES[0])
    assert (answer.band, answer.practices, answer.cities) == ("undocumented", (), ())
    assert answer.message


def test_the_given_language_is_the_language_of_the_answer(recommender: Recommender) -> None:
    answers = [recommender.ask("Smart city", language=language) for language in ("fr", "es-MX", "en", "pt")]
    assert [answer.language for answer in answers] == ["fr", "es", "en", "pt"]


@pytest.mark.parametrize("language", ["de", "pt", "ja"])
def test_without_an_encoder_a_question_in_a_language_without_texts_is_answered_or_refused(
    recommender: Recommender, language: str
) -> None:
    answer = Recommender(recommender.release, None).ask("Floods", language=language)
    assert answer.encoder == "lexical"
    assert answer.band in (*BANDS, *REFUSALS)


def test_without_an_encoder_words_answer_and_it_is_said(recommender: Recommender) -> None:
    lexical = Recommender(recommender.release, None)
    for challenge, language in (
        ("Comment rapprocher les industries traditionnelles et le numérique ?", "fr"),
        ("Traditional industries and new technology", "en"),
    ):
        answer = lexical.ask(challenge)
        assert answer.encoder == "lexical"
        assert phrases(language)["answer.lexical"] in answer.notes
        assert any(name.endswith("traditional-and-new-technology-industries") for name in names(answer))
    assert phrases("fr")["answer.lexical"] not in recommender.ask(CHALLENGES[0]).notes


def test_an_index_of_another_encoder_is_not_asked_with_this_one(recommender: Recommender) -> None:
    class Other:
        name = "other"
        encode_query = encode_document = None

    assert Recommender(recommender.release, Other()).encoder is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"axes": ["econmy"]}, "There is no axis 'econmy'. Nearest: economy. Valid: economy, mobility"),
        ({"regions": ["afrca"]}, "There is no region 'afrca'. Nearest: africa"),
        ({"language": "klingon"}, "There is no language 'klingon'. Valid: fr, es, en"),
        ({"city": "Bilbuo"}, "There is no city 'Bilbuo'. Nearest: Bilbao"),
    ],
)
def test_an_unknown_name_is_refused_with_the_valid_ones(
    recommender: Recommender, question: Question, sentence: str
) -> None:
    with pytest.raises(NotFound) as caught:
        recommender.ask(CHALLENGES[0], **question)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("limit", [0, -1, MAX_LIMIT + 1])
def test_a_limit_out_of_bounds_is_refused(recommender: Recommender, limit: int) -> None:
    with pytest.raises(PeerCityError, match=f"The limit {limit} is not between 1 and {MAX_LIMIT}"):
        recommender.ask(CHALLENGES[0], limit=limit)


@pytest.mark.parametrize("region", ["africa", "Africa", "Afrique", "África"])
def test_a_region_is_known_by_its_label_in_any_language(recommender: Recommender, region: str) -> None:
    assert recommender.ask(CHALLENGES[1], regions=[region]) == recommender.ask(CHALLENGES[1], regions=["africa"])
