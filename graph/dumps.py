"""Dumps: the data of a release as one compressed file to take away, in TriG or in N-Quads.

They are made when first asked for, into the cache of the data folder: publishing stays as fast as it is, older releases
have them too, and what is lost can be made again. The same release gives the same bytes, as long as zlib is the same;
what a citation quotes is the digest of data.nq, which no compressor touches.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from gzip import GzipFile
from pathlib import Path

import pyoxigraph as ox
from filelock import FileLock

from .errors import NotFound
from .folder import replacing, require_room, write_atomically
from .iris import PREFIXES
from .releases import Release


@dataclass(frozen=True)
class DumpFormat:
    """A format of dumps."""

    name: str
    file: str
    """Name of the compressed file."""
    media_type: str
    """Of what is inside; the file itself is application/gzip."""
    write: Callable[[Release, GzipFile], None]


@dataclass(frozen=True)
class Dump:
    """A dump that is there."""

    format: DumpFormat
    path: Path
    size: int
    """Bytes of the compressed file."""
    sha256: str
    """Digest of the compressed file, in hexadecimal."""


def dump(release: Release, *, format: str = "trig") -> Dump:  # noqa: A002
    """Return the dump of a release in a format of FORMATS; made first where it is not there yet.

    1,000,000 quads take 3 s as TriG and 2 s as N-Quads. A crash leaves no half file, and who asks for the same at
    the same time waits for it. Raises NotFound for another format and NoRoom where the disk is too full.
    """
    known = FORMATS.get(format)
    if known is None:
        raise NotFound("format of dumps", format, valid=FORMATS)
    folder = release.folder.cache / "dumps" / release.facts["files"]["data.nq"]
    path, digest = folder / known.file, folder / f"{known.file}.sha256"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f".{known.file}.lock"):
        if not (path.exists() and digest.exists()):
            _make(release, known, path, digest)
    return Dump(known, path, path.stat().st_size, digest.read_text(encoding="ascii").split()[0])


def checksums(release: Release) -> str:
    """Return the SHA-256 of every dump of a release, as `sha256sum --check` reads them."""
    return "".join(f"{made.sha256}  {made.format.file}\n" for made in (dump(release, format=name) for name in FORMATS))


def _make(release: Release, known: DumpFormat, path: Path, digest: Path) -> None:
    require_room(path.parent, (release.path / "data.nq").stat().st_size)
    with replacing(path) as file:
        with GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as compressed:
            known.write(release, compressed)
        file.seek(0)
        found = hashlib.file_digest(file, "sha256").hexdigest()
        write_atomically(digest, f"{found}  {path.name}\n")


def _write_quads(release: Release, file: GzipFile) -> None:
    with (release.path / "data.nq").open("rb") as lines:
        shutil.copyfileobj(lines, file, 1 << 20)


def _write_trig(release: Release, file: GzipFile) -> None:
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()).encode()
    file.write(head)
    quads = ox.parse(path=release.path / "data.nq", format=ox.RdfFormat.N_QUADS)
    # pyoxigraph writes the prefixes in another order every time, so ours take their place.
    body = _After(file, len(head))
    ox.serialize(quads, body, format=ox.RdfFormat.TRIG, prefixes=PREFIXES)  # type: ignore[arg-type]


class _After:
    """Writes on to a file what comes after the first `skipped` bytes."""

    def __init__(self, file: GzipFile, skipped: int) -> None:
        self._file, self._skipped = file, skipped

    def write(self, text: bytes) -> int:
        self._file.write(text[self._skipped :])
        self._skipped = max(0, self._skipped - len(text))
        return len(text)

    def flush(self) -> None:
        self._file.flush()


FORMATS = {
    known.name: known
    for known in (
        # https://www.w3.org/TR/trig/
        DumpFormat("trig", "data.trig.gz", ox.RdfFormat.TRIG.media_type, _write_trig),
        # https://www.w3.org/TR/n-quads/
        DumpFormat("nquads", "data.nq.gz", ox.RdfFormat.N_QUADS.media_type, _write_quads),
    )
}
"""The formats of dumps by name, the usual one first."""
