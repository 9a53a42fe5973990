"""Values of statements as a reader of a language writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from peercity.graph.entity import Value
from peercity.graph.iris import ONTOLOGY, PREFIXES
from peercity.recommender.phrases.written import dated, written_date

_DATES = {"gYear", "gYearMonth", "date"}
_NARROW = "\u202f"
"""A narrow blank that does not break."""


def written(value: Value, property_iri: str, language: str) -> str:
    """Return a value as a reader of a language writes it: a date as precise as it is stated, a number in full.

    >>> written(Value("2013-05", datatype="gYearMonth"), "https://schema.org/startDate", "es")
    'mayo de 2013'
    """
    if value.as_of:
        return dated(language, "status.as_of", value.as_of, status=value.text)
    if value.read_on:
        return dated(language, "status.undated", value.read_on, status=value.text)
    if form := _FORMS.get(property_iri):
        return form(value.text, language)
    if value.datatype in _DATES:
        return written_date(language, value.text)
    if value.datatype == "integer":
        return _number(value.text, language)
    return value.text


def language_name(tag: str, language: str) -> str:
    """Return the name of a language in another one, or its tag where it has none.

    >>> language_name("pt-BR", "fr"), language_name("xx", "en")
    ('portugais (Brésil)', 'xx')
    """
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag.replace("-", "_")).get_display_name(language)
    except (UnknownLocaleError, ValueError):
        return tag
    return name or tag


def ranges(numbers: Sequence[int]) -> str:
    """Return sorted numbers, those that follow each other as a range.

    >>> ranges([51, 52, 53, 60])
    '51–53, 60'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _number(text: str, language: str, *, form: str = "#,##0") -> str:
    from babel.numbers import format_decimal

    found = format_decimal(float(text), format=form, locale=language)
    return found.replace("." if language == "es" and "," in form else "\xa0", _NARROW)


def _kilometres(text: str, language: str) -> str:
    return f"{_number(text, language)}{_NARROW}km"


def _percent(text: str, language: str) -> str:
    return f"{text}%" if language == "en" else f"{text}{_NARROW}%"


def _latitude(text: str, language: str) -> str:
    return _degrees(text, language, "S" if text.startswith("-") else "N")


def _longitude(text: str, language: str) -> str:
    west = "W" if language == "en" else "O"
    return _degrees(text, language, west if text.startswith("-") else "E")


def _degrees(text: str, language: str, side: str) -> str:
    return f"{_number(text.removeprefix('-'), language, form='0.#######')}°{_NARROW}{side}"


def _plain(text: str, _: str) -> str:
    return text


_FORMS: dict[str, Callable[[str, str], str]] = {
    f"{PREFIXES['schema']}latitude": _latitude,
    f"{PREFIXES['schema']}longitude": _longitude,
    f"{PREFIXES['dcterms']}language": language_name,
    f"{ONTOLOGY}usesLanguage": language_name,
    f"{ONTOLOGY}sourceLanguage": language_name,
    f"{ONTOLOGY}coastDistance": _kilometres,
    f"{ONTOLOGY}percent": _percent,
    f"{ONTOLOGY}paragraph": _plain,
    f"{ONTOLOGY}number": _plain,
}
"""How the values of some properties are written."""
