"""PeerCity as a library.

    import peercity

    city = peercity.open("peercity-data")
    city.ask("How can we warn people of floods in time?")
    city.sparql("SELECT ?city { ?city a pc:City }")
    city.graph, city.network, city.citation

Importing this costs next to nothing: what is heavy is imported when it is first asked for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx
    import pandas
    import rdflib

    from peercity.graph.releases import Release
    from peercity.recommender.answer import Answer
    from peercity.recommender.ask import Recommender

# `open` is left out: a star import must not replace the built-in.
__all__ = ["PeerCity"]


class PeerCity:
    """A release, opened for reading."""

    def __init__(self, release: Release) -> None:
        self.release = release

    def __repr__(self) -> str:
        return f"<PeerCity release {self.release.number} of {self.release.facts['created'][:10]}>"

    def ask(
        self,
        challenge: str,
        *,
        language: str | None = None,
        city: str | None = None,
        axes: Sequence[str] = (),
        regions: Sequence[str] = (),
        limit: int = 10,
    ) -> Answer:
        """Return the practices that answer a challenge and the cities to ask; see `peercity.recommender.ask`."""
        return self._recommender.ask(challenge, language=language, city=city, axes=axes, regions=regions, limit=limit)

    def sparql(self, query: str) -> pandas.DataFrame | bool | rdflib.Graph:
        """Return the answer to a query: a table for SELECT, a truth value for ASK, a graph for CONSTRUCT and DESCRIBE.

        The usual prefixes are known, and so are pc:relevance and pc:contextSimilarity; see `peercity.api.sparql.local`
        for the types of values. There is no time limit here. Raises BadQuery with line and column.
        """
        from peercity.api.sparql.local import answer

        return answer(self.release, query, open_recommender=lambda: self._recommender)

    @cached_property
    def _recommender(self) -> Recommender:
        from peercity.api.starting import recommender_of

        return recommender_of(self.release)

    @property
    def citation(self) -> str:
        """How to cite the release; see `peercity.graph.citing` for BibTeX and CSL JSON."""
        from peercity.graph.citing import cite

        return cite(self.release).text

    @cached_property
    def graph(self) -> rdflib.Dataset:
        """The release as a read-only rdflib dataset on Oxigraph, prefixes bound.

        Its default graph is what all sources say together, each statement once; `GRAPH ?source { … }` tells the sources
        apart. To add to it, copy it: `mine = rdflib.Graph(); mine += city.graph.triples((None, None, None))`.
        """
        import rdflib
        from oxrdflib import OxigraphStore

        from peercity.graph.iris import PREFIXES

        graph = rdflib.Dataset(store=OxigraphStore(store=self.release.store))
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri)
        return graph

    @cached_property
    def network(self) -> networkx.MultiGraph[str]:
        """Cities and the ties between them; see `peercity.graph.network` for the rule and the attributes."""
        from peercity.graph.network import network

        return network(self.release.store)


def open(  # noqa: A001 - read as peercity.open
    data: str | Path | None = None, *, release: int | None = None
) -> PeerCity:
    """Return a release of a data folder: the one of a number, or else the one that is served.

    `data` is the folder; without it the environment variable PEERCITY_DATA names it, or else it is ./peercity-data.
    Where there is no release yet, the starter data is loaded and published first. Raises PeerCityError where the
    folder cannot be a data folder, NotFound where there is no such release. Of a release that an older PeerCity made,
    `ask` may say that it cannot be read; the graph can.
    """
    from peercity.api.starting import DEFAULT_DATA, ensure_release
    from peercity.graph.folder import DataFolder
    from peercity.graph.releases import release as release_of

    folder = DataFolder(Path(data or os.environ.get("PEERCITY_DATA") or DEFAULT_DATA))
    current = ensure_release(folder)
    return PeerCity(current if release is None else release_of(folder, release))


def __getattr__(name: str) -> str:
    if name == "__version__":
        from importlib.metadata import version

        return version("peercity")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
