"""A reason goes with its source: over every practice and project that ships, each source and statement taken away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

import numpy as np
import pyoxigraph as ox
import pytest

from peercity import ontology
from peercity.graph.iris import BASE
from peercity.recommender.answer import Reason
from peercity.recommender.ask import Recommender
from peercity.recommender.catalogue import read_catalogue
from peercity.recommender.counterfactual import Change
from peercity.recommender.index import Index
from peercity.recommender.indexing import write_index
from peercity.recommender.places import find_city
from peercity.recommender.reasons import Reasoner
from peercity.recommender.reasons.reasoner import TELLING
from peercity.recommender.terms import Scorer

STATEMENTS = {
    "theme": ("subject", "subjectRead"),
    "evidence": ("evidenceLevel",),
    "gap": ("facilitatedBy", "facilitation"),
    "enabler": ("facilitatedBy", "facilitation"),
    "barrier": ("hinderedBy", "hindrance"),
    "hindrance": ("hinderedBy", "hindrance"),
    "lead": ("lead",),
    "path": ("place",),
    "context": ("population", "languages", "section", "incomeGroup", "coastDistance"),
}
"""The properties that each type of reason rests on, beside who takes part: a path rests on that too, where no practice
says by whom it is carried out. A passage rests on any text and a change on any document."""
Told = dict[str, tuple[list[ox.Quad], list[Reason]]]
Explain = Callable[[str, Iterable[ox.Quad]], list[Reason]]
CHALLENGE = "low budget, lack of skills, digital divide, business model, lack of trust, resistance to change"


_LOOKED_AT = 12
"""Items of each type from which its statement is taken."""


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


@pytest.fixture(scope="module")
def reasons_of(tmp_path_factory: pytest.TempPathFactory) -> Explain:
    """A function that returns all that the graph of some statements lets us say of an item to Dakar, in English."""
    place = tmp_path_factory.mktemp("explained")
    numbers = count()

    def explain(item: str, quads: Iterable[ox.Quad]) -> list[Reason]:
        store = ox.Store()
        store.bulk_extend(quads)
        catalogue = read_catalogue(store)
        name = item.removeprefix(BASE)
        if name not in {row["iri"] for row in catalogue.items}:
            return []
        folder = place / str(next(numbers))
        write_index(folder, catalogue, None, place)
        index = Index(folder)
        number = [row["iri"] for row in catalogue.items].index(name)
        dakar = find_city("Dakar, SN", index.cities)
        first = int(np.flatnonzero(index.passage_item == number)[0])
        reasoner = Reasoner(index, "en", dakar, challenge=CHALLENGE, spoken="en")
        nearest = Scorer(index.cities, dakar).nearest(index.items[number])
        change = Change("evidence", "third-party-results")
        return list(reasoner.of_item(number, index.passages[first], nearest=nearest, change=change))

    return explain


@pytest.fixture(scope="module")
def told(recommender: Recommender, by_subject: dict[str, list[ox.Quad]], reasons_of: Explain) -> Told:
    """The statements around each item that ships and its reasons.

    Of those told of alike, the networks of one data set and practices of which no condition is stated, every fifth.
    """
    rows = [recommender.index.items[number] for number in range(len(recommender.index.items))]
    alike = [row for row in rows if row["iri"].startswith("project/urbact-") or row["type"] == "practice"]
    alike = [row for row in alike if not row["conditions"]]
    names = [BASE + row["iri"] for row in rows if row not in alike or row in alike[::5]]
    around_each = {name: around(name, by_subject) for name in names}
    return {name: (quads, reasons_of(name, quads)) for name, quads in around_each.items()}


def test_without_its_sources_a_reason_is_gone(told: Told, reasons_of: Explain) -> None:
    gone = set()
    for name, (quads, reasons) in told.items():
        for documents in {frozenset(source.iri for source in reason.sources) for reason in reasons}:
            described = {BASE + document for document in documents}
            left = reasons_of(name, [quad for quad in quads if quad.subject.value not in described])
            rested = [one for one in reasons if {source.iri for source in one.sources} <= documents]
            gone |= {one.type for one in rested}
            assert not {(one.type, one.text) for one in rested} & {(one.type, one.text) for one in left}, name
            assert not documents & {source.iri for one in left for source in one.sources}, name
    assert gone == {*TELLING} - {"own"}


@pytest.mark.parametrize("kind", STATEMENTS)
def test_without_its_statement_a_reason_is_gone(kind: str, told: Told, reasons_of: Explain) -> None:
    terms = ontology.context()
    removed = {property_iri(terms, term) for term in STATEMENTS[kind]}
    met = [name for name, (_, reasons) in told.items() if kind in {one.type for one in reasons}]
    if kind == "path":
        met = [name for name in met if not name.startswith(BASE + "practice/")]
    assert met
    for name in met[:_LOOKED_AT]:
        quads = [quad for quad in told[name][0] if quad.predicate.value not in removed]
        if kind == "path":
            quads = [quad for quad in quads if "/participation/" not in quad.subject.value]
        assert kind not in {one.type for one in reasons_of(name, quads)}, name


def property_iri(terms: dict[str, Any], name: str) -> str:
    """Return the whole IRI of a term of the context."""
    prefix, _, local = str(terms[name]["@id"] if isinstance(terms[name], dict) else terms[name]).partition(":")
    return f"{terms[prefix]}{local}"
