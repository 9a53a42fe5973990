"""Releases: immutable, numbered copies of the public graphs with all that is needed to answer from them.

releases/
├── current            the number of the release that is served
└── 0001/
    ├── data.nq        the public graphs, one after the other
    ├── graph/         the same as a store that opens read-only; its default graph holds each statement once
    ├── …              what the recommender added
    └── release.json   counts, hashes, what changed, licence
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from .copying import Copied, copy_public
from .errors import NoRoom, NotFound, Unreadable
from .folder import DataFolder, require_room, sync_folder, write_atomically
from .live import Live

LICENCE = "CC BY 4.0"
_BYTES_A_QUAD = 600
"""Free room asked for per quad: its line, its place in the store and the work of loading."""
_ROOM_AT_LEAST = 50_000_000

Finish = Callable[[Path, ox.Store], dict[str, Any]]
"""Adds to the unfinished folder of a release what is derived from its graph, and returns what to note of it."""


@dataclass(frozen=True)
class Release:
    """A published release, opened for reading."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def number(self) -> int:
        return int(self.name)

    @property
    def folder(self) -> DataFolder:
        """The data folder that it belongs to."""
        return DataFolder(self.path.parents[1])

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The content of release.json."""
        found: dict[str, Any] = json.loads((self.path / "release.json").read_text(encoding="utf-8"))
        return found

    @cached_property
    def store(self) -> ox.Store:
        """The public graphs, read-only, and in the default graph all that they say, each statement once."""
        return ox.Store.read_only(str(self.path / "graph"))


def publish(live: Live, *, finish: Finish, unless: Mapping[str, Any] | None = None) -> Release:
    """Publish the public graphs of the live store. A crash at any moment leaves the previous release serving.

    Where `unless` is given and the previous release notes the same and has the same data, that one is returned.

    Raises NoRoom where the disk is too full, before or during the work; what was there stays as it was.
    """
    releases = live.folder.releases
    needed = max(_ROOM_AT_LEAST, _BYTES_A_QUAD * len(live.store))
    require_room(live.folder.path, needed)
    releases.mkdir(exist_ok=True)
    for left in releases.glob(".new-*"):
        shutil.rmtree(left)
    previous = next(iter(_published(live.folder)), None)
    number = previous.number + 1 if previous else 1
    folder = releases / f".new-{number:04}"
    try:
        folder.mkdir()
        store = ox.Store(folder / "graph")
        copied = copy_public(live.store, folder / "data.nq", store, base=live.base)
        if previous and unless is not None and _is_same(previous, copied, unless):
            shutil.rmtree(folder)
            return previous
        noted = finish(folder, store)
        facts = {
            "release": number,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "base": live.base,
            "licence": LICENCE,
            "counts": {"graphs": len(copied.graphs), "quads": copied.quads, "records": _records_by_type(store)},
            "graphs": copied.graphs,
            "changes": _changes(previous, copied.graphs),
            **noted,
            "files": {"data.nq": copied.digest, **_digests(folder)},
        }
        del store
        (folder / "release.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        _sync_tree(folder)
        final = releases / f"{number:04}"
        folder.rename(final)
        sync_folder(releases)
        write_atomically(releases / "current", f"{final.name}\n")
    except OSError as error:
        free = shutil.disk_usage(releases).free
        shutil.rmtree(folder, ignore_errors=True)
        if error.errno == errno.ENOSPC or free < needed // 10:
            raise NoRoom(releases, needed, free) from error
        raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Release(final)


def current(folder: DataFolder) -> Release | None:
    """Return the release that is served, or None before the first one. Raises Unreadable where it is not there."""
    pointer = folder.releases / "current"
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    if not name.isdecimal() or not (folder.releases / name / "release.json").exists():
        raise Unreadable(pointer, f"it names the release {name!r}, which is not there; publish again")
    return Release(folder.releases / name)


def releases(folder: DataFolder) -> list[Release]:
    """Return all releases, newest first."""
    return _published(folder)


def release(folder: DataFolder, number: int | str) -> Release:
    """Return one release by number. Raises NotFound with the numbers there are."""
    published = _published(folder)
    for found in published:
        if str(found.number) == str(number):
            return found
    raise NotFound("release", str(number), valid=[str(found.number) for found in reversed(published)])


def _published(folder: DataFolder) -> list[Release]:
    """Return what is published, newest first. A release is whole once its folder bears its number."""
    paths = folder.releases.glob("[0-9]*") if folder.releases.exists() else ()
    found = [Release(path) for path in paths if path.name.isdecimal() and (path / "release.json").exists()]
    return sorted(found, key=lambda release: release.number, reverse=True)


def _records_by_type(store: ox.Store) -> dict[str, int]:
    rows: Any = store.query(
        "SELECT ?type (COUNT(DISTINCT ?record) AS ?n) WHERE { GRAPH ?g { ?record a ?type } }"
        " GROUP BY ?type ORDER BY ?type"
    )
    ours = "https://w3id.org/peercity/ontology#"
    return {
        row["type"].value.removeprefix(ours): int(row["n"].value) for row in rows if row["type"].value.startswith(ours)
    }


def _is_same(previous: Release, copied: Copied, noted: Mapping[str, Any]) -> bool:
    facts = previous.facts
    return facts["files"]["data.nq"] == copied.digest and all(facts.get(name) == noted[name] for name in noted)


def _changes(previous: Release | None, graphs: dict[str, str]) -> dict[str, list[str]]:
    before = previous.facts["graphs"] if previous else {}
    return {
        "since": [str(previous.number)] if previous else [],
        "added": sorted(set(graphs) - set(before)),
        "removed": sorted(set(before) - set(graphs)),
        "changed": sorted(name for name in set(graphs) & set(before) if graphs[name] != before[name]),
    }


def _digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that the recommender added, by relative path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != "data.nq" and not name.startswith("graph/"):
            with path.open("rb") as file:
                found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _sync_tree(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
