"""The releases over real HTTP and in the terminal: pages, dumps, citations, and what differs between two."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from peercity.graph.folder import DataFolder
from peercity.graph.iris import graph_iri
from peercity.graph.live import Live
from peercity.graph.releases import Release, current, publish

Run = Callable[..., "subprocess.CompletedProcess[str]"]
HTML = {"Accept": "text/html"}
CITY = "https://w3id.org/peercity/id/city/pau-fr"


@pytest.fixture(scope="module")
def two_releases(answering_folder: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A data folder with release 1 of the starter data and release 2, in which a source says something more of Pau."""
    folder = DataFolder(tmp_path_factory.mktemp("two") / "data")
    shutil.copytree(answering_folder.path, folder.path)
    first = current(folder)
    assert first

    def finish(path: Path, _: ox.Store) -> dict[str, Any]:
        shutil.copytree(first.path / "index", path / "index")
        return {name: first.facts[name] for name in ("encoder", "weights", "weights_name", "index_format")}

    note = ox.NamedNode("http://www.w3.org/2004/02/skos/core#note")
    graph = ox.NamedNode(graph_iri("public", "walks"))
    with Live(folder) as live:
        more = ox.Quad(ox.NamedNode(CITY), note, ox.Literal("<b>On foot</b>", language="en"), graph)
        live.change(who="t", why="t", removed=(), added=[more])
        publish(live, finish=finish)
    return folder


@pytest.fixture(scope="module")
def two(two_releases: DataFolder) -> tuple[Release, Release]:
    return Release(two_releases.releases / "0001"), Release(two_releases.releases / "0002")


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Comment la citer"), ("es", "Cómo citarla"), ("en", "How to cite it")],
)
def test_the_list_leads_to_each_release_its_dumps_and_its_citation(site: Any, language: str, words: str) -> None:
    text = site.client.get("/releases", headers={**HTML, "Accept-Language": language}).text
    assert words in text
    for name in ("/releases/1", "data.trig.gz", "data.nq.gz", "SHA256SUMS"):
        assert f'{name}"' in text


def test_a_release_shows_its_figures_checksum_and_citation(site: Any, answering_folder: DataFolder) -> None:
    release = current(answering_folder)
    assert release
    text = site.client.get("/releases/1", headers=HTML).text
    for part in (release.facts["files"]["data.nq"], f"{release.facts['counts']['quads']:,}", "CC BY 4.0", "@misc{"):
        assert part in text


@pytest.mark.parametrize("path", ["/releases/7", "/releases/7/data.nq.gz", "/releases/x/citation.bib", "/releases/1/7"])
def test_a_release_that_is_not_there_is_told_with_those_that_are(site: Any, path: str) -> None:
    name = "x" if "x" in path else "7"
    answer = site.client.get(path)
    assert (answer.status_code, answer.json()) == (404, {"error": f"There is no release '{name}'. Valid: 1."})
    page = site.client.get(path, headers={**HTML, "Accept-Language": "fr"})
    assert page.status_code == 404
    assert f"Il n’y a pas de version «\xa0{name}\xa0». Il y a\xa0: 1." in page.text


@pytest.mark.parametrize(("name", "inside"), [("data.trig.gz", "TRIG"), ("data.nq.gz", "N_QUADS")])
def test_a_dump_comes_whole_named_and_tagged(site: Any, answering_folder: DataFolder, name: str, inside: str) -> None:
    release = current(answering_folder)
    assert release
    answer = site.client.get(f"/releases/1/{name}")
    digest = hashlib.sha256(answer.content).hexdigest()
    assert answer.headers["content-type"] == "application/gzip"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["etag"] == f'"{digest}"'
    assert f"{digest}  {name}\n" in site.client.get("/releases/1/SHA256SUMS").text
    said = set(ox.parse(gzip.decompress(answer.content), getattr(ox.RdfFormat, inside)))
    assert len(said) == release.facts["counts"]["quads"]

    known = site.client.get(f"/releases/1/{name}", headers={"If-None-Match": f'"{digest}"'})
    assert (known.status_code, known.content) == (304, b"")
    head = site.client.head(f"/releases/1/{name}")
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(answer.content)), b"")
    part = site.client.get(f"/releases/1/{name}", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, answer.content[:10])


def test_citations_come_with_their_media_types_and_the_address_of_the_release(site: Any) -> None:
    bibtex = site.client.get("/releases/1/citation.bib?lang=fr")
    assert bibtex.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert f"url    = {{{site.url}/releases/1}}" in bibtex.text
    assert "graphe de connaissances" in bibtex.text
    csl = site.client.get("/releases/1/citation.json")
    assert csl.headers["content-type"] == "application/vnd.citationstyles.csl+json"
    assert csl.json()[0]["URL"] == f"{site.url}/releases/1"


