"""The steps of any query: asked together from the first on, rows go and never come back, and the last is the query."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from peercity.api.sparql.cutting import cut

DATA = """PREFIX : <x:>
:a :p :b , :c ; :q 1 . :b :p :c ; :q 2 ; :r "b"@fr . :c :q "2" . GRAPH :g { :a :p :b . :b :r "b"@fr }"""
TRIPLES = (
    *("?s :p ?o", "?o :q ?n", "?s :r ?l", "?o :r 'b'@fr", "?s :p ?o ; :q 2", "?s :p/:q ?n , ?m", "?s ^:p|:none ?t"),
    *("[] :p ?s", "[ :p ?o ] :q ?n ; :r ?l", "?s :p [ :q 2 ]", "_:x :p ?o"),
)
FILTERS = ("?n > 1", "?s != :a", "bound(?l)", "!bound(?l)", "?unbound", "strlen(?l) = 1 || ?n < 2", "lang(?l) = 'fr'")


def _joined(parts: list[str]) -> str:
    return " ".join(parts)


BLOCKS = st.one_of(
    st.sampled_from([f"{triple} ." for triple in TRIPLES]),
    st.sampled_from([f"FILTER({filter_})" for filter_ in FILTERS]),
    st.sampled_from(["FILTER NOT EXISTS { ?s :r ?l }", "FILTER EXISTS { ?o :q ?n } .", "VALUES ?n { 1 UNDEF } ."]),
)
GROUPS = st.recursive(
    st.lists(BLOCKS, max_size=3).map(_joined),
    lambda inner: st.lists(
        st.one_of(
            BLOCKS,
            st.builds("{} {{ {} }}".format, st.sampled_from(["", "OPTIONAL", "MINUS", "GRAPH ?g", "GRAPH :g"]), inner),
            st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
            st.builds("{{ SELECT ?s ?n {{ {} }} }}".format, inner),
        ),
        max_size=4,
    ).map(_joined),
    max_leaves=6,
)


@settings(deadline=None, max_examples=400)
@given(GROUPS)
def test_rows_never_come_back_and_the_last_prefix_is_the_query(group: str) -> None:
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TRIG)
    text = f"PREFIX : <x:> SELECT * {{ {group} }}"
    try:
        rows = any(True for _ in store.query(text))
    except SyntaxError:  # A label of a blank node in two places.
        return
    query = cut(text)
    assert query is not None
    answers = [bool(store.query(query.until(place))) for place in query.steps]
    assert answers == sorted(answers, reverse=True)
    assert rows == all(answers)
