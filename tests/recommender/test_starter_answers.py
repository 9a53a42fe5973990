"""What the shipped data answers: the promises made to a person who asks for the first time."""

from __future__ import annotations

import pytest

from peercity.recommender.ask import Recommender

INDUSTRIES = {
    "fr": "Comment rapprocher les industries traditionnelles et le numérique ?",
    "es": "¿Cómo acercar las industrias tradicionales y lo digital?",
    "en": "How can we bring traditional industries and digital businesses together?",
}
BORDEAUX = "project/traditional-and-new-technology-industries"
ASKED = {
    ("fr", "Dakar"): {
        "economy": "Comment mieux recouvrer les taxes des commerçants de nos marchés avec le téléphone mobile ?",
        "mobility": "Comment cartographier les lignes de minibus informels de notre ville ?",
        "environment": "Comment protéger nos quartiers précaires des inondations ?",
        "citizenship": "Comment faire participer les habitants des quartiers au budget de la commune ?",
        "quality-of-life": "Comment améliorer la vidange des latrines dans les quartiers populaires ?",
        "governance": "Comment tenir un registre des propriétés pour calculer l’impôt foncier ?",
    },
    ("es", "La Paz"): {
        "economy": "¿Cómo apoyar desde el municipio a las empresas emergentes que innovan?",
        "mobility": "¿Cómo poner en marcha un sistema público de bicicletas compartidas?",
        "environment": "¿Cómo avisar a tiempo a los vecinos cuando crece un río o hay riesgo de deslizamientos?",
        "citizenship": "¿Cómo pueden los vecinos proponer y votar proyectos para su barrio por internet?",
        "quality-of-life": "¿Cómo atender a los pacientes a distancia para descargar los centros de salud?",
        "governance": "¿Cómo agilizar los permisos de construcción y los trámites municipales en línea?",
    },
    ("en", "Surabaya"): {
        "economy": "How can we make it easier for small businesses to get their permits?",
        "mobility": "How can passengers pay bus fares without cash?",
        "environment": "How can we measure air quality in every neighbourhood at low cost?",
        "citizenship": "How can residents report problems in the street to city hall from their phones?",
        "quality-of-life": "How do we sort and treat household waste across the whole city?",
        "governance": "How should a city publish its data openly so that residents and companies use it?",
    },
}
"""A question on each axis that the starter data documents outside Europe, from a city of each language."""
QUESTIONS = [(*who, axis, text) for who, texts in ASKED.items() for axis, text in texts.items()]


def first(recommender: Recommender, challenge: str, limit: int) -> list[str]:
    base = recommender.release.facts["base"]
    return [item.iri.removeprefix(base) for item in recommender.ask(challenge, limit=limit).practices]


@pytest.mark.parametrize("language", INDUSTRIES)
def test_the_industries_question_finds_the_project_of_bordeaux(recommender: Recommender, language: str) -> None:
    assert BORDEAUX in first(recommender, INDUSTRIES[language], 3)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_same_question_in_another_language_has_four_of_the_same_five_items(
    recommender: Recommender, language: str
) -> None:
    french, other = (set(first(recommender, INDUSTRIES[tongue], 5)) for tongue in ("fr", language))
    assert len(french & other) >= 4


@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize(("language", "city", "axis", "challenge"), QUESTIONS)
def test_a_question_on_each_axis_finds_a_city_outside_europe_among_the_first_five(
    recommender: Recommender, language: str, city: str, axis: str, challenge: str, filtered: bool
) -> None:
    """Among the cities to ask and, apart from them, among the cities of the practices."""
    index, base = recommender.index, recommender.release.facts["base"]
    answer = recommender.ask(challenge, city=city, axes=[axis] if filtered else [], limit=5)
    assert answer.language == language
    sections = [index.cities[one.iri.removeprefix(base)]["section"] for one in answer.cities]
    assert set(sections) - {"section/europe", None}, [one.label for one in answer.cities]
    rows = {base + row["iri"]: row for row in (index.items[number] for number in range(len(index.items)))}
    held = [index.cities[part["city"]]["section"] for one in answer.practices for part in rows[one.iri]["cities"]]
    assert set(held) - {"section/europe", None}, [one.label for one in answer.practices]


def test_every_item_is_among_the_first_three_for_its_own_title(recommender: Recommender) -> None:
    """In each of the three languages; an item of the same score as the third counts as third."""
    base, index = recommender.release.facts["base"], recommender.index
    missed = []
    for row in (index.items[number] for number in range(len(index.items))):
        for language in ("fr", "es", "en"):
            found = recommender.ask(row["label"][language], language=language, limit=4).practices
            score = {item.iri: item.score for item in found}.get(base + row["iri"])
            if score is None or sum(item.score > score for item in found) >= 3:
                missed.append((language, row["label"][language]))
    assert not missed


@pytest.mark.parametrize("challenge", ["¿Cómo avisar a tiempo de inundaciones?", "Comment prévenir des inondations ?"])
def test_short_questions_on_what_many_matters_are_near_to_are_answered(
    recommender: Recommender, challenge: str
) -> None:
    assert recommender.ask(challenge).practices
