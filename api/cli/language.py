"""The language of whoever sits at the keyboard."""

from __future__ import annotations

import os


def spoken_language() -> str:
    """Return the language that the system speaks, where it is one of ours, else English.

    As POSIX has it, LC_ALL comes before LC_MESSAGES, and LANG last.
    """
    from peercity.recommender.language import interface_language

    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    tag = next((found for name in names if (found := os.environ.get(name))), "en")
    return interface_language(tag.replace("_", "-"))
