"""Scores by themselves, for whoever asks the graph in SPARQL or computes with them."""

from __future__ import annotations

from peercity.graph.errors import NotFound, nearest

from .ask import Recommender
from .bands import Bands, candidates, kind_of
from .context.comparison import shared
from .language import detect, known_language
from .rank import rank
from .terms import Scorer, logistic, total
from .text import challenge_text

MOST = 1000
"""Items that are scored for one text: those that rank highest."""


def relevance(recommender: Recommender, text: str, *, language: str | None = None) -> dict[str, float]:
    """Return by IRI the score that `Recommender.ask` gives each item for a challenge, 0 to 1.

    At most MOST items have one, and as many of those without precedents.
    Nothing is left out that `ask` would not list: what it refuses, or says to be undocumented, has scores too, which
    only say what comes before what. Raises Unaskable, TooLong or NotFound as `ask` does.
    """
    words = challenge_text(text)
    tongue = known_language(language) if language else detect(words)
    index = recommender.index
    vector = recommender.encoder.encode_query([words])[0] if recommender.encoder else None
    ranking = rank(index, words, tongue, vector)
    bands = Bands.shipped(kind_of(ranking))
    scorer = Scorer(index.cities, None, recommender.themes_of(vector), bands.theme, spread=index.spread)
    base, found = recommender.release.facts["base"], {}
    for number in candidates(ranking, MOST):
        row = index.items[number]
        certainty = bands.score(ranking, number, scorer.fit(row))
        found[base + row["iri"]] = round(logistic(total(scorer.terms(row, certainty))), 4)
    return found


def context_similarity(recommender: Recommender, city: str) -> dict[str, float]:
    """Return by IRI how much each other city shares with a city of the release, 0 to 1; the same in both directions.

    It is `Comparison.shared`, by which `peercity cities similar` ranks. Raises NotFound for another IRI.
    """
    base, cities = recommender.release.facts["base"], recommender.index.cities
    one = cities.get(city.removeprefix(base)) if city.startswith(base) else None
    if one is None:
        raise NotFound("city", city, near=nearest(city, [base + iri for iri in cities]))
    spread = recommender.index.spread
    return {base + iri: shared(one, other, spread=spread) for iri, other in cities.items() if iri != one["iri"]}
