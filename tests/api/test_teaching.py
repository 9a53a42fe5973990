"""What the asking city can teach, on the three edges."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from peercity.api.web.languages import translations
from peercity.graph.folder import DataFolder
from peercity.recommender.phrases import phrases

if TYPE_CHECKING:
    import subprocess

Run = Callable[..., "subprocess.CompletedProcess[str]"]
FLOODS = "¿Cómo alertar a tiempo a la población en caso de inundación?"
TITLE = "What your city can teach"


def test_the_command_line_prints_each_learner_with_its_need_and_the_address_of_its_source(
    run: Run, answering_folder: DataFolder
) -> None:
    answer = json.loads(run("mentors", FLOODS, "--city", "La Paz", "--json", data=answering_folder.path).stdout)
    text = run("mentors", FLOODS, "--city", "La Paz", data=answering_folder.path).stdout
    printed = " ".join(text.partition(phrases("es")["heading.teaches"])[2].split())
    assert answer["teaches"]
    for city in answer["teaches"]:
        assert city["label"] in printed
        need = city["reasons"][0]
        assert need["type"] == "need"
        assert " ".join(need["text"].split()) in printed
        assert need["sources"][0]["page"] in printed


def test_the_command_line_says_why_a_city_can_teach_nothing(run: Run, answering_folder: DataFolder) -> None:
    printed = run("ask", FLOODS, "--city", "Dakar", data=answering_folder.path).stdout
    assert phrases("es")["teach.nothing"].format(place="Dakar") in " ".join(printed.split())


def test_without_a_city_nothing_is_printed_of_teaching(run: Run, answering_folder: DataFolder) -> None:
    assert phrases("es")["heading.teaches"] not in run("ask", FLOODS, data=answering_folder.path).stdout


def test_the_api_gives_learners_with_whole_addresses(site: Any) -> None:
    body = site.client.post("/api/v1/ask", json={"challenge": FLOODS, "city": "La Paz", "limit": 2}).json()
    assert [city["type"] for city in body["teaches"]] == ["learner", "learner"]
    assert body["teaches_message"] == ""
    for city in body["teaches"]:
        for reason in city["reasons"]:
            assert reason["sources"]
            assert all(iri.startswith("https://w3id.org/peercity/id/") for iri in reason["iris"])


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_the_page_shows_what_a_city_can_teach_with_its_sources(site: Any, language: str) -> None:
    html = site.client.get("/", params={"challenge": FLOODS, "city": "La Paz", "lang": language}).text
    part = unescape(html.partition('id="teaches"')[2].partition("</section>")[0])
    title = translations(language).gettext(TITLE)
    assert title in part
    assert (title == TITLE) == (language == "en")
    assert phrases(language)["teach.how"] in part
    assert "Buenos Aires" in part
    assert part.count("<cite>") >= 2


def test_the_page_says_why_a_city_can_teach_nothing_and_nothing_where_no_city_asks(site: Any) -> None:
    dakar = unescape(site.client.get("/", params={"challenge": FLOODS, "city": "Dakar", "lang": "fr"}).text)
    assert phrases("fr")["teach.nothing"].format(place="Dakar") in dakar
    assert 'id="teaches"' not in site.client.get("/", params={"challenge": FLOODS}).text
