"""Every notebook runs from its first cell to its last on the starter data, and is committed without outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import publish
from peercity.graph.starter import starter_files

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

# What a reader must find in the output of each notebook.
EXPECTED = {
    "who-works-with-whom": [
        "PeerCity: a knowledge graph of what cities learn from each other (release 1",
        "- Bordeaux: Learning programme Bilbao–Bordeaux; role not stated; ongoing as of 2013",
        "- Johannesburg: Learning programme Bilbao–Johannesburg; role not stated; ongoing as of 2013",
        "Who mentors whom? 0 rows.",
        "Joining traditional industries with new-technology industries (CollaborativeProject)\n"
        "   Bilbao as interested (not-stated); with Bordeaux, Poitiers\n",
        "URBACT networks 2000-2017, compiled from urbact.eu",
        "cities without a tie  Africa",
    ],
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("notebooks")
    with Live(DataFolder(path)) as live:
        live.load_vocabulary()
        live.load(starter_files(), who="test", why="starter", shapes=False)
        publish(live, finish=lambda folder, store: {})
    return path


def test_every_notebook_is_run() -> None:
    assert [path.stem for path in NOTEBOOKS] == sorted(EXPECTED)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_says_what_it_should(
    path: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEERCITY_DATA", str(data))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    printed = "".join(output.text for output in outputs if output.get("name") == "stdout")
    for words in EXPECTED[path.stem]:
        assert words in printed


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_holds_no_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
