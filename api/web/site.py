"""What a server holds open: the one writer's store, and for the current release its recommender and SPARQL workers."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from threading import Lock, Timer

from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import Release
from peercity.recommender.ask import Recommender

from ..sparql.pool import SparqlPool
from ..starting import first_release, recommender_of
from ..writing import Door
from .settings import Settings

_GRACE = 60.0
"""Seconds that the workers of the release before go on, for the queries that they have begun."""


@dataclass(frozen=True)
class Serving:
    """What answers from one release. It is replaced as a whole."""

    release: Release
    recommender: Recommender
    sparql: SparqlPool


class Site:
    """The open parts of a server. `reopen` takes over a new release while requests run on."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = Lock()
        self._retiring: list[Timer] = []
        with ExitStack() as opened:
            self._live = opened.enter_context(Live(DataFolder(settings.data)))
            self.serving = self._open(first_release(self._live))
            opened.callback(lambda: self.serving.sparql.close())
            opened.callback(self._retire)
            opened.enter_context(closing(Door(self._live, changed=self.reopen)))
            self._opened = opened.pop_all()

    def reopen(self) -> None:
        """Serve the current release from now on."""
        with self._turn:
            current = first_release(self._live)
            if current.number != self.serving.release.number:
                before = self.serving
                self.serving = self._open(current, before=before.recommender)
                retiring = Timer(_GRACE, before.sparql.close)
                retiring.daemon = True
                retiring.start()
                self._retiring.append(retiring)

    def close(self) -> None:
        """Close everything in the order opposite to opening, the writer's door first."""
        self._opened.close()

    def _retire(self) -> None:
        for retiring in self._retiring:
            retiring.cancel()
            retiring.function()

    def _open(self, release: Release, *, before: Recommender | None = None) -> Serving:
        workers = SparqlPool(
            release.path / "graph",
            workers=self._settings.sparql_workers,
            seconds=self._settings.sparql_seconds,
            base=release.facts["base"],
        )
        return Serving(release, recommender_of(release, before=before), workers)
