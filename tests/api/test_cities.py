"""`peercity cities similar` and `GET /api/v1/cities/similar`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peercity.graph.folder import DataFolder

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Digest = Callable[[Path], dict[str, str]]
SIMILAR = "/api/v1/cities/similar"


def test_the_api_returns_peers_with_both_values_and_sources(site: Any) -> None:
    answer = site.client.get(SIMILAR, params={"city": "Bilbao", "limit": 3, "language": "es"})
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {
        "release", "language", "city", "country", "iri", "known", "cities", "notes", "sources"
    }  # fmt: skip
    assert (body["release"], body["language"], body["country"], len(body["cities"])) == (1, "es", "España", 3)
    sources = {source["iri"] for source in body["sources"]}
    for city in body["cities"]:
        assert city["iri"].startswith("https://w3id.org/peercity/id/city/")
        assert {feature["name"] for feature in city["features"]} == {
            "size", "language", "themes", "region", "income", "coast"
        }  # fmt: skip
        for feature in city["features"]:
            assert set(feature["sources"]) <= sources
            assert {"one", "other", "similarity", "apart", "kind", "text"} <= set(feature)


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ({}, 422, "city: field required"),
        ({"city": ""}, 422, "city: string should have at least 1 character"),
        ({"city": "x" * 201}, 422, "city: string should have at most 200 characters"),
        ({"city": "Bilbao", "limit": 0}, 422, "limit: input should be greater than or equal to 1"),
        ({"city": "Bilbao", "limit": 51}, 422, "limit: input should be less than or equal to 50"),
        ({"city": "Bilbao", "limit": "many"}, 422, "limit: input should be a valid integer"),
        ({"city": "Bilbao", "language": "de"}, 404, "There is no language of answers 'de'. Valid: fr, es, en."),
        ({"city": "Bilbuo"}, 404, "There is no city 'Bilbuo'. Nearest: Bilbao"),
        ({"city": " "}, 404, "There is no city ' '."),
    ],
)
def test_bad_requests_are_refused_in_one_sentence(site: Any, asked: dict[str, Any], status: int, sentence: str) -> None:
    answer = site.client.get(SIMILAR, params=asked)
    assert answer.status_code == status
    assert sentence in answer.json()["error"]


def test_the_command_prints_peers_and_why(run: Run, answering_folder: DataFolder) -> None:
    done = run("cities", "similar", "Dakar", "--limit", "2", "--language", "fr", data=answering_folder.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Villes semblables à Dakar, Sénégal" in done.stdout
    assert "1. Abidjan, Côte d’Ivoire" in done.stdout
    assert "Thèmes\u00a0: information non disponible pour Dakar." in done.stdout
    assert "World Bank Country and Lending Groups (2026-07-01)" in " ".join(done.stdout.split())
    assert "\n3. " not in done.stdout


def test_json_is_the_same_as_the_api(run: Run, answering_folder: DataFolder, site: Any) -> None:
    done = run("cities", "similar", "Thimphu", "--limit", "4", "--json", data=answering_folder.path)
    assert json.loads(done.stdout) == site.client.get(SIMILAR, params={"city": "Thimphu", "limit": 4}).json()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Bilbuo",), "There is no city 'Bilbuo'. Nearest: Bilbao"),
        (("",), "There is no city ''."),
        (("Bilbao", "--limit", "0"), "The limit 0 is not between 1 and 50."),
        (("Bilbao", "--language", "zz"), "There is no language of answers 'zz'. Valid: fr, es, en."),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    run: Run, answering_folder: DataFolder, digest: Digest, arguments: tuple[str, ...], sentence: str
) -> None:
    before = digest(answering_folder.path)
    done = run("cities", "similar", *arguments, data=answering_folder.path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1
    assert digest(answering_folder.path) == before
