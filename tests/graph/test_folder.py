"""A data folder is made once, known by its stamp, and never taken for another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from peercity.graph.errors import NoRoom, PeerCityError, Unreadable
from peercity.graph.folder import FORMAT, DataFolder, replacing, require_room, write_atomically
from peercity.graph.live import Live


def test_a_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "a" / "b")
    folder.prepare()
    folder.prepare()
    assert json.loads((folder.path / "peercity.json").read_text()) == {"format": FORMAT}


def test_a_newer_folder_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "peercity.json").write_text(json.dumps({"format": FORMAT + 1}))
    with pytest.raises(PeerCityError, match=f"is of version {FORMAT + 1}; this PeerCity reads up to {FORMAT}"):
        Live(DataFolder(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["peercity.json"]


@pytest.mark.parametrize("stamp", ["", "{}", "[]", '{"format": "2"}', '{"format": null}', "\x00"])
def test_a_stamp_that_names_no_version_is_told_so(tmp_path: Path, stamp: str) -> None:
    (tmp_path / "peercity.json").write_text(stamp)
    with pytest.raises(Unreadable, match="it does not name the version of the data folder"):
        DataFolder(tmp_path).prepare()


def test_a_folder_of_other_files_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("x")
    with pytest.raises(PeerCityError, match="holds other files; name an empty or new folder with --data"):
        Live(DataFolder(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_instead_of_a_folder_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(Unreadable, match="the data folder is a file; name a folder with --data"):
        Live(DataFolder(tmp_path / "data"))
    with pytest.raises(Unreadable, match=r"the data folder cannot be made \(Not a directory\)"):
        Live(DataFolder(tmp_path / "data" / "inner"))


@pytest.mark.parametrize("left", ["writer.lock", "writer.json", ".peercity.json.new"])
def test_a_first_start_that_was_cut_short_is_taken_up_again(tmp_path: Path, left: str) -> None:
    (tmp_path / left).write_text("")
    Live(DataFolder(tmp_path)).close()
    assert (tmp_path / "peercity.json").exists()


def test_a_small_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    for text in ("one", "two"):
        write_atomically(tmp_path / "current", text)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("current", "two")]


def test_a_file_is_replaced_only_by_a_whole_one(tmp_path: Path) -> None:
    (tmp_path / "dump").write_text("whole")
    with pytest.raises(TypeError), replacing(tmp_path / "dump") as file:
        file.writelines([b"ha", None])  # type: ignore[list-item]
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("dump", "whole")]


def test_more_than_fits_on_the_disk_is_refused(tmp_path: Path) -> None:
    require_room(tmp_path, 1)
    with pytest.raises(NoRoom, match=r"MB are needed. Nothing was changed; free some space and try again"):
        require_room(tmp_path, 10**18)
