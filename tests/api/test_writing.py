"""Commands that write, with a server on the folder and without one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any

import pytest

from peercity.graph.folder import DataFolder

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Serve = Callable[[Path], Any]
OWLS = "Combien de chouettes nichent dans les clochers de la ville ?"
PAGE = """
source: document/owls
records:
  - id: document/owls
    type: Document
    title: {fr: Les chouettes de Pau}
    kind: concept:kind/web-page
    readOn: 2026-11
    language: fr
    page: ["https://example.org/chouettes"]
  - id: practice/pau-owls
    type: Practice
    label:
      fr: Recensement des chouettes dans les clochers
      es: Censo de lechuzas en los campanarios
      en: Owl count in the bell towers
    implementedBy: [city/pau-fr]
    status: concept:status/done
    asOf: "2025"
    summary:
      fr: Les habitants comptent les chouettes qui nichent dans les clochers de la ville.
      es: Los vecinos cuentan las lechuzas.
      en: Residents count the owls.
    subjectRead: [concept:axis/environment]
    statedIn: [document/owls]
"""


@pytest.fixture
def owls(tmp_path: Path) -> Path:
    path = tmp_path / "owls.yaml"
    path.write_text(PAGE, encoding="utf-8")
    return path


def first(answer: dict[str, Any]) -> str:
    return next((str(item["iri"]).rpartition("/")[2] for item in answer["practices"]), "")


def test_without_a_server_commands_write_themselves(run: Run, answering_copy: DataFolder, owls: Path) -> None:
    folder = answering_copy.path
    assert run("check", owls, data=folder).stdout == "2 records in 1 files: no problem found.\n"
    loaded = run("import", owls, "--json", data=folder)
    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert json.loads(loaded.stdout)["records"] == 2
    published = json.loads(run("publish", "--json", data=folder).stdout)
    assert published["release"] == 2
    assert [name.rpartition("/")[2] for name in published["changes"]["added"]] == ["owls"]
    assert first(json.loads(run("ask", OWLS, "--json", data=folder).stdout)) == "pau-owls"
    again = json.loads(run("import", owls, "--json", data=folder).stdout)
    assert (again["added"], again["removed"]) == (0, 0)


def test_csv_is_imported_as_yaml_is(run: Run, answering_copy: DataFolder, tmp_path: Path) -> None:
    (tmp_path / "pages.csv").write_text(
        "id,type,title.fr,kind,readOn,language,page\n"
        "document/csv-page,Document,Une page,concept:kind/web-page,2026-11,fr,https://example.org/csv\n",
        encoding="utf-8",
    )
    done = run("import", tmp_path / "pages.csv", "--json", data=answering_copy.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["records"] == 1


def test_a_running_server_writes_for_commands_and_answers_from_the_new_release(
    run: Run, serve: Serve, answering_copy: DataFolder, owls: Path
) -> None:
    folder = answering_copy.path
    server = serve(folder)
    assert answering_copy.writer.stat().st_mode & 0o077 == 0
    second = run("serve", "--port", "1", data=folder)
    assert (second.returncode, second.stdout) == (2, "")
    assert "Another PeerCity process writes in" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1

    assert first(server.client.post("/api/v1/ask", json={"challenge": OWLS}).json()) != "pau-owls"
    assert run("import", owls, data=folder).returncode == 0
    published = run("publish", data=folder)
    assert published.stdout.startswith("Release 2: ")
    assert server.client.get("/healthz").json()["release"] == 2
    answer = server.client.post("/api/v1/ask", json={"challenge": OWLS}).json()
    assert (answer["release"], first(answer)) == (2, "pau-owls")
    query = "ASK { <https://w3id.org/peercity/id/practice/pau-owls> a pc:Practice }"
    assert server.client.get("/sparql", params={"query": query, "format": "json"}).json()["boolean"] is True

    broken = owls.with_name("broken.yaml")
    broken.write_text(PAGE.replace("city/pau-fr", "city/nowhere"), encoding="utf-8")
    refused = run("import", broken, data=folder)
    assert refused.returncode == 2
    assert "city/nowhere" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "Traceback" not in server.stop()
    assert not answering_copy.writer.exists()


def test_a_bad_caller_does_not_stop_the_writer_and_a_killed_server_leaves_no_lock(
    run: Run, serve: Serve, answering_copy: DataFolder, owls: Path
) -> None:
    server = serve(answering_copy.path)
    door = json.loads(answering_copy.writer.read_text(encoding="utf-8"))
    with pytest.raises(AuthenticationError):
        Client(door["address"], authkey=b"guess")
    for words in (b"", b"{", b"7", b"[]", b'"import"', b'{"command": "drop"}'):
        with Client(door["address"], authkey=bytes.fromhex(door["key"])) as connection:
            connection.send_bytes(words)
    stands = "Nothing has changed since release 1; it stands.\n"
    assert run("publish", data=answering_copy.path).stdout == stands
    after_a_kill_commands_write_themselves(server, run, answering_copy)


def after_a_kill_commands_write_themselves(server: Any, run: Run, answering_copy: DataFolder) -> None:
    server.process.kill()
    server.process.wait(timeout=30)
    assert answering_copy.writer.exists()
    done = run("publish", data=answering_copy.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Nothing has changed since release 1; it stands.\n"
    assert not answering_copy.writer.exists()


def test_an_empty_folder_gets_the_starter_data_at_the_first_question(run: Run, tmp_path: Path) -> None:
    done = run("ask", OWLS, "--json", data=tmp_path / "new")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["release"] == 1
    assert (tmp_path / "new" / "releases" / "current").read_text(encoding="utf-8") == "0001\n"
