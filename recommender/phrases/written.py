"""Lists, numbers and dates as a reader of a language writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from . import say

_MILLION = 1_000_000
_SOUNDS_I = re.compile(r"[«“\"(]*h?[ií](?![aeoáéó])", re.IGNORECASE)
"""Before that sound, unless it glides into another vowel (hielo), Spanish "y" is "e"."""


def listed(language: str, names: Sequence[str]) -> str:
    """Return names as a list in a sentence.

    >>> listed("es", ["Pau", "Bilbao", "Ibagué"]), listed("es", ["agua", "hielo"])
    ('Pau, Bilbao e Ibagué', 'agua y hielo')
    """
    if len(names) < 2:
        return "".join(names)
    last = " e " if language == "es" and _SOUNDS_I.match(names[-1]) else say(language, "list.and")
    return say(language, "list.comma").join(names[:-1]) + last + names[-1]


def number(language: str, value: int) -> str:
    """Return a number in words, to three digits at most: what it counts is never exact.

    >>> number("en", 345_821)
    '346,000'
    """
    from babel.numbers import format_decimal

    if value >= _MILLION:
        millions = round(value / _MILLION, 1)
        amount = format_decimal(millions, format="#,##0.#", locale=language)
        singular = millions < 2 if language == "fr" else millions == 1  # 1,5 million, but 1,5 millones
        return say(language, "number.million" if singular else "number.millions", number=amount)
    found = str(format_decimal(round(value, 3 - len(str(value))), locale=language))
    return found.replace(".", "\u202f")  # Spanish: a full stop in newspapers, a thin blank by the Academy's rule


def people(language: str, population: int) -> str:
    """Return a population in words.

    >>> people("fr", 2_646_503)
    '2,6 millions d’habitants'
    """
    return say(language, "people" if population < _MILLION else "people.of", number=number(language, population))


def dated(language: str, phrase: str, when: str, /, **values: object) -> str:
    """Return a phrase with a date as precise as it is stated; for a day it may be another phrase.

    >>> dated("fr", "status.as_of", "2013-05-31", status="prévu"), dated("fr", "status.as_of", "2013", status="prévu")
    ('prévu, situation au 31 mai 2013', 'prévu, situation en 2013')
    """
    is_day = when.count("-") == 2
    return say(language, f"{phrase}.day" if is_day else phrase, date=written_date(language, when), **values)


def written_date(language: str, when: str) -> str:
    """Return a year, a month or a day as a reader writes it.

    >>> written_date("en", "2013-05"), written_date("es", "2013-05-31"), written_date("fr", "2021-02-01")
    ('May 2013', '31 de mayo de 2013', '1er février 2021')
    """
    from babel.dates import format_date, format_skeleton

    locale = "en_GB" if language == "en" else language
    year, *rest = (int(part) for part in when.split("-"))
    if not rest:
        return when
    if len(rest) == 1:
        return str(format_skeleton("yMMMM", date(year, rest[0], 1), locale=locale))
    written = str(format_date(date(year, *rest), format="long", locale=locale))
    return written.replace("1 ", "1er ", 1) if language == "fr" and rest[1] == 1 else written
