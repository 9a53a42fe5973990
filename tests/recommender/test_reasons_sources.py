"""A reason goes with its source: over every practice and project that ships, each source and statement taken away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest

from peercity.graph.iris import BASE, ONTOLOGY
from peercity.recommender.answer import Reason
from peercity.recommender.ask import Recommender
from peercity.recommender.catalogue import read_catalogue
from peercity.recommender.counterfactual import Change
from peercity.recommender.index import Index, write_index
from peercity.recommender.places import find_city
from peercity.recommender.reasons import Reasoner
from peercity.recommender.terms import Scorer

STATEMENTS = {
    "theme": ("subject", "subjectRead"),
    "evidence": ("evidenceLevel",),
    "gap": ("facilitatedBy", "facilitation"),
    "enabler": ("facilitatedBy", "facilitation"),
    "barrier": ("hinderedBy", "hindrance"),
    "hindrance": ("hinderedBy", "hindrance"),
    "lead": ("lead",),
}
"""The properties of an item that each type of reason rests on."""
CHALLENGE = "low budget, lack of skills, digital divide, business model, lack of trust, resistance to change"


@pytest.fixture(scope="module")
def by_subject(recommender: Recommender) -> dict[str, list[ox.Quad]]:
    found: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in recommender.release.store:
        found[quad.subject.value].append(quad)
    return found


def around(item: str, by_subject: dict[str, list[ox.Quad]]) -> list[ox.Quad]:
    """Return the statements on an item and on all that they lead to, and those of who takes part in it; and Dakar."""
    taking_part = {
        quad.subject.value
        for quads in by_subject.values()
        for quad in quads
        if quad.predicate.value.endswith(("#participatesIn", "#resultOf")) and quad.object.value == item
    }
    wanted, waiting = set(), {item, BASE + "city/dakar-sn", *taking_part}
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        found = {quad.object.value for quad in by_subject.get(name, ()) if isinstance(quad.object, ox.NamedNode)}
        waiting |= {one for one in found if one in by_subject} - wanted
    return [quad for name in sorted(wanted) for quad in by_subject.get(name, ())]


@pytest.fixture
def reasons_of(tmp_path: Path) -> Callable[[str, Iterable[ox.Quad]], list[Reason]]:
    """A function that returns all that the graph of some statements lets us say of an item to Dakar, in English."""
    numbers = count()

    def explain(item: str, quads: Iterable[ox.Quad]) -> list[Reason]:
        store = ox.Store()
        store.bulk_extend(quads)
        catalogue = read_catalogue(store)
        name = item.removeprefix(BASE)
        if name not in {row["iri"] for row in catalogue.items}:
            return []
        folder = tmp_path / str(next(numbers))
        write_index(folder, catalogue, None, tmp_path)
        index = Index(folder)
        number = [row["iri"] for row in catalogue.items].index(name)
        dakar = find_city("Dakar, SN", index.cities)
        first = int(np.flatnonzero(index.passage_item == number)[0])
        reasoner = Reasoner(index, "en", dakar, challenge=CHALLENGE, spoken="en")
        nearest = Scorer(index.cities, dakar).nearest(index.items[number])
        change = Change("evidence", "third-party-results")
        return list(reasoner.of_item(number, index.passages[first], nearest=nearest, change=change))

    return explain
