"""A query answered in this process, for its own user: what notebooks and scripts compute with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from peercity.graph.iris import PREFIXES
from peercity.graph.releases import Release

from .functions import Functions
from .suppliers import suppliers
from .syntax import syntax_error
from .text import require_query, require_text

if TYPE_CHECKING:
    import pandas
    import rdflib

    from peercity.recommender.ask import Recommender

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPES: dict[str, Callable[[str], Any]] = {
    f"{_XSD}boolean": lambda text: text in ("true", "1"),
    f"{_XSD}integer": int,
    f"{_XSD}decimal": float,  # Columns of Decimal are slow, and no plot takes them.
    f"{_XSD}double": float,
    f"{_XSD}float": float,
    f"{_XSD}date": date.fromisoformat,
    f"{_XSD}dateTime": datetime.fromisoformat,
}
"""What a literal becomes, by datatype. All else is text, and dates less precise than a day are too."""


def answer(
    release: Release, query: str, *, open_recommender: Callable[[], Recommender]
) -> pandas.DataFrame | bool | rdflib.Graph:
    """Return the answer to a query on a release: a table for SELECT, a truth value for ASK, else an rdflib graph.

    A table has a column a variable, in their order, and a missing value of pandas where one is unbound. IRIs are text,
    literals of XSD what `_TYPES` says, other literals text without their language. Raises BadQuery for what cannot be
    read or nests too deep, NotAllowed for SERVICE and updates, and what the recommender refuses to score. Time and
    memory have no limit here, and some thousand patterns or operators in one query may be too many for the process.
    """
    require_text(query)
    require_query(query)
    functions = Functions(suppliers(open_recommender))
    try:
        results: Any = release.store.query(
            query, base_iri=release.facts["base"], prefixes=PREFIXES, custom_functions=functions.table
        )
    except SyntaxError as error:
        raise syntax_error(query, error) from None
    if isinstance(results, ox.QueryBoolean):
        found: Any = bool(results)
    else:
        found = _graph(results) if isinstance(results, ox.QueryTriples) else _table(results)
    if functions.error:
        raise functions.error
    return found


def _table(results: Any) -> pandas.DataFrame:
    import pandas

    names = [variable.value for variable in results.variables]
    rows = [[_value(row[name]) for name in names] for row in results]
    return pandas.DataFrame(rows, columns=names)


def _graph(results: Any) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    return graph.parse(data=ox.serialize(results, format=ox.RdfFormat.N_TRIPLES) or b"", format="nt")


def _value(term: Any) -> Any:
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return str(term) if isinstance(term, ox.BlankNode) else term.value
    try:
        return _TYPES.get(term.datatype.value, str)(term.value)
    except ValueError:  # A literal that is not what its datatype says.
        return term.value
