"""Dumps: all that a release says, the same bytes every time, whole or not there."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
import pytest

from peercity.graph.dumps import FORMATS, checksums, dump
from peercity.graph.errors import NotFound
from peercity.graph.folder import DataFolder
from peercity.graph.releases import Release, current

INSIDE = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS}


def released(folder: DataFolder) -> Release:
    found = current(folder)
    assert found
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_a_dump_says_what_the_release_says(starter_release: Release, name: str) -> None:
    text = gzip.decompress(dump(starter_release, format=name).path.read_bytes())
    data = (starter_release.path / "data.nq").read_bytes()
    assert set(ox.parse(text, INSIDE[name])) == set(ox.parse(data, ox.RdfFormat.N_QUADS))
    assert name != "nquads" or text == data


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_release_gives_the_same_bytes(starter_copy: DataFolder, name: str) -> None:
    release = released(starter_copy)
    first = dump(release, format=name)
    content = first.path.read_bytes()
    shutil.rmtree(starter_copy.cache)
    assert dump(release, format=name) == first
    assert first.path.read_bytes() == content


@pytest.mark.parametrize("name", FORMATS)
def test_size_and_digest_are_those_of_the_file(starter_release: Release, name: str) -> None:
    made = dump(starter_release, format=name)
    content = made.path.read_bytes()
    assert (made.size, made.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert f"{made.sha256}  {made.path.name}\n" in checksums(starter_release)


def test_what_a_crash_left_is_never_taken_for_a_dump(starter_copy: DataFolder) -> None:
    release = released(starter_copy)
    whole = dump(release)
    content = whole.path.read_bytes()
    whole.path.unlink()
    whole.path.with_name(f".{whole.path.name}.new").write_bytes(b"half")
    assert dump(release).path.read_bytes() == content
    assert [path.name for path in whole.path.parent.glob("*.new")] == []


def test_who_asks_at_the_same_time_gets_the_same_dump(starter_copy: DataFolder) -> None:
    release = released(starter_copy)
    with ThreadPoolExecutor(max_workers=4) as pool:
        made = list(pool.map(lambda _: dump(release), range(4)))
    assert made == [made[0]] * 4
    assert hashlib.sha256(made[0].path.read_bytes()).hexdigest() == made[0].sha256


def test_another_release_of_the_same_number_has_a_dump_of_its_own(starter_copy: DataFolder) -> None:
    release = released(starter_copy)
    before = dump(release)
    release.facts["files"]["data.nq"] = "0" * 64
    assert dump(release).path != before.path


def test_an_unknown_format_is_told_with_those_there_are(starter_release: Release) -> None:
    with pytest.raises(NotFound, match=r"There is no format of dumps 'hdt'. Valid: trig, nquads\."):
        dump(starter_release, format="hdt")
