"""The sentences of reasons and bands, one file a language."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def phrases(language: str) -> dict[str, str]:
    """Return the phrases of an interface language: fr, es or en."""
    found: dict[str, str] = json.loads((files(__package__) / f"{language}.json").read_text(encoding="utf-8"))
    return found


def say(language: str, phrase: str, /, **values: object) -> str:
    """Return a phrase with its values filled in.

    >>> say("en", "reason.context.region", region="Africa")
    'same UCLG section (Africa)'
    """
    return phrases(language)[phrase].format(**values)
