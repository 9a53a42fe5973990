"""Bad input: one clear sentence, exit code 2, no traceback, and the data folder as it was."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from peercity.graph.folder import FORMAT, DataFolder

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Digest = Callable[[Path], dict[str, str]]
ASK = "How do we raise local taxes fairly?"
TEXTS: list[tuple[str | bytes, str]] = [
    ("", "The challenge is empty"),
    ("a", "'a' holds no word"),
    ("a" * 100_000, "The challenge has 100,000 characters; at most 2,000 are read."),
    (b"\x89PNG\r\n\x1a\n\xff\xfe", "The challenge holds half a character"),
    ("🙂🙂🙂", "'🙂🙂🙂' holds no word"),
    (b"imp\xf4ts locaux", "The challenge holds half a character (U+DCF4)"),
    (b"\xed\xa0\x80 taxes locales", "The challenge holds half a character (U+DCED)"),
]
OPTIONS = [
    (("--language", "zz"), "There is no language 'zz'. Valid: fr, es, en"),
    (("--city", "Bilbuo"), "There is no city 'Bilbuo'. Nearest: Bilbao"),
    (("--axis", "econmy"), "There is no axis 'econmy'. Nearest: economy. Valid: economy, mobility"),
    (("--region", "afrca"), "There is no region 'afrca'. Nearest: africa"),
    (("--limit", "0"), "The limit 0 is not between 1 and 50."),
]
FILES = [
    ("broken.ttl", b"@prefix : <https://example.org/> .\n:a :b", "broken.ttl cannot be read: it is not Turtle: line 2"),
    ("broken.rdf", b"<rdf:RDF", "broken.rdf cannot be read: "),
    ("column.csv", b"id,type,titel.fr\ndocument/x,Document,Y\n", "the column 'titel.fr' is unknown (nearest: title"),
    ("no-type.csv", b"id,label.fr\ncity/x-fr,X\n", "the column 'type' is missing"),
    ("broken.yaml", b"records: [", "broken.yaml cannot be read: "),
    ("broken.json", b"{", "broken.json cannot be read: "),
    ("binary.yaml", bytes(range(256)), "binary.yaml cannot be read: "),
    ("empty.csv", b"", "empty.csv cannot be read: "),
    ("other.xyz", b"?", "other.xyz cannot be read: "),
    ("unknown.yaml", b"records:\n- {id: city/x-fr, type: Citty}\n", "'Citty' is not a type; nearest: City"),
]


def assert_refused(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert done.returncode == 2, done
    assert sentence in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("text", "sentence"), TEXTS, ids=range(len(TEXTS)))
def test_a_text_that_is_no_challenge_is_refused_before_anything_is_made(
    run: Run, tmp_path: Path, text: str | bytes, sentence: str
) -> None:
    done = run("ask", text, data=tmp_path / "new")
    assert_refused(done, sentence)
    assert len(done.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("options", "sentence"), OPTIONS)
def test_an_unknown_option_is_refused_with_the_valid_ones(
    run: Run, digest: Digest, answering_folder: DataFolder, options: tuple[str, str], sentence: str
) -> None:
    before = digest(answering_folder.path)
    done = run("ask", ASK, *options, data=answering_folder.path)
    assert_refused(done, sentence)
    assert len(done.stderr.strip().splitlines()) == 1
    assert digest(answering_folder.path) == before


@pytest.mark.parametrize(("name", "content", "sentence"), FILES, ids=[name for name, _, _ in FILES])
def test_a_broken_file_is_refused_and_changes_nothing(
    run: Run, digest: Digest, answering_folder: DataFolder, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    before = releases_and_journal(digest, answering_folder)
    command = "check" if name.startswith("broken") else "import"
    assert_refused(run(command, tmp_path / name, data=answering_folder.path), sentence)
    assert releases_and_journal(digest, answering_folder) == before


def releases_and_journal(digest: Digest, folder: DataFolder) -> dict[str, str]:
    """Return what is in the folder but for the store's own log, which notes that it was opened."""
    kept = {name: value for name, value in digest(folder.path).items() if not name.startswith(("live/", "writer."))}
    assert "journal.sqlite" in kept
    return kept


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("import", "nowhere.yaml"), "nowhere.yaml cannot be read: there is no such file"),
        (("import", "x.yaml", "--audience", "all"), "There is no audience 'all'. Valid: public, members, proposed."),
        (("sparql", "SELECT"), "The query cannot be read at line 1"),
        (("sparql", "--file", "nowhere.rq"), "nowhere.rq cannot be read: No such file"),
        (("sparql", "ASK {}", "--format", "pdf"), "cannot be given as 'pdf'; valid: json"),
        (("releases", "cite", "99"), "There is no release '99'. Valid: 1."),
        (("ask", ASK, "--limit", "many"), "Invalid value for '--limit'"),
        (("answer", ASK), "No such command 'answer'"),
    ],
)
def test_what_is_not_there_is_named(
    run: Run, answering_folder: DataFolder, arguments: tuple[str, ...], sentence: str
) -> None:
    assert_refused(run(*arguments, data=answering_folder.path), sentence)


NEWER = json.dumps({"format": FORMAT + 1})
FOREIGN = "holds other files; name an empty or new folder with --data."


@pytest.mark.parametrize(
    ("command", "name", "content", "sentence"),
    [
        (("ask", ASK), "peercity.json", NEWER, f"is of version {FORMAT + 1}; this PeerCity reads up to {FORMAT}."),
        (("publish",), "peercity.json", NEWER, "Install a newer PeerCity, or name another folder with --data."),
        (("serve",), "peercity.json", NEWER, f"is of version {FORMAT + 1}"),
        (("releases",), "peercity.json", '{"format": "x"}', "it does not name the version of the data folder"),
        (("ask", ASK), "thesis.docx", "words", FOREIGN),
        (("publish",), "thesis.docx", "words", FOREIGN),
        (("sparql", "ASK {}"), "thesis.docx", "words", FOREIGN),
    ],
)
def test_a_folder_that_is_not_ours_or_newer_is_left_alone(
    run: Run, digest: Digest, tmp_path: Path, command: tuple[str, ...], name: str, content: str, sentence: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    before = digest(tmp_path)
    assert_refused(run(*command, data=tmp_path), sentence)
    assert digest(tmp_path) == before


def test_a_data_folder_that_is_a_file_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    assert_refused(run("ask", ASK, data=tmp_path / "data"), "the data folder is a file; name a folder with --data")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_output_is_one_sentence(answering_folder: DataFolder) -> None:
    with Path("/dev/full").open("wb") as full:
        peercity = Path(sys.executable).parent / "peercity"
        command = [peercity, "sparql", "SELECT * { ?s ?p ?o } LIMIT 9", "--data", answering_folder.path]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
