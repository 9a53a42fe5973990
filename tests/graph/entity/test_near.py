from __future__ import annotations

import pytest

from peercity.graph.entity.near import near
from peercity.graph.releases import Release


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("city/bilbo-es", "city/bilbao-es"),
        ("city/Bordeaux-fr", "city/bordeaux-fr"),
        ("practices/bilbao-as-fabrik", "practice/bilbao-as-fabrik"),
    ],
)
def test_what_looks_most_alike_comes_first(starter_release: Release, wrong: str, right: str) -> None:
    base = starter_release.facts["base"]
    assert near(starter_release.store, base + wrong)[0] == base + right


@pytest.mark.parametrize("name", ["", "zzzzzzzz", "é" * 5_000, "city/", "\x00"])
def test_nothing_alike_is_nothing(starter_release: Release, name: str) -> None:
    assert near(starter_release.store, starter_release.facts["base"] + name) == []
