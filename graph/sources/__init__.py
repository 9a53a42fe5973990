"""Files to raw records: one reader per kind of file, by the end of its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import Unreadable
from ..iris import SLUG
from .base import SourceFile
from .rdf import read_rdf
from .tables import read_csv
from .trees import read_json, read_json_ld, read_yaml

READERS: dict[str, Callable[[str], SourceFile]] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".json": read_json,
    ".jsonld": read_json_ld,
    ".csv": read_csv,
    ".ttl": lambda text: read_rdf(text, "Turtle"),
    ".nt": lambda text: read_rdf(text, "N-Triples"),
    ".rdf": lambda text: read_rdf(text, "RDF/XML"),
}


def read_source(path: Path) -> SourceFile:
    """Return the raw records of a file. Raises Unreadable where the file is not what its name says."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        ending = f"files ending in {path.suffix!r} are" if path.suffix else "a file without an ending is"
        raise Unreadable(path, f"{ending} not known; use {', '.join(READERS)}")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Unreadable(path, "there is no such file") from None
    except IsADirectoryError:
        raise Unreadable(path, "it is a folder; name the files in it") from None
    except PermissionError:
        raise Unreadable(path, "you may not read it") from None
    except OSError as error:
        raise Unreadable(path, f"the system says: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Unreadable(
            path, f"it is not text in UTF-8 (byte {error.start + 1}); save it with the encoding UTF-8"
        ) from None
    if "\x00" in text:
        raise Unreadable(path, "it is no text file: it holds zero bytes")
    if not text.strip():
        raise Unreadable(path, "it is empty")
    try:
        found = reader(text)
    except ValueError as error:
        raise Unreadable(path, str(error)) from None
    slug = path.stem.lower().replace("_", "-").replace(" ", "-")
    if not SLUG.fullmatch(slug):
        raise Unreadable(
            path, f"{path.stem!r} cannot name a graph; rename the file to lower-case letters a-z, digits and hyphens"
        )
    return found.named(path.name, slug)


__all__ = ["READERS", "SourceFile", "read_source"]
