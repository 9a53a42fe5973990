"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

NEEDS = {"peercity.recommender.encoders.wrapped": "sentence_transformers"}
"""Modules that subclass what an extra brings."""
PARTS = ("peercity.ontology", "peercity.graph", "peercity.recommender", "peercity.api")


def modules(package: str) -> list[str]:
    """Return the names of the modules below a package, found without importing them."""
    path = importlib.import_module(package).__path__
    found = []
    for module in pkgutil.iter_modules(path, package + "."):
        found += modules(module.name) if module.ispkg else [module.name]
    return [package, *found]


@pytest.mark.parametrize("name", ["peercity", *(name for part in PARTS for name in modules(part))])
def test_the_examples_of_a_module_are_true(name: str) -> None:
    if name in NEEDS:
        pytest.importorskip(NEEDS[name], reason=f"{NEEDS[name]} is not installed")
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0


def test_there_are_examples() -> None:
    found = [doctest.testmod(importlib.import_module(name)).attempted for name in modules("peercity.graph")]
    assert sum(found) >= 8
