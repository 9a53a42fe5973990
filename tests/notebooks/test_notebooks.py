"""Every notebook runs from its first cell to its last on the starter data, and is committed without outputs."""

from __future__ import annotations

from pathlib import Path

import matplotlib.font_manager  # noqa: F401 - finds the fonts once, of which a slow machine would warn in a notebook
import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from peercity.graph.folder import DataFolder

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

PLOTS = {"the-graph-in-sparql": 4, "the-network-of-cities": 5, "how-good-are-the-answers": 5}
# What a reader must find in the output of each notebook.
EXPECTED = {
    "the-graph-in-sparql": [
        "(release 1",
        "True\n16 triples about Bilbao\n"
        "The query cannot be read at line 1, column 24, near 'peer:City }': the prefix 'peer:'",
        "Who mentors whom? 0 rows.",
        "What is planned in one source and done in another?",
        "First workshop of the Uraía Platform, Oslo 2015",
        "Diseña tu Ciudad, Mérida's digital participatory budget",
    ],
    "the-network-of-cities": [
        "In Focus: applying smart specialisation at the level of the city (CollaborativeProject)\n"
        "   Bilbao as lead (not-stated); with Bielsko-Biała, Bordeaux",
        "417 of 520 cities are tied, by 93 things; other than URBACT's:",
        "- Learning programme Bilbao–Johannesburg: Bilbao, Johannesburg\n",
        "29 of   31 cities without a tie  Africa",
        "13 steady communities of ten cities or more",
        "Roma-NeT · Creative SpIN · Roma-NeT II",
        "cities lie on more paths than 97.5% of cities in as many things by lot.",
    ],
    "how-good-are-the-answers": [
        "Clearly above the best plain method on 2 of 6 collections, level with it on the others.",
        "522 questions",
        "Of the first five items,",
    ],
}


def test_every_notebook_is_run() -> None:
    assert [path.stem for path in NOTEBOOKS] == sorted(EXPECTED)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_says_what_it_should(
    path: Path, answering_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEERCITY_DATA", str(answering_folder.path))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert sum("image/png" in output.get("data", {}) for output in outputs) == PLOTS[path.stem]
    said = "".join(map(_text, outputs))
    assert [words for words in EXPECTED[path.stem] if words not in said] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_holds_no_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


def _text(output: NotebookNode) -> str:
    return str(output.get("text") or output.get("data", {}).get("text/html", ""))
