"""What a server holds open: the one writer's store, the recommender of the current release, the SPARQL workers."""

from __future__ import annotations

from threading import Lock

from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import Release
from peercity.recommender.ask import Recommender
from peercity.recommender.encoders import default_encoder

from ..sparql.pool import SparqlPool
from ..starting import first_release
from ..writing import Door
from .settings import Settings


class Site:
    """The open parts of a server. `reopen` takes over a new release while requests run on."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = Lock()
        self._live = Live(DataFolder(settings.data))
        try:
            self._encoder = default_encoder(threads=1)
            self._open(first_release(self._live))
            self._door = Door(self._live, changed=self.reopen)
        except BaseException:
            self._live.close()
            raise

    def reopen(self) -> None:
        """Serve the current release from now on."""
        with self._turn:
            current = first_release(self._live)
            if current.number != self.recommender.release.number:
                old = self.sparql
                self._open(current)
                old.close()

    def close(self) -> None:
        """Close everything, the writer's door first."""
        self._door.close()
        self.sparql.close()
        self._live.close()

    def _open(self, release: Release) -> None:
        self.recommender = Recommender(release, self._encoder)
        self.sparql = SparqlPool(
            release.path / "graph", workers=self._settings.sparql_workers, seconds=self._settings.sparql_seconds
        )
