"""The sentences that explain an empty answer, in the languages of the interface."""

from __future__ import annotations

_LONGEST = 200
"""Characters of a step that a sentence quotes."""

_SENTENCES = {
    "fr": {
        "pattern": "Plus aucun résultat à partir du motif «\u00a0{step}\u00a0»",
        "filter": "La condition «\u00a0{step}\u00a0» écarte les derniers résultats",
        "minus": "Le bloc «\u00a0{step}\u00a0» retire les derniers résultats",
        "union": "Aucune des branches de l’UNION «\u00a0{step}\u00a0» ne laisse de résultat",
        "values": "Aucune des valeurs de «\u00a0{step}\u00a0» ne convient",
        "subselect": "La sous-requête «\u00a0{step}\u00a0» ne laisse aucun résultat",
        "having": "Aucun groupe ne remplit la condition «\u00a0{step}\u00a0»",
        "offset": "Il y a des résultats, mais «\u00a0{step}\u00a0» les saute tous",
        "limit": "Il y a des résultats, mais «\u00a0{step}\u00a0» n’en garde aucun",
        "alone": "Même seul, il ne correspond à rien dans les données.",
        "together": "Seul, il correspond à des données\u00a0; avec ce qui précède, à aucune.",
        "rate": "La propriété {property} est renseignée pour {filled} fiches sur {of}.",
        "instead": "Avec {instead} à la place de {said}, il y a des résultats.",
        "reversed": "Dans l’autre sens, {instead}, il y a des résultats.",
        "unknown": "Aucune donnée n’emploie {said} à cette place.",
        "near": "Le nom connu le plus proche est {instead}.",
    },
    "es": {
        "pattern": "No queda ningún resultado a partir del patrón «{step}»",
        "filter": "La condición «{step}» descarta los últimos resultados",
        "minus": "El bloque «{step}» quita los últimos resultados",
        "union": "Ninguna de las ramas de UNION «{step}» deja resultados",
        "values": "Ninguno de los valores de «{step}» sirve",
        "subselect": "La subconsulta «{step}» no deja ningún resultado",
        "having": "Ningún grupo cumple la condición «{step}»",
        "offset": "Hay resultados, pero «{step}» los salta todos",
        "limit": "Hay resultados, pero «{step}» no conserva ninguno",
        "alone": "Ni siquiera por sí solo corresponde a nada en los datos.",
        "together": "Por sí solo corresponde a datos; con lo anterior, a ninguno.",
        "rate": "La propiedad {property} consta en {filled} de {of} fichas.",
        "instead": "Con {instead} en lugar de {said} hay resultados.",
        "reversed": "En sentido contrario, {instead}, hay resultados.",
        "unknown": "Ningún dato usa {said} en ese lugar.",
        "near": "El nombre conocido más parecido es {instead}.",
    },
    "en": {
        "pattern": "No row is left from the pattern “{step}” on",
        "filter": "The condition “{step}” removes the last rows",
        "minus": "The block “{step}” takes the last rows away",
        "union": "No branch of the UNION “{step}” leaves a row",
        "values": "None of the values of “{step}” fits",
        "subselect": "The sub-query “{step}” leaves no row",
        "having": "No group meets the condition “{step}”",
        "offset": "There are rows, but “{step}” skips them all",
        "limit": "There are rows, but “{step}” keeps none of them",
        "alone": "Even alone it matches nothing in the data.",
        "together": "Alone it matches data; with what comes before it, none.",
        "rate": "The property {property} is filled in for {filled} of {of} records.",
        "instead": "With {instead} in place of {said} there are rows.",
        "reversed": "The other way round, {instead}, there are rows.",
        "unknown": "No statement uses {said} in that place.",
        "near": "The nearest known name is {instead}.",
    },
}
LANGUAGES = tuple(_SENTENCES)


def sentence(language: str, phrase: str, **values: object) -> str:
    """Return a sentence in French, Spanish or English, its values filled in.

    >>> sentence("es", "limit", step="LIMIT 0")
    'Hay resultados, pero «LIMIT 0» no conserva ninguno'
    """
    return _SENTENCES[language][phrase].format(**values)


def shown(step: str) -> str:
    """Return a step as a sentence quotes it, cut where it is long."""
    return step if len(step) <= _LONGEST else step[: _LONGEST - 1] + "…"