def test_what_differs_comes_in_the_form_that_is_asked_for(
    two: tuple[Release, Release], two_releases: DataFolder, serve: Callable[[Path], Any]
) -> None:
    first, second = two
    client = serve(two_releases.path).client
    page = client.get("/releases/1/2", headers={**HTML, "Accept-Language": "fr"})
    assert page.headers["vary"] == "Accept, Accept-Language"
    assert "De la version 1 à la version 2" in page.text
    assert "<ins>&lt;b&gt;On foot&lt;/b&gt;</ins>" in page.text
    assert page.text.count('<ul class="differing">') == 1

    patch = client.get("/releases/1/2?format=patch")
    assert patch.headers["content-type"] == "application/rdf-patch"
    lines = patch.text.splitlines()
    added = [line.removeprefix("A ") for line in lines if line.startswith("A ")]
    before = (first.path / "data.nq").read_text(encoding="utf-8").splitlines()
    after = (second.path / "data.nq").read_text(encoding="utf-8").splitlines()
    assert sorted([*before, *added]) == sorted(after)

    turtle = client.get("/releases/1/2", headers={"Accept": "text/turtle"})
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "cs:addition" in turtle.text
    told = client.get("/releases/1/2", headers={"Accept": "application/json"}).json()
    assert [entity["iri"] for entity in told["changed"]] == [CITY]
    assert client.get("/releases").text.index("/releases/2") < client.get("/releases").text.index('"/releases/1"')
    for accept, asked, status in (("image/png", "", 406), ("*/*", "?format=hdt", 404)):
        answer = client.get(f"/releases/1/2{asked}", headers={"Accept": accept})
        assert answer.status_code == status
        assert "patch" in answer.json()["error"].lower()


def test_a_release_does_not_differ_from_itself(site: Any) -> None:
    assert "Both releases say the same." in site.client.get("/releases/1/1", headers=HTML).text


@pytest.mark.parametrize(("language", "words"), [("fr", "ajout de «"), ("es", "se añade «"), ("en", "added [walks]")])
def test_the_terminal_says_what_differs(run: Run, two_releases: DataFolder, language: str, words: str) -> None:
    done = run("releases", "diff", "1", "2", "--language", language, data=two_releases.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert words in done.stdout
    assert "<b>On foot</b>" in done.stdout
    assert CITY in done.stdout


def test_the_terminal_gives_differences_as_json_and_as_rdf(run: Run, two_releases: DataFolder) -> None:
    told = json.loads(run("releases", "diff", "1", "--json", data=two_releases.path).stdout)
    assert (told["before"], told["after"], told["statements"]) == (1, 2, {"added": 1, "removed": 0})
    patch = run("releases", "diff", "2", "1", "--format", "patch", data=two_releases.path).stdout
    assert [line[:2] for line in patch.splitlines()] == ["H ", "H ", "TX", "D ", "TC"]
    turtle = run("releases", "diff", "1", "2", "--format", "turtle", data=two_releases.path).stdout
    assert len(list(ox.parse(turtle, ox.RdfFormat.TURTLE))) == 10
    wrong = run("releases", "diff", "1", "2", "--format", "xml", data=two_releases.path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "There is no format of differences 'xml'. Valid: words, patch, turtle.\n"


def test_a_dump_is_written_with_its_checksum(run: Run, two_releases: DataFolder, tmp_path: Path) -> None:
    target = tmp_path / "dump.nq.gz"
    done = run("dump", "--release", "1", "--format", "nquads", "--out", target, data=two_releases.path)
    assert done.stdout == f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target}\n"
    data = gzip.decompress(target.read_bytes())
    assert hashlib.sha256(data).hexdigest() == Release(two_releases.releases / "0001").facts["files"]["data.nq"]
    assert [path.name for path in tmp_path.iterdir()] == ["dump.nq.gz"]
    told = json.loads(run("dump", "--json", "--out", target, data=two_releases.path).stdout)
    assert (told["release"], told["format"], told["bytes"]) == (2, "trig", target.stat().st_size)


def test_a_citation_comes_for_the_tools_that_keep_references(run: Run, two_releases: DataFolder) -> None:
    assert run("releases", "cite", "--format", "bibtex", data=two_releases.path).stdout.startswith("@misc{peercity-2,")
    csl = json.loads(run("releases", "cite", "1", "--format", "csl", "--language", "es", data=two_releases.path).stdout)
    assert (csl[0]["id"], csl[0]["language"]) == ("peercity-1", "es")


def test_an_older_release_is_asked_by_parameter_and_by_path(
    two_releases: DataFolder, serve: Callable[[Path], Any], tmp_path: Path
) -> None:
    shutil.copytree(two_releases.path, tmp_path / "data")
    served = serve(tmp_path / "data")
    counting = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"}
    counts = {}
    for number in ("1", "2"):
        by_parameter = served.client.get("/sparql", params={**counting, "release": number})
        by_path = served.client.get(f"/releases/{number}/sparql", params=counting)
        assert by_parameter.headers["x-peercity-release"] == by_path.headers["x-peercity-release"] == number
        assert "immutable" in by_path.headers["cache-control"]
        assert by_parameter.text == by_path.text
        counts[number] = by_path.text
    assert counts["1"] != counts["2"]
    assert served.client.get("/sparql", params=counting).text == counts["2"]
    missing = served.client.get("/sparql", params={**counting, "release": "9"})
    assert (missing.status_code, missing.json()["error"]) == (404, "There is no release '9'. Valid: 1, 2.")
