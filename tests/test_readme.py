"""What the README shows is what one gets."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

from peercity.graph.folder import DataFolder

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


@pytest.fixture
def in_users_folder(answering_folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is not the repository, with `peercity-data` in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "peercity-data").symlink_to(answering_folder.path, target_is_directory=True)
    return tmp_path


def test_the_python_example_gives_what_it_shows(in_users_folder: Path) -> None:
    found = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert found.attempted > 0
    assert found.failed == 0


def test_the_first_command_prints_what_it_shows(in_users_folder: Path) -> None:
    shown = re.search(r"```console\n\$ peercity (.*?)\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    arguments = [left or right for left, right in re.findall(r'"([^"]*)"|(\S+)', shown.group(1))]
    command = [sys.executable, "-c", "from peercity.api.cli import main; main()", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == shown.group(2).strip()


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)", README.read_text(encoding="utf-8"))
    files = [link for link in links if "://" not in link]
    assert files
    assert not [name for name in files if not (ROOT / name).exists()]


def test_every_command_is_in_the_readme_or_its_help() -> None:
    text = README.read_text(encoding="utf-8")
    for command in ("ask", "mentors", "serve", "check", "import", "publish", "releases", "sparql"):
        assert f"peercity {command}" in text
