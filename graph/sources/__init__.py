"""Files to raw records: one reader per kind of file, by the end of its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import Unreadable
from ..iris import SLUG
from .base import SourceFile
from .rdf import read_rdf
from .tables import read_csv
from .trees import read_json, read_yaml

READERS: dict[str, Callable[[str], SourceFile]] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".json": read_json,
    ".jsonld": read_json,
    ".csv": read_csv,
    ".ttl": lambda text: read_rdf(text, "turtle"),
    ".nt": lambda text: read_rdf(text, "nt"),
    ".rdf": lambda text: read_rdf(text, "xml"),
}


def read_source(path: Path) -> SourceFile:
    """Return the raw records of a file. Raises Unreadable where the file is not what its name says."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(path, f"files ending in {path.suffix!r} are not known; use {', '.join(READERS)}")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Unreadable(path, "there is no such file") from None
    except IsADirectoryError:
        raise Unreadable(path, "it is a folder; name the files in it") from None
    except PermissionError:
        raise Unreadable(path, "you may not read it") from None
    except UnicodeDecodeError as error:
        raise Unreadable(path, f"byte {error.start} is not UTF-8; save it as UTF-8 text") from None
    try:
        found = reader(text)
    except ValueError as error:
        raise Unreadable(path, str(error)) from None
    slug = path.stem.lower().replace("_", "-").replace(" ", "-")
    if not SLUG.fullmatch(slug):
        raise Unreadable(path, f"{path.stem!r} cannot name a graph; use lower-case letters, digits and hyphens")
    return found.named(path.name, slug)


__all__ = ["READERS", "SourceFile", "read_source"]
