"""Names, numbers and lists as a reader writes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ..phrases import say
from ..phrases.written import listed

_SHOWN = 5
"""Names that a sentence gives before it counts the others."""


class Words:
    """Writes the sentences about pairs in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, phrase: str, /, **values: object) -> str:
        """Return the sentence `pairs.…`."""
        return say(self.language, f"pairs.{phrase}", **values)

    def count(self, phrase: str, count: int, /, **values: object) -> str:
        """Return a sentence about one or about several: `pairs.….one` or `pairs.….many`."""
        return self.say(f"{phrase}.{'one' if count == 1 else 'many'}", count=count, **values)

    def names(self, names: Sequence[str]) -> str:
        """Return names as a list in words, the first five of many."""
        if len(names) > _SHOWN + 1:
            return self.say("names.more", names=", ".join(names[:_SHOWN]), count=len(names) - _SHOWN)
        return listed(self.language, names)

    def tongues(self, tags: Sequence[str]) -> str:
        """Return the names of languages, or that they are not stated."""
        return self.names([_tongue(self.language, tag) for tag in tags]) if tags else self.say("not_stated")

    def number(self, value: float) -> str:
        """Return an affinity with the decimal sign of the language.

        >>> Words("fr").number(0.8312), Words("en").number(1)
        ('0,8312', '1.00')
        """
        return _number(self.language, value)


@cache
def _tongue(language: str, tag: str) -> str:
    from babel import Locale

    return str(Locale(language).languages.get(tag, tag))


def _number(language: str, value: float) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(value, format="0.00##", locale=language))
