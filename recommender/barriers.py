"""Barriers as people name them: which ones a challenge speaks of, word for word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from peercity.graph.iris import CONCEPT

Names = Mapping[str, Mapping[str, list[str]]]
"""By language, and by barrier such as `barrier/funding`, the words for it."""
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_WORD = re.compile(r"\w+")


def barrier_names(store: ox.Store) -> dict[str, dict[str, list[str]]]:
    """Return by which words each barrier is known: alternative labels, and labels of more than one word.

    A label of one word ("Skills", "Scale") may just as well be what a challenge is about, so it names no barrier.
    """
    found: dict[str, dict[str, set[str]]] = {}
    for name in ("prefLabel", "altLabel"):
        quads: Iterable[Any] = store.quads_for_pattern(None, ox.NamedNode(_SKOS + name), None)
        for quad in quads:
            barrier, label = quad.subject.value.removeprefix(CONCEPT), quad.object.value
            if barrier.startswith("barrier/") and (name == "altLabel" or len(_words(label)) > 1):
                found.setdefault(quad.object.language, {}).setdefault(barrier, set()).add(label)
    return {
        language: {barrier: sorted(labels) for barrier, labels in sorted(by_barrier.items())}
        for language, by_barrier in sorted(found.items())
    }


def named_barriers(challenge: str, names: Names, language: str) -> dict[str, str]:
    """Return the barriers that a challenge names in its language, each with the words that name it.

    Case, accents and punctuation do not count; whole words only, in the same order.

    >>> named_barriers("Open data with a LOW budget?", {"en": {"barrier/funding": ["low budget"]}}, "en")
    {'barrier/funding': 'low budget'}
    """
    text = f" {' '.join(_words(challenge))} "
    found = {}
    for barrier, labels in names.get(language, {}).items():
        matching = [label for label in labels if f" {' '.join(_words(label))} " in text]
        if matching:
            found[barrier] = max(matching, key=len)
    return found


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))
