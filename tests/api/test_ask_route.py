"""`POST /api/v1/ask` over real HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

ASK = "/api/v1/ask"
ITEM = {"iri", "type", "status", "label", "score", "band", "reasons"}
HEADERS = {"Content-Type": "application/json"}
FLOODS = "Comment alerter à temps la population en cas d’inondation ?"


def test_an_answer_has_the_shape_that_is_promised(site: Any) -> None:
    answer = site.client.post(ASK, json={"challenge": FLOODS, "city": "Dakar", "limit": 3})
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) >= {"release", "encoder", "language", "band", "practices", "cities"}
    assert (body["release"], body["language"], len(body["practices"]), len(body["cities"])) == (1, "fr", 3, 3)
    for item in body["practices"] + body["cities"]:
        assert set(item) >= ITEM
        assert item["iri"].startswith("https://w3id.org/peercity/id/")
        for reason in item["reasons"]:
            assert set(reason) == {"type", "text", "iris", "sources"}
            assert all(iri.startswith("https://w3id.org/peercity/") for iri in reason["iris"])
            assert all(source["iri"].startswith("https://w3id.org/peercity/id/") for source in reason["sources"])
    assert {item["type"] for item in body["cities"]} == {"city"}


def test_the_answer_is_the_one_of_the_recommender(site: Any, recommender: Any) -> None:
    question = {"challenge": FLOODS, "language": "fr", "axes": ["environment"], "regions": ["africa"], "limit": 5}
    assert site.client.post(ASK, json=question).json() == json.loads(json.dumps(recommender.ask(**question).json()))


@pytest.mark.parametrize(
    ("challenge", "band"), [("Recette de tarte aux pommes", "off_topic"), ("contested statues removal", "undocumented")]
)
def test_a_refusal_is_an_answer_with_empty_lists(site: Any, challenge: str, band: str) -> None:
    answer = site.client.post(ASK, json={"challenge": challenge})
    assert answer.status_code == 200
    assert (answer.json()["band"], answer.json()["practices"], answer.json()["cities"]) == (band, [], [])


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({}, 422, "challenge: field required"),
        ({"challenge": ""}, 422, "The challenge is empty"),
        ({"challenge": "a"}, 422, "'a' holds no word"),
        ({"challenge": "🙂🙂"}, 422, "holds no word"),
        ({"challenge": "\0\0"}, 422, "The challenge is empty"),
        ({"challenge": "a" * 100_000}, 413, "The challenge has 100,000 characters; at most 2,000 are read."),
        ({"challenge": 7}, 422, "challenge: input should be a valid string"),
        ({"challenge": FLOODS, "limit": "many"}, 422, "limit: input should be a valid integer"),
        ({"challenge": FLOODS, "limit": 51}, 422, "limit: input should be less than or equal to 50"),
        ({"challenge": FLOODS, "limit": 10**400}, 422, "limit: "),
        ({"challenge": FLOODS, "axes": "economy"}, 422, "axes: input should be a valid list"),
        ({"challenge": FLOODS, "axes": ["econmy"]}, 404, "There is no axis 'econmy'. Nearest: economy. Valid: "),
        ({"challenge": FLOODS, "regions": ["mars"]}, 404, "There is no region 'mars'. Valid: africa, "),
        ({"challenge": FLOODS, "language": "zz"}, 404, "There is no language 'zz'. Valid: fr, es, en"),
        ({"challenge": FLOODS, "city": "Bilbuo"}, 404, "There is no city 'Bilbuo'. Nearest: Bilbao"),
        ({"challenge": FLOODS, "city": "\ud800"}, 422, "city: input should be a valid string"),
        ({"challenge": FLOODS, "\ud800": 1}, 422, "The request is not as it should be"),
        ({"challenge": "impôts \ud800 locaux"}, 422, "The challenge holds half a character (U+D800)"),
        ({"challenge": FLOODS, "city": "x" * 1_000_000}, 422, "city: string should have at most 200 characters"),
        ({"challenge": FLOODS, "axes": ["economy"] * 1000}, 422, "axes: list should have at most 50 items"),
        ({"challenge": FLOODS, "lang": "fr"}, 422, "lang: extra inputs are not permitted"),
        ([FLOODS], 422, "The request is not as it should be"),
    ],
)
def test_a_bad_question_gets_one_sentence(site: Any, body: Any, status: int, sentence: str) -> None:
    assert_refused(site.client.post(ASK, content=json.dumps(body).encode(), headers=HEADERS), status, sentence)


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 422), (b"{", 422), (b"challenge=x", 422), (b"\xff\xfe\x00", 400), (b"[" * 100_000, 400), (b"null", 422),
     (b'{"challenge": NaN}', 422), (b'"' + b"a" * 2_000_000 + b'"', 413)],
    ids=range(8),
)  # fmt: skip
def test_a_body_that_is_no_json_gets_one_sentence(site: Any, content: bytes, status: int) -> None:
    assert_refused(site.client.post(ASK, content=content, headers=HEADERS), status)


def test_a_body_in_pieces_without_a_length_is_held_to_the_limit_too(site: Any) -> None:
    answer = site.client.post(ASK, content=(b"a" * 100_000 for _ in range(20)), headers=HEADERS)
    assert_refused(answer, 413, "larger than 1,100,000 bytes")


def test_a_wrong_method_or_type_is_refused(site: Any) -> None:
    assert_refused(site.client.get(ASK), 405)
    body = json.dumps({"challenge": FLOODS}).encode()
    assert_refused(site.client.post(ASK, content=body, headers={"Content-Type": "text/plain"}), 422)


def assert_refused(answer: Any, status: int, sentence: str = "") -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert list(answer.json()) == ["error"]
    assert sentence in answer.json()["error"]
    assert len(answer.json()["error"]) < 400
    assert "\n" not in answer.json()["error"]
