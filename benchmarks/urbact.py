"""Rank the lead cities of the URBACT networks of 2013-2016 by what was known before 2013.

`python benchmarks/urbact.py FACTS_FILE [CACHE_FOLDER]` prints two tables: the question put by nobody, and put by each
partner city of the network (their mean counts for the network, and a city is never its own mentor). The candidates
are all cities of the file, also those that no network named before: they share the last places, and how many leads are
among them is the ceiling that is printed. A query is the title, theme and keywords of a network without names of
cities and networks. Intervals are 95 % bootstrap ones over networks; the last column is the paired difference of
MRR@10 to the ranking that an answer uses.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from peercity.api.progress import shown_progress
from peercity.recommender.cities import SHIPPED, CityWeights, RankedItem, rank_cities
from peercity.recommender.encoders import default_encoder
from peercity.recommender.evaluation import history
from peercity.recommender.evaluation.history import Network, Place
from peercity.recommender.evaluation.measures import Figure, Values, by_query, difference, mean
from peercity.recommender.index import Index
from peercity.recommender.places import AskingCity, known_city

FIRST, LAST = 2013, 2016
SEED = 20
_DRAWS = 200
"""Random orders, whose mean is the random baseline."""
Scorer = Callable[[list[RankedItem], AskingCity | None], dict[str, float]]


@dataclass(frozen=True)
class Asked:
    """A network to be ranked for, with the networks before it as sure as they answer."""

    network: Network
    items: list[RankedItem]


def main() -> None:
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    networks = history.read_history(Path(sys.argv[1]))
    before = [network for network in networks if network.start < FIRST]
    later = [network for network in networks if FIRST <= network.start <= LAST]
    places = sorted({place.iri: place for network in networks for place in network.cities}.values(), key=by_iri)
    encoder = default_encoder()
    with tempfile.TemporaryDirectory() as folder, shown_progress("Encoding") as progress:
        cache = Path(sys.argv[2] if len(sys.argv) == 3 else folder)
        with history.indexed(before, places, encoder, cache, progress=progress) as index:
            texts = [history.query_of(network) for network in later]
            vectors = encoder.encode_query(texts) if encoder else [None] * len(texts)
            asked = [Asked(one, history.named(index, one, vector)) for one, vector in zip(later, vectors, strict=True)]
            seen = {place.iri for network in before for place in network.cities}
            reachable = sum(any(place.iri in seen for place in network.leads) for network in later)
            print(f"{len(before)} networks before {FIRST}; {len(later)} to rank for; {len(places)} candidates;")
            print(
                f"{reachable} of {len(later)} leads had a part in a network before: no ranking can find the others.\n"
            )
            for partners_ask in (False, True):
                print("Each partner city asks" if partners_ask else "Nobody asks")
                table(asked, index, places, partners_ask=partners_ask)
                print()


def by_iri(place: Place) -> str:
    return place.iri


def table(asked: list[Asked], index: Index, places: list[Place], *, partners_ask: bool) -> None:
    """Print the measures of each ranking."""
    found = {name: values(scorer, asked, index, places, partners_ask) for name, scorer in scorers(index).items()}
    found["random"] = at_random(asked, places)
    ours = found["PeerCity"]["MRR@10"]
    print(f"{'':34}{'MRR@10':22}{'Success@5':22}{'Success@10':22}PeerCity minus it")
    for name, columns in found.items():
        figures = [mean(columns[measure], seed=SEED) for measure in ("MRR@10", "Success@5", "Success@10")]
        gain = "" if name == "PeerCity" else text(difference(ours, columns["MRR@10"], seed=SEED))
        print(f"{name:34}{''.join(f'{text(figure):22}' for figure in figures)}{gain}")


def scorers(index: Index) -> dict[str, Scorer]:
    """Return the rankings to compare: ours, what it leaves out or might add, and the baselines."""
    experience, centrality = history.experience(index), history.centrality(index)
    most = max(experience.values())

    def ours(weights: CityWeights) -> Scorer:
        return lambda items, asking: {
            city.iri: city.score for city in rank_cities(items, index, asking=asking, weights=weights)
        }

    def plus(added: dict[str, float]) -> Scorer:
        plain = ours(SHIPPED)
        return lambda items, asking: {
            iri: score * (1 + added.get(iri, 0.0)) for iri, score in plain(items, asking).items()
        }

    return {
        "PeerCity": ours(SHIPPED),
        "  without context": ours(replace(SHIPPED, context=0.0)),
        "  without links": ours(replace(SHIPPED, link=0.0)),
        "  only the strongest item": ours(replace(SHIPPED, diminishing=0.0)),
        "  and experience": plus({city: math.log1p(n) / math.log1p(most) for city, n in experience.items()}),
        "  and centrality (PageRank)": plus({c: r / max(centrality.values()) for c, r in centrality.items()}),
        "text only": lambda items, _: history.by_text(items),
        "popularity": lambda *_: experience,
        "centrality (PageRank)": lambda *_: centrality,
    }


def values(
    scorer: Scorer, asked: list[Asked], index: Index, places: list[Place], partners_ask: bool
) -> dict[str, Values]:
    """Return each measure as one value a network."""
    judgements, run = {}, {}
    for one in asked:
        for partner in one.network.partners if partners_ask else (None,):
            asking = known_city(index.cities[partner.iri], "en") if partner else None
            query = f"{one.network.code}|{partner.iri if partner else ''}"
            judgements[query] = {place.iri: 1 for place in one.network.leads}
            run[query] = history.run_of(scorer(one.items, asking), places, asking=partner.iri if partner else None)
    return by_network(by_query(judgements, run), list(judgements))


def by_network(columns: dict[str, Values], queries: list[str]) -> dict[str, Values]:
    """Return measures by query as means by network, Success@10 among them: MRR@10 is above 0 just where it is 1."""
    found = {**columns, "Success@10": (columns["MRR@10"] > 0).astype(float)}
    codes = np.array([query.partition("|")[0] for query in queries])
    order = list(dict.fromkeys(codes))
    return {name: np.array([column[codes == code].mean() for code in order]) for name, column in found.items()}


def at_random(asked: list[Asked], places: list[Place]) -> dict[str, Values]:
    """Return the mean measures of random orders."""
    rng = np.random.default_rng(SEED)
    judgements = {one.network.code: {place.iri: 1 for place in one.network.leads} for one in asked}
    draws = []
    for _ in range(_DRAWS):
        run = {one.network.code: [(places[n].iri, 0.0) for n in rng.permutation(len(places))[:10]] for one in asked}
        draws.append(by_network(by_query(judgements, run), list(judgements)))
    return {name: np.mean([draw[name] for draw in draws], axis=0) for name in draws[0]}


def text(figure: Figure) -> str:
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]" if figure.low is not None else f"{figure.value}"


if __name__ == "__main__":
    main()
