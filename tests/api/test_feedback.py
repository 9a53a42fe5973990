"""Feedback over HTTP: kept with its answer, of this site only, and without effect on answers and releases."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from peercity.api.web.limits import Rate, TooMany
from peercity.graph.feedback import FeedbackStore
from peercity.graph.folder import DataFolder
from peercity.recommender.phrases import phrases, say

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Serve = Callable[[Path], Any]
FLOODS = "Comment alerter à temps la population en cas d’inondation ?"
REASON = "Nous n’avons pas de bureau des données zyxwv."
ASKED = {"challenge": FLOODS, "city": "Dakar"}


@pytest.fixture
def own(serve: Serve, answering_copy: DataFolder) -> Any:
    """A server of release 1 to write to."""
    return serve(answering_copy.path)


@pytest.fixture
def store(answering_copy: DataFolder) -> FeedbackStore:
    return FeedbackStore(answering_copy.feedback)


def forms(page: str) -> list[dict[str, str]]:
    """Return the hidden fields of each feedback form of a page."""
    found = re.findall(r'<form action="/feedback" method="post">(.*?)</form>', page, re.DOTALL)
    hidden = r'<input type="hidden" name="(\w+)" value="([^"]*)">'
    return [{name: unescape(value) for name, value in re.findall(hidden, form)} for form in found]


def test_feedback_is_kept_with_its_answer_and_changes_neither_answer_nor_release(
    own: Any, store: FeedbackStore, answering_copy: DataFolder, run: Run
) -> None:
    before = own.client.post("/api/v1/ask", json=ASKED).json()
    item = before["practices"][1]
    said = {**ASKED, "release": 1, "item": item["iri"], "verdict": "not_for_us", "reason": f" {REASON}\n"}
    for number in range(1, 21):
        answer = own.client.post("/api/v1/feedback", json=said)
        assert (answer.status_code, answer.json()) == (201, {"feedback": number})
    kept = [one.said for one in store.all()]
    assert len(kept) == 20
    assert (kept[0].challenge, kept[0].language, kept[0].city, kept[0].release) == (FLOODS, "fr", "Dakar", 1)
    assert (kept[0].encoder, kept[0].item) == (before["encoder"], item["iri"])
    assert (kept[0].band, kept[0].score, kept[0].verdict) == (item["band"], item["score"], "not_for_us")
    assert kept[0].reason == REASON
    assert kept[0].weights == before["weights"]
    assert own.client.post("/api/v1/ask", json=ASKED).json() == before

    source = answering_copy.path.parent / "owls.yaml"
    source.write_text(
        "source: document/owls\nrecords:\n- {id: document/owls, type: Document, title: {fr: Les chouettes}, "
        'kind: "concept:kind/web-page", readOn: 2026-11, language: fr, page: ["https://example.org/x"]}\n',
        encoding="utf-8",
    )
    assert run("import", source, data=answering_copy.path).returncode == 0
    assert "Release 2" in run("publish", data=answering_copy.path).stdout
    files = [path for path in (answering_copy.releases / "0002").rglob("*") if path.is_file()]
    assert len(files) > 10
    for word in (b"zyxwv", b"not_for_us", FLOODS.encode()):
        assert [path for path in files if word in path.read_bytes()] == []
    after = own.client.post("/api/v1/ask", json=ASKED).json()
    assert (after["practices"], after["cities"]) == (before["practices"], before["cities"])

    late = own.client.post("/api/v1/feedback", json={**said, "verdict": "useful", "reason": ""})
    assert late.status_code == 201
    assert [one.said.release for one in store.all()][-1] == 1


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_the_form_works_without_javascript_and_leads_back_with_thanks(
    own: Any, store: FeedbackStore, language: str
) -> None:
    page = own.client.get("/", params={**ASKED, "lang": language})
    found = forms(page.text)
    assert len(found) >= 3
    said = {**found[2], "verdict": "useful", "reason": "x" * 500}
    answer = own.client.post("/feedback", data=said, headers={"Origin": own.url})
    assert answer.status_code == 303
    back = own.client.get(answer.headers["location"])
    assert back.status_code == 200
    assert answer.headers["location"].endswith("#result-3")
    assert 'id="result-3"' in back.text
    assert back.text.count('role="status"') == 1
    assert len(forms(back.text)) == len(found) - 1
    (kept,) = store.all()
    assert (kept.said.item, kept.said.verdict, kept.said.city) == (found[2]["item"], "useful", "Dakar")

    incomplete = own.client.post("/feedback", data=found[2], headers={"Accept-Language": language})
    assert incomplete.status_code == 400
    assert phrases(language)["feedback.incomplete"] in unescape(incomplete.text)
    assert len(list(store.all())) == 1


def test_what_cannot_be_kept_is_refused_in_a_sentence_and_nothing_is_kept(own: Any, store: FeedbackStore) -> None:
    item = own.client.post("/api/v1/ask", json=ASKED).json()["practices"][0]["iri"]
    right = {**ASKED, "release": 1, "item": item, "verdict": "useful"}
    wrong: list[tuple[dict[str, Any], dict[str, str], int, str]] = [
        ({"verdict": "great"}, {}, 422, "verdict: "),
        ({"reason": "x" * 501}, {}, 422, "reason: string should have at most 500 characters"),
        ({"item": "https://example.org/nothing"}, {}, 404, "There is no result 'https://example.org/nothing'."),
        ({"release": 7}, {}, 404, "There is no release '7'. Valid: 1."),
        ({"release": 0}, {}, 422, "release: "),
        ({"challenge": "🙂🙂🙂"}, {}, 422, "holds no word"),
        ({"challenge": "x" * 3000}, {}, 413, "The challenge has 3,000 characters"),
        ({"city": "Bilbuo"}, {}, 404, "There is no city 'Bilbuo'."),
        ({"axes": ["econmy"]}, {}, 404, "There is no axis 'econmy'."),
        ({"name": "A person"}, {}, 422, "name: extra inputs are not permitted"),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403, "from the pages of this site only"),
        ({}, {"Sec-Fetch-Site": "same-site"}, 403, "from the pages of this site only"),
        ({}, {"Origin": "https://elsewhere.example"}, 403, "not from https://elsewhere.example"),
        ({}, {"Origin": "null"}, 403, "from the pages of this site only"),
    ]
    for change, headers, status, sentence in wrong:
        answer = own.client.post("/api/v1/feedback", json={**right, **change}, headers=headers)
        assert (answer.status_code, sentence in answer.json()["error"]) == (status, True), (change, answer.text)
    form = {**ASKED, "release": "1", "item": item, "verdict": "useful"}
    for change, headers, status in (
        ({"reason": "x" * 501}, {}, 413),
        ({"reason": "x" * 50_000}, {}, 413),
        ({"release": "²"}, {}, 400),
        ({"item": "x" * 501}, {}, 400),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
    ):
        answer = own.client.post("/feedback", data={**form, **change}, headers=headers)
        assert answer.status_code == status, (change, answer.text)
    assert list(store.all()) == []


def test_half_a_character_in_a_reason_is_refused(own: Any, store: FeedbackStore) -> None:
    item = own.client.post("/api/v1/ask", json=ASKED).json()["practices"][0]["iri"]
    said = json.dumps({**ASKED, "release": 1, "item": item, "verdict": "useful", "reason": "bon \ud800!"})
    answer = own.client.post("/api/v1/feedback", content=said, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert list(store.all()) == []


def test_a_client_is_held_to_its_rate_and_another_is_not() -> None:
    now = [0.0]
    rate = Rate(most=2, seconds=60, clock=lambda: now[0])
    for _ in range(2):
        rate.take("192.0.2.1")
    with pytest.raises(TooMany, match="At most 2 of these are taken in 1 minutes") as refused:
        rate.take("192.0.2.1")
    assert refused.value.headers == {"Retry-After": "60"}
    rate.take("192.0.2.2")
    now[0] = 61
    rate.take("192.0.2.1")


def test_one_network_of_ipv6_is_one_client() -> None:
    rate = Rate(most=1, seconds=60)
    rate.take("2001:db8::1")
    with pytest.raises(TooMany):
        rate.take("2001:db8::2")
    rate.take("2001:db8:0:1::1")


def test_over_http_too_many_are_refused_with_when_to_try_again(own: Any) -> None:
    said = {**ASKED, "release": 1, "item": "https://example.org/nothing", "verdict": "useful"}
    statuses = [own.client.post("/api/v1/feedback", json=said).status_code for _ in range(60)]
    assert set(statuses) == {404}
    answer = own.client.post("/api/v1/feedback", json=said)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "600")


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_a_reader_is_told_what_went_wrong_in_words_and_without_a_place_on_the_server(
    own: Any, store: FeedbackStore, answering_copy: DataFolder, language: str
) -> None:
    item = own.client.post("/api/v1/ask", json=ASKED).json()["practices"][0]["iri"]
    right = {**ASKED, "release": "1", "item": item, "verdict": "useful"}
    said = {"headers": {"Accept-Language": language}}
    long = own.client.post("/feedback", data={**right, "reason": "x" * 50_000}, **said)
    assert (long.status_code, long.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert say(language, "feedback.too_long", limit=500) in unescape(long.text)

    shutil.copytree(answering_copy.releases / "0001", answering_copy.releases / "0002")
    names = answering_copy.releases / "0002" / "index" / "names.json"
    names.write_text(json.dumps({**json.loads(names.read_text(encoding="utf-8")), "format": 0}), encoding="utf-8")
    damaged, older = {**right}, {**right, "release": "2"}
    for form, broken in ((older, False), (damaged, True)):
        if broken:
            store.path.write_bytes(b"no file of feedback" * 100)
        page = own.client.post("/feedback", data=form, **said)
        assert page.status_code == 500
        assert phrases(language)["feedback.failed"] in unescape(page.text)
        answer = own.client.post("/api/v1/feedback", json={**form, "release": int(form["release"])})
        assert answer.status_code == 500
        assert answer.json() == {"error": "Nothing was kept: the server met a fault of its own; its log says more."}
        assert str(answering_copy.path) not in page.text
