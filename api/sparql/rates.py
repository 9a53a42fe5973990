"""How often a property is filled."""

from __future__ import annotations

from typing import Any

_HAVING = "SELECT (COUNT(DISTINCT ?record) AS ?n) { ?record <PROPERTY> [] }"
_COULD = """SELECT (COUNT(DISTINCT ?record) AS ?n) {
  { SELECT DISTINCT ?class { ?one <PROPERTY> [] ; a ?class } }
  ?record a ?class
}"""


def rate(store: Any, name: str, **dataset: Any) -> tuple[int, int] | None:
    """Return how many records have a property, and how many are of a class of which one has it; None where none has.

    `store` is an Oxigraph store, `dataset` as its `query` takes it, `name` an IRI.
    """
    having, could = (_count(store, text.replace("PROPERTY", name), **dataset) for text in (_HAVING, _COULD))
    return (having, max(having, could)) if having else None


def _count(store: Any, text: str, **dataset: Any) -> int:
    return int(next(iter(store.query(text, **dataset)))["n"].value)
